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
      this.#runs(event.id, event.title);
    } else if (event.type === "waiting") {
      const { id, title, platform, waitMs } = event;
      this.#runs(id, `${title}, ${platform} asks for ${Math.ceil(waitMs / 1000)} s`);
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
    const latest = [...this.#running.values()].at(-1);
    const count = `${this.#finished} done, ${this.#running.size} running`;
    this.terminal.live(latest === undefined ? "" : `  … ${count}, now: ${latest}`);
  }

  /** Ends the live line, also where steps never finish. */
  end(): void {
    this.terminal.live("");
  }

  /** What began last stands last: the one before it may take long, and would look stuck. */
  #runs(id: string, title: string): void {
    this.#running.delete(id);
    this.#running.set(id, title);
  }

  #colour(state: StepState): (text: string) => string {
    if (state === "failed") return this.terminal.red;
    if (state === "skipped") return this.terminal.yellow;
    return state === "found" || state === "absent" ? this.terminal.dim : this.terminal.green;
  }
}

function reason(error: ErrorReport | undefined): string {
  return error === undefined ? "" : `\n             ${error.message}`;
}
