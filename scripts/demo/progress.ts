import type { ErrorReport, RunEvent, StepState } from "@platformq/orchestration";
import type { Terminal } from "../terminal/terminal.js";

const TITLE_WIDTH = 44;

/** Shows each step as it ends, and on a terminal what is under way. */
export class Progress {
  readonly #running = new Map<string, string>();
  #finished = 0;

  constructor(private readonly terminal: Terminal) {}

  show(event: RunEvent): void {
    if (event.type === "started") {
      this.#running.set(event.id, event.title);
    } else if (event.type === "waiting") {
      this.#running.set(event.id, `${event.title}, waiting for ${event.platform}`);
    } else if (event.type === "finished") {
      this.#running.delete(event.id);
      this.#finished++;
      const platform = event.platform.padEnd(12);
      const state = this.#colour(event.state)(event.state.padEnd(8));
      const time = this.terminal.dim(`${Math.round(event.durationMs)} ms`.padStart(8));
      this.terminal.line(
        `  ${state} ${platform} ${event.title.padEnd(TITLE_WIDTH)} ${time}${reason(event.error)}`,
      );
    }
    const [current] = this.#running.values();
    this.terminal.live(current === undefined ? "" : `  … ${this.#finished} done, now: ${current}`);
  }

  #colour(state: StepState): (text: string) => string {
    if (state === "failed") return this.terminal.red;
    if (state === "skipped") return this.terminal.yellow;
    return state === "found" ? this.terminal.dim : this.terminal.green;
  }
}

function reason(error: ErrorReport | undefined): string {
  return error === undefined ? "" : `\n             ${error.message}`;
}
