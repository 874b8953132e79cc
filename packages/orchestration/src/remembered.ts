/** Something on a server that many steps look at: read once, and again when one of them has reason to. */
export class Remembered<T> {
  #value: Promise<T> | undefined;

  constructor(private readonly read: () => Promise<T>) {}

  /** Gives what was read, or reads it. @param fresh Reads it again. A reading that failed is not remembered. */
  async get(fresh = false): Promise<T> {
    if (this.#value !== undefined && !fresh) return this.#value;
    const value = this.read();
    this.#value = value;
    value.catch(() => {
      if (this.#value === value) this.#value = undefined;
    });
    return value;
  }

  /** Remembers what a write was answered with. */
  set(value: T): void {
    this.#value = Promise.resolve(value);
  }
}
