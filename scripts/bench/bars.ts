/** The bars a benchmark is held against. A missed one makes the process end with 1. */
export class Bars {
  readonly #rows: Record<string, { measured: string; bar: string; met: string }> = {};

  /** @param details The figures a ratio was made of. */
  atLeast(name: string, value: number, limit: number, unit = "×", details = ""): void {
    this.#add(name, `${text(value)} ${unit} ${details}`, `≥ ${text(limit)} ${unit}`, value >= limit);
  }

  atMost(name: string, value: number, limit: number, unit = "×", details = ""): void {
    this.#add(name, `${text(value)} ${unit} ${details}`, `≤ ${text(limit)} ${unit}`, value <= limit);
  }

  print(): void {
    console.table(this.#rows);
  }

  #add(name: string, measured: string, bar: string, isMet: boolean): void {
    this.#rows[name] = { measured: measured.trim(), bar, met: isMet ? "yes" : "NO" };
    if (!isMet) process.exitCode = 1;
  }
}

function text(value: number): string {
  return Math.abs(value) >= 100
    ? Math.round(value).toLocaleString("en")
    : String(Math.round(value * 100) / 100);
}
