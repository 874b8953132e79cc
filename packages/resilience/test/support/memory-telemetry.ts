import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Attributes,
  type Context,
  type ContextManager,
  createNoopMeter,
  type Meter,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type SpanOptions,
  type SpanStatus,
  type TextMapPropagator,
  type TextMapSetter,
  type Tracer,
  trace,
} from "@opentelemetry/api";

const hex = (value: number, length: number): string => value.toString(16).padStart(length, "0");

/** A span as an exporter would see it. */
export class MemorySpan implements Span {
  attributes: Attributes;
  status: SpanStatus | undefined;
  ended = 0;
  readonly events: { name: string; attributes: unknown }[] = [];

  constructor(
    readonly name: string,
    readonly options: SpanOptions,
    readonly parent: SpanContext | undefined,
    private readonly id: SpanContext,
  ) {
    this.attributes = { ...options.attributes };
  }

  spanContext(): SpanContext {
    return this.id;
  }

  setAttribute(key: string, value: Attributes[string]): this {
    this.attributes[key] = value;
    return this;
  }

  setAttributes(attributes: Attributes): this {
    Object.assign(this.attributes, attributes);
    return this;
  }

  addEvent(name: string, attributes?: unknown): this {
    this.events.push({ name, attributes });
    return this;
  }

  setStatus(status: SpanStatus): this {
    this.status = status;
    return this;
  }

  end(): void {
    this.ended++;
  }

  isRecording(): boolean {
    return this.ended === 0;
  }

  addLink(): this {
    return this;
  }

  addLinks(): this {
    return this;
  }

  updateName(): this {
    throw new Error("a span's name is its operation and does not change");
  }

  recordException(): void {
    throw new Error("an exception carries a message and a stack into the trace");
  }
}

/** Keeps all spans it started. */
export class MemoryTracer implements Tracer {
  readonly spans: MemorySpan[] = [];

  startSpan(name: string, options: SpanOptions = {}, context: Context = ROOT_CONTEXT): MemorySpan {
    const parent = trace.getSpanContext(context);
    const spanId = hex(this.spans.length + 1, 16);
    const id = { traceId: parent?.traceId ?? hex(this.spans.length + 1, 32), spanId, traceFlags: 1 };
    const span = new MemorySpan(name, options, parent, id);
    this.spans.push(span);
    return span;
  }

  startActiveSpan(): never {
    throw new Error("the pipeline is not one function a span could surround");
  }
}

/** A value given to an instrument. */
export interface Measurement {
  name: string;
  value: number;
  attributes: Attributes;
}

/** Keeps all that is measured. */
export class MemoryMeter {
  readonly measurements: Measurement[] = [];
  readonly units = new Map<string, string | undefined>();

  asMeter(): Meter {
    const noop: Meter = Object.create(createNoopMeter());
    noop.createHistogram = (name, options) => ({ record: this.#instrument(name, options?.unit) });
    noop.createCounter = (name, options) => ({ add: this.#instrument(name, options?.unit) });
    return noop;
  }

  named(name: string): Omit<Measurement, "name">[] {
    return this.measurements.flatMap(({ name: own, ...rest }) => (own === name ? [rest] : []));
  }

  #instrument(name: string, unit: string | undefined): (value: number, attributes?: Attributes) => void {
    this.units.set(name, unit);
    return (value, attributes = {}) => this.measurements.push({ name, value, attributes });
  }
}

/** Carries the active context through promises, as the SDK's own does. */
export class AsyncContextManager implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();

  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.#storage.run(context, () => fn.apply(thisArg, args));
  }

  bind<T>(_context: Context, target: T): T {
    return target;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    return this;
  }
}

/** Writes W3C `traceparent` headers. @see https://www.w3.org/TR/trace-context/ */
export class TraceParentPropagator implements TextMapPropagator<unknown> {
  inject(context: Context, carrier: unknown, setter: TextMapSetter<unknown>): void {
    const span = trace.getSpanContext(context);
    if (span)
      setter.set(carrier, "traceparent", `00-${span.traceId}-${span.spanId}-${hex(span.traceFlags, 2)}`);
  }

  extract(context: Context): Context {
    return context;
  }

  fields(): string[] {
    return ["traceparent"];
  }
}
