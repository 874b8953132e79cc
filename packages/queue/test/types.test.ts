import { expect, expectTypeOf, it } from "vitest";
import type { BullQueueOptions, bullQueue } from "../src/bullmq.js";
import {
  type AnyJobQueue,
  type CloseOptions,
  type DeadLetters,
  type EnqueueResult,
  type JobCounts,
  type JobEvents,
  type JobHandler,
  type JobMapOf,
  type JobQueue,
  type JsonValue,
  memoryQueue,
} from "../src/index.js";
import { JsonText } from "../src/json-text.js";
import type { LmdbQueueOptions, lmdbQueue } from "../src/lmdb.js";

interface Mail {
  to: string;
  cc?: readonly string[] | undefined;
}

/** Interfaces all through. */
interface Jobs {
  mail: Mail;
  count: number;
}

type Opens = (options: LmdbQueueOptions & BullQueueOptions) => JobQueue<Jobs>;

// Compiled, never called.
export function typed(queue: JobQueue<Jobs>): void {
  void queue.enqueue("mail", { to: "ben" });
  void queue.enqueue("mail", new JsonText('{"to":"ben"}'));
  queue.process("mail", ({ data }) => void expectTypeOf(data).toEqualTypeOf<Mail>());
  queue.process("count", ({ data }) => void expectTypeOf(data).toEqualTypeOf<number>());
  // @ts-expect-error There is no such job.
  void queue.enqueue("male", { to: "ben" });
  // @ts-expect-error There is no such job.
  queue.process("male", () => {});
  // @ts-expect-error A number is nobody.
  void queue.enqueue("mail", { to: 5 });
  // @ts-expect-error That is the data of another job.
  void queue.enqueue("mail", 5);
  // @ts-expect-error The data is no string.
  queue.process("mail", (job: { data: string }) => job.data);
}

export function untyped(queue: JobQueue): void {
  void queue.enqueue("whatever", { any: ["JSON", 1, null] });
  queue.process("whatever", ({ data }) => void expectTypeOf(data).toEqualTypeOf<JsonValue>());
  // @ts-expect-error A date is no JSON.
  void queue.enqueue("whatever", new Date());
}

export function sharing(queue: JobQueue<Jobs>): void {
  const taken: AnyJobQueue = queue;
  const others = taken.withJobs<{ "others.index": { file: string } }>();
  others.process("others.index", ({ data }) => void expectTypeOf(data.file).toBeString());
  // @ts-expect-error These are not the others' jobs.
  void others.enqueue("mail", { to: "ben" });
  // @ts-expect-error Whoever takes this one may enqueue what is no mail.
  const any: JobQueue = queue;
  void any;
}

export function reading(untyped: JobQueue, wide: JobQueue<{ job: string | null }>): void {
  // @ts-expect-error What is read from this one may be no mail.
  const jobs: JobQueue<Jobs> = untyped;
  // @ts-expect-error What is read from this one may be null.
  const narrow: JobQueue<{ job: string }> = wide;
  void [jobs, narrow];
}

/** As one would write a queue around another. */
export class LoggedQueue<Jobs extends JobMapOf<Jobs>> implements JobQueue<Jobs> {
  readonly events: JobEvents;
  readonly dead: DeadLetters;

  constructor(private readonly inner: JobQueue<Jobs>) {
    this.events = inner.events;
    this.dead = inner.dead;
  }

  withJobs<Others extends JobMapOf<Others>>(): JobQueue<Others> {
    return new LoggedQueue(this.inner.withJobs<Others>());
  }

  async enqueue<Name extends keyof Jobs & string>(
    name: Name,
    data: Jobs[Name] | JsonText,
  ): Promise<EnqueueResult> {
    console.log(name);
    return this.inner.enqueue(name, data);
  }

  process<Name extends keyof Jobs & string>(name: Name, handler: JobHandler<Jobs[Name]>): void {
    this.inner.process(name, handler);
  }

  async counts(): Promise<JobCounts> {
    return this.inner.counts();
  }

  async close(options?: CloseOptions): Promise<void> {
    return this.inner.close(options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

export function json(): void {
  memoryQueue<{ a: { list: readonly { deep: string }[]; pair: [string, number]; either: "x" | null } }>();
  memoryQueue<{ a: JsonValue }>();
  // @ts-expect-error A date comes back as a string.
  memoryQueue<{ a: { at: Date } }>();
  // @ts-expect-error Functions are lost.
  memoryQueue<{ a: { then: () => void } }>();
  // @ts-expect-error Nothing is no JSON.
  memoryQueue<{ a: undefined }>();
  // @ts-expect-error It may be anything.
  memoryQueue<{ a: { of: unknown } }>();
}

it("is typed alike wherever it keeps its jobs", () => {
  expectTypeOf(memoryQueue<Jobs>).returns.toEqualTypeOf<JobQueue<Jobs>>();
  expectTypeOf<typeof lmdbQueue<Jobs>>().toExtend<Opens>();
  expectTypeOf<typeof bullQueue<Jobs>>().toExtend<Opens>();
});

it("is the same queue to those with other jobs", () => {
  const queue = memoryQueue<Jobs>();
  expect(queue.withJobs<{ other: string }>()).toBe(queue);
});
