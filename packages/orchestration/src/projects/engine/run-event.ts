import type { Leftover, RunStatus, StepReport, StepTitle } from "../report.js";

/** What happens in a run, without its number. */
export type RunNews =
  | { readonly type: "begun"; readonly runId: string; readonly name: string; readonly isResumed: boolean }
  | ({ readonly type: "started" } & StepTitle)
  /** The platform is left alone, or asks for time: the step is done again after that. */
  | ({ readonly type: "waiting"; readonly waitMs: number } & StepTitle)
  | ({ readonly type: "finished" } & StepReport)
  | { readonly type: "rolling-back" }
  | ({ readonly type: "undone" } & StepTitle)
  | ({ readonly type: "left" } & Leftover)
  | { readonly type: "ended"; readonly status: RunStatus };

/** What happens in a run, in order. `seq` counts from 1 within one process. */
export type RunEvent = { readonly seq: number } & RunNews;

/** The events of a run: whoever walks over them gets all of them, those that were before too. */
export class RunEvents implements AsyncIterable<RunEvent> {
  readonly #events: RunEvent[] = [];
  #end: { readonly error?: unknown } | undefined;
  #wake: () => void = () => {};
  #news = this.#nextNews();

  push(news: RunNews): void {
    this.#events.push({ seq: this.#events.length + 1, ...news });
    this.#announce();
  }

  /** Says that nothing more will come; an error is thrown to whoever has heard the rest. */
  end(end: { readonly error?: unknown } = {}): void {
    this.#end = end;
    this.#announce();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RunEvent, void, undefined> {
    for (let next = 0; ; next++) {
      while (next >= this.#events.length) {
        if (this.#end !== undefined) {
          if ("error" in this.#end) throw this.#end.error;
          return;
        }
        await this.#news;
      }
      const event = this.#events[next];
      if (event !== undefined) yield event;
    }
  }

  #announce(): void {
    const wake = this.#wake;
    this.#news = this.#nextNews();
    wake();
  }

  #nextNews(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
