import type { WriteStream } from "node:tty";

/** Where a script writes: a terminal gets colours and a live line, a pipe gets plain lines. */
export class Terminal {
  readonly #colours: boolean;
  #live = "";

  constructor(
    private readonly stream: NodeJS.WritableStream & Partial<Pick<WriteStream, "isTTY" | "columns">>,
    env: Readonly<Record<string, string | undefined>> = process.env,
  ) {
    // https://no-color.org
    this.#colours = stream.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
  }

  get isLive(): boolean {
    return this.stream.isTTY === true;
  }

  /** Writes a line above the live one. */
  line(text = ""): void {
    this.#clear();
    this.stream.write(`${text}\n`);
    this.#draw();
  }

  /** Shows what is going on right now; only on a terminal. */
  live(text: string): void {
    if (!this.isLive) return;
    this.#clear();
    // A terminal that does not know its width says 0.
    const columns = this.stream.columns || 80;
    this.#live = [...text].slice(0, columns - 1).join("");
    this.#draw();
  }

  bold = (text: string): string => this.#paint(text, 1);
  dim = (text: string): string => this.#paint(text, 2);
  red = (text: string): string => this.#paint(text, 31);
  green = (text: string): string => this.#paint(text, 32);
  yellow = (text: string): string => this.#paint(text, 33);

  #paint(text: string, code: number): string {
    return this.#colours ? `\u001b[${code}m${text}\u001b[0m` : text;
  }

  #clear(): void {
    if (this.#live !== "") this.stream.write("\r\u001b[2K");
  }

  #draw(): void {
    if (this.#live !== "") this.stream.write(this.#live);
  }
}
