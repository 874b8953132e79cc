/** A list that many steps look at: read once, and again when one of them has reason to. */
export class Remembered<T> {
  #value: Promise<T> | undefined;

  constructor(private readonly read: () => Promise<T>) {}

  get(): Promise<T> {
    this.#value ??= this.refresh();
    return this.#value;
  }

  /** Reads again. A reading that failed is not remembered. */
  refresh(): Promise<T> {
    const value = this.read();
    this.#value = value;
    value.catch(() => {
      if (this.#value === value) this.#value = undefined;
    });
    return value;
  }
}
