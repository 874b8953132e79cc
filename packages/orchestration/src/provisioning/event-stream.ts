/** Events that one who reads may lag behind before the sender has to wait. */
const MOST_UNREAD = 256;

/** Hands events to all who read, each at their own pace. Without readers they are dropped. */
export class EventStream<T> implements AsyncIterable<T> {
  readonly #readers = new Set<Reader<T>>();
  #end: { readonly error?: unknown } | undefined;

  /** Hands an event over; resolves when there is room for more. */
  async emit(event: T): Promise<void> {
    await Promise.all([...this.#readers].map((reader) => reader.put(event)));
  }

  /** Ends all readers once they have read what there is; with an error they throw it then. */
  end(error?: unknown): void {
    this.#end = { error };
    for (const reader of this.#readers) reader.end(error);
    this.#readers.clear();
  }

  /** Reads the events from now on. */
  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    const reader = new Reader<T>(() => this.#readers.delete(reader));
    if (this.#end) reader.end(this.#end.error);
    else this.#readers.add(reader);
    return reader;
  }
}

class Reader<T> implements AsyncIterator<T, undefined> {
  #events: T[] = [];
  #end: { readonly error?: unknown } | undefined;
  #wake: (() => void) | undefined;
  #room: Promise<void> | undefined;
  #makeRoom: (() => void) | undefined;

  constructor(private readonly leave: () => void) {}

  async put(event: T): Promise<void> {
    this.#events.push(event);
    this.#wake?.();
    if (this.#events.length < MOST_UNREAD) return;
    this.#room ??= new Promise((resolve) => {
      this.#makeRoom = resolve;
    });
    await this.#room;
  }

  end(error: unknown): void {
    this.#end = { error };
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    for (;;) {
      const event = this.#events.shift();
      if (event !== undefined) {
        if (this.#events.length < MOST_UNREAD) this.#open();
        return { done: false, value: event };
      }
      if (this.#end) {
        const { error } = this.#end;
        this.#end = {};
        if (error !== undefined) return Promise.reject(error);
        return { done: true, value: undefined };
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.leave();
    this.#events = [];
    this.#end = {};
    this.#open();
    return { done: true, value: undefined };
  }

  #open(): void {
    this.#makeRoom?.();
    this.#room = undefined;
    this.#makeRoom = undefined;
  }
}
