/**
 * Spans and metrics for OpenTelemetry.
 *
 * @module @platformq/resilience/opentelemetry
 */
import {
  type Attributes,
  type Context,
  context,
  type Meter,
  metrics,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { type CallEnd, type CallStart, channels } from "./telemetry/channels.js";

/** Where traces and metrics go. */
export interface InstrumentOptions {
  /** @default the tracer `@platformq/resilience` of the global provider */
  tracer?: Tracer | undefined;
  /** @default the meter `@platformq/resilience` of the global provider */
  meter?: Meter | undefined;
}

const SCOPE = "@platformq/resilience";

/** The buckets the semantic conventions ask for, in seconds. */
const DURATION_BOUNDARIES = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

interface OpenCall {
  start: CallStart;
  span: Span;
  /** The caller's context with the span in it; what the attempts hand on. */
  context: Context;
}

/**
 * Traces and measures the calls of all clients in this process with OpenTelemetry.
 *
 * A call is one CLIENT span with all its attempts, child of the span active where the call began. Retries and rate
 * limits are its events; `traceparent` goes out with each attempt. Metrics: `http.client.request.duration` (s, over
 * all attempts of an HTTP call), `platformq.retries` and `platformq.circuit.changes`. Neither carries a URL, a query, a
 * header or a message.
 *
 * Leave undici to this instrumentation: `@opentelemetry/instrumentation-undici` would send a `traceparent` of its own.
 *
 * @returns a function that stops it and ends the spans still open
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/
 */
export function instrument(options: InstrumentOptions = {}): () => void {
  const tracer = options.tracer ?? trace.getTracer(SCOPE);
  const meter = options.meter ?? metrics.getMeter(SCOPE);
  const duration = meter.createHistogram("http.client.request.duration", {
    description: "Duration of HTTP calls, from the call to its result, with waiting and retries.",
    unit: "s",
    advice: { explicitBucketBoundaries: DURATION_BOUNDARIES },
  });
  const retries = meter.createCounter("platformq.retries", {
    description: "Attempts that repeated a failed one.",
    unit: "{retry}",
  });
  const circuitChanges = meter.createCounter("platformq.circuit.changes", {
    description: "Changes of a circuit's state.",
    unit: "{change}",
  });
  const open = new Map<object, OpenCall>();

  const subscriptions = [
    channels.callStart.subscribe((start) => {
      const parent = context.active();
      const attributes = { ...targetAttributes(start), ...templateAttributes(start) };
      const span = tracer.startSpan(start.operation, { kind: SpanKind.CLIENT, attributes }, parent);
      open.set(start.call, { start, span, context: trace.setSpan(parent, span) });
    }),

    channels.attempt.subscribe(({ call, headers }) => {
      const known = open.get(call);
      if (known) propagation.inject(known.context, headers);
    }),

    channels.retry.subscribe(({ call, service, operation, attempt, delayMs, reason }) => {
      open.get(call)?.span.addEvent("platformq.retry", {
        "platformq.attempt": attempt,
        "platformq.retry.delay_ms": delayMs,
        "error.type": reason,
      });
      retries.add(1, {
        "platformq.service": service,
        "platformq.operation": operation,
        "error.type": reason,
      });
    }),

    channels.rateLimited.subscribe(({ call, retryAfterMs }) => {
      const wait = retryAfterMs === undefined ? {} : { "platformq.retry_after_ms": retryAfterMs };
      open.get(call)?.span.addEvent("platformq.rate_limited", wait);
    }),

    channels.callEnd.subscribe((end) => {
      const known = open.get(end.call);
      if (known === undefined) return;
      open.delete(end.call);
      finish(known.span, end);
      // Calls through `withResilience` are no HTTP requests: they have spans, but not this metric.
      if (known.start.method === undefined) return;
      const attributes = { ...targetAttributes(known.start), ...resultAttributes(end) };
      duration.record(end.durationMs / 1000, attributes, known.context);
    }),

    channels.circuit.subscribe(({ name, from, to }) => {
      circuitChanges.add(1, {
        "platformq.circuit.name": name,
        "platformq.circuit.from": from,
        "platformq.circuit.to": to,
      });
    }),
  ];

  return () => {
    for (const unsubscribe of subscriptions) unsubscribe();
    for (const { span } of open.values()) span.end();
    open.clear();
  };
}

function finish(span: Span, end: CallEnd): void {
  span.setAttributes(resultAttributes(end));
  if (end.attempts > 1) span.setAttribute("http.request.resend_count", end.attempts - 1);
  // The code and not the message: a message may repeat what a server said.
  if (end.errorCode !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: end.errorCode });
  span.end();
}

/** Where a call goes. WebDAV's methods are named as they are: there are few of them. */
function targetAttributes({ service, method, origin }: CallStart): Attributes {
  const attributes: Attributes = { "platformq.service": service };
  if (method !== undefined) attributes["http.request.method"] = method;
  if (origin === undefined || !URL.canParse(origin)) return attributes;
  const { protocol, hostname, port } = new URL(origin);
  attributes["server.address"] = hostname;
  attributes["server.port"] = port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
  return attributes;
}

/** An HTTP operation is a method and a path pattern. */
function templateAttributes({ method, operation }: CallStart): Attributes {
  const prefix = `${method} `;
  return operation.startsWith(prefix) ? { "url.template": operation.slice(prefix.length) } : {};
}

/** How a call ended. */
function resultAttributes({ status, errorCode }: CallEnd): Attributes {
  const attributes: Attributes = {};
  if (status !== undefined) attributes["http.response.status_code"] = status;
  if (errorCode !== undefined) attributes["error.type"] = errorCode;
  return attributes;
}
