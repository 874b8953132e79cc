/** Events that one who reads may lag behind before the sender has to wait. */
const MOST_UNREAD = 256;

/** Something that happened in a run; `seq` counts from 1 without gaps. */
export type Numbered<News> = { readonly seq: number } & News;

/** Numbers what happens in a run and hands it to all who read, each at their own pace. */
export class RunEvents<News extends object> implements AsyncIterable<Numbered<News>, undefined> {
  readonly #readers = new Set<Reader<Numbered<News>>>();
  readonly #past: Numbered<News>[] = [];
  #seq = 0;
  #end: End | undefined;

  /** @param replays Whether who comes late gets what was before, too. Then it is kept, so it must not be of any length. */
  constructor(private readonly replays: boolean) {}

  /** Hands an event over at once; resolves when there is room for more. */
  async emit(news: News): Promise<void> {
    const event = { seq: ++this.#seq, ...news };
    if (this.replays) this.#past.push(event);
    await Promise.all([...this.#readers].map((reader) => reader.put(event)));
  }

  /** Ends all readers once they have read what there is; an error is thrown to them then. */
  end(end: End = {}): void {
    this.#end = end;
    for (const reader of this.#readers) reader.end(end);
    this.#readers.clear();
  }

  /** Reads the events from now on, after those that are kept. */
  [Symbol.asyncIterator](): AsyncIterator<Numbered<News>, undefined> {
    const reader = new Reader([...this.#past], () => this.#readers.delete(reader));
    if (this.#end) reader.end(this.#end);
    else this.#readers.add(reader);
    return reader;
  }
}

/** With an error or without: one that is thrown may be `undefined`. */
interface End {
  readonly error?: unknown;
}

class Reader<T> implements AsyncIterator<T, undefined> {
  #end: End | undefined;
  #waiting: (() => void)[] = [];
  #room: Promise<void> | undefined;
  #makeRoom: () => void = () => {};

  constructor(
    private unread: T[],
    private readonly leave: () => void,
  ) {}

  async put(event: T): Promise<void> {
    this.unread.push(event);
    this.#wake();
    if (this.unread.length < MOST_UNREAD) return;
    this.#room ??= new Promise((resolve) => {
      this.#makeRoom = resolve;
    });
    await this.#room;
  }

  end(end: End): void {
    this.#end = end;
    this.#wake();
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    for (;;) {
      const event = this.unread.shift();
      if (event !== undefined) {
        if (this.unread.length < MOST_UNREAD) this.#open();
        return { done: false, value: event };
      }
      if (this.#end) {
        const end = this.#end;
        this.#end = {};
        if ("error" in end) throw end.error;
        return { done: true, value: undefined };
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.leave();
    this.unread = [];
    this.#open();
    this.end({});
    return { done: true, value: undefined };
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #open(): void {
    this.#makeRoom();
    this.#room = undefined;
  }
}
