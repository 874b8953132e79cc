import { bodyText, type Incoming, mediaType, multipartFields } from "../incoming.js";
import { badRequest, missingParameter } from "./errors.js";

/**
 * The parameters of a request: those of a form, else those of the query. A JSON body is not looked at. What a handler
 * reads is known to this server; the rest is reported as ignored.
 */
export class Parameters {
  readonly #values: ReadonlyMap<string, string>;
  readonly #known = new Set<string>();

  private constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  static async of(incoming: Incoming): Promise<Parameters> {
    return new Parameters(new Map([...incoming.query, ...(await formFields(incoming))]));
  }

  /** Names that were sent and that nobody read. */
  get ignored(): string[] {
    return [...this.#values.keys()].filter((name) => !this.#known.has(name));
  }

  /** Take note of parameters that are valid but of no consequence here. */
  accept(...names: string[]): void {
    for (const name of names) this.#known.add(name);
  }

  /** Take every parameter for valid: there are more of them than a fake has use for. */
  acceptAll(): void {
    this.accept(...this.#values.keys());
  }

  object(name: string): Record<string, unknown> {
    const value = this.optionalJson(name) ?? missing(name);
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw badRequest(`${name} is not a dict`);
    return { ...value };
  }

  optionalText(name: string): string | undefined {
    this.#known.add(name);
    return this.#values.get(name);
  }

  text(name: string): string {
    return this.optionalText(name) ?? missing(name);
  }

  /** A JSON value of whatever type. */
  optionalJson(name: string): unknown {
    const text = this.optionalText(name);
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text);
    } catch {
      throw badRequest(`${name} is not valid JSON`);
    }
  }

  optionalInteger(name: string): number | undefined {
    const value = this.optionalJson(name);
    if (value === undefined) return undefined;
    if (typeof value !== "number" || !Number.isInteger(value)) throw badRequest(`${name} is not an integer`);
    return value;
  }

  integer(name: string): number {
    return this.optionalInteger(name) ?? missing(name);
  }

  boolean(name: string): boolean {
    return this.optionalText(name) === undefined ? missing(name) : this.flag(name, false);
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.optionalJson(name) ?? otherwise;
    if (typeof value !== "boolean") throw badRequest(`${name} is not a boolean`);
    return value;
  }

  optionalList(name: string): unknown[] | undefined {
    const value = this.optionalJson(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw badRequest(`${name} is not a list`);
    return value;
  }

  list(name: string): unknown[] {
    return this.optionalList(name) ?? missing(name);
  }
}

function missing(name: string): never {
  throw missingParameter(name);
}

async function formFields(incoming: Incoming): Promise<[string, string][]> {
  const type = mediaType(incoming.headers);
  if (type === "application/x-www-form-urlencoded") return [...new URLSearchParams(bodyText(incoming))];
  if (type !== "multipart/form-data") return [];
  const fields = await multipartFields(incoming).catch(() => new FormData());
  return [...fields].flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : []));
}
