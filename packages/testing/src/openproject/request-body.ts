import { formatError, OpenProjectError } from "./errors.js";

/** What a link to a project may lead to: since version 17 there are more kinds of workspaces. */
export const WORKSPACES = ["projects", "portfolios", "programs", "workspaces"] as const;

/** What a link to a principal may lead to. */
export const PRINCIPALS = ["users", "groups", "placeholder_users"] as const;

/** Where a link to what exists and may not be seen leads. */
export const UNDISCLOSED = "urn:openproject-org:api:v3:undisclosed";

/** The body of a write. Everything linked may stand in `_links` or, as the server tolerates, beside it. */
export class RequestBody {
  readonly #properties: Readonly<Record<string, unknown>>;
  readonly #links: Readonly<Record<string, unknown>>;

  constructor(value: object) {
    this.#properties = { ...value };
    this.#links = {
      ...this.#properties,
      ...("_links" in value && isObject(value._links) ? value._links : {}),
    };
  }

  has(name: string): boolean {
    return name in this.#properties;
  }

  /** A property as it came. */
  value(name: string): unknown {
    return this.#properties[name];
  }

  /** @throws OpenProjectError 422 if it is there and no text */
  text(name: string): string | undefined {
    const value = this.#properties[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "string") throw formatError(name, "A string", value);
    return value;
  }

  /** A text, or `null` to clear it. */
  nullableText(name: string): string | null | undefined {
    return this.#properties[name] === null ? null : this.text(name);
  }

  flag(name: string): boolean | undefined {
    const value = this.#properties[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "boolean") throw formatError(name, "A boolean", value);
    return value;
  }

  /**
   * An ISO 8601 duration, or `null` to clear it.
   *
   * @throws OpenProjectError 422 for anything else, numbers included
   */
  duration(name: string): string | null | undefined {
    const value = this.#properties[name];
    if (value === undefined || value === null) return value;
    const isDuration = typeof value === "string" && DURATION.test(value);
    if (!isDuration) throw formatError(name, "ISO 8601 duration", value);
    return value;
  }

  integer(name: string): number | undefined {
    const value = this.#properties[name];
    return typeof value === "number" && Number.isInteger(value) ? value : undefined;
  }

  /** The `raw` of a formattable text. A plain string is no error: it empties the text. */
  formattable(name: string): string | undefined {
    const value = this.#properties[name];
    if (value === undefined) return undefined;
    return isObject(value) && "raw" in value && typeof value.raw === "string" ? value.raw : "";
  }

  /**
   * The id a link names; `null` for `{ "href": null }`, `undefined` if there is no link. A link that is itself `null` is
   * passed over, not cleared, and so is one to what is undisclosed.
   *
   * @throws OpenProjectError 422 if it leads to something else than the resources expected
   */
  link(name: string, ...namespaces: readonly [string, ...string[]]): number | null | undefined {
    const link = this.#links[name];
    if (!isObject(link) || !("href" in link) || link.href === UNDISCLOSED) return undefined;
    return readHref(name, link.href, namespaces);
  }

  links(name: string, ...namespaces: readonly [string, ...string[]]): number[] | undefined {
    const links = this.#links[name];
    if (!Array.isArray(links)) return undefined;
    return links.flatMap((link) =>
      isObject(link) && "href" in link ? (readHref(name, link.href, namespaces) ?? []) : [],
    );
  }

  isListOfLinks(name: string): boolean {
    return Array.isArray(this.#links[name]);
  }

  /** Where a link leads, within the API; names and pages of the application as they are. */
  linkPath(name: string, ...namespaces: readonly [string, ...string[]]): string | null | undefined {
    const link = this.#links[name];
    if (!isObject(link) || !("href" in link)) return undefined;
    return pathOf(name, link.href, namespaces);
  }

  linkPaths(name: string, ...namespaces: readonly [string, ...string[]]): string[] {
    const links = this.#links[name];
    if (!Array.isArray(links)) return [];
    return links.flatMap((link) =>
      isObject(link) && "href" in link ? (pathOf(name, link.href, namespaces) ?? []) : [],
    );
  }

  /** The last part of a link to something without a number, such as a project status. */
  code(name: string, namespace: string): string | null | undefined {
    const link = this.#links[name];
    if (!isObject(link) || !("href" in link)) return undefined;
    return link.href === null ? null : hrefParts(name, link.href, [namespace]).id;
  }
}

const DURATION = /^P(?=.)(\d+W)?(\d+D)?(T(?=.)(\d+(\.\d+)?H)?(\d+M)?(\d+S)?)?$/;

function readHref(name: string, href: unknown, namespaces: readonly [string, ...string[]]): number | null {
  if (href === null) return null;
  const { id } = hrefParts(name, href, namespaces);
  if (!/^\d+$/.test(id)) throw typeMismatch(name, href, namespaces[0]);
  return Number(id);
}

function pathOf(name: string, href: unknown, namespaces: readonly [string, ...string[]]): string | null {
  if (href === null) return null;
  if (namespaces[0] === "urn") return String(href);
  if (namespaces[0] === "page") return `~${String(href)}`;
  const [, namespace = ""] = /\/api\/v3\/(\w+(?:\/\w+)?)\/[^/]+$/.exec(String(href)) ?? [];
  return `/${namespace}/${hrefParts(name, href, namespaces).id}`;
}

/** Hosts and folders before it do not matter; a slash or a query behind it does. */
function hrefParts(name: string, href: unknown, namespaces: readonly [string, ...string[]]): { id: string } {
  const [, namespace = "", id = ""] = /\/api\/v3\/(\w+(?:\/\w+)?)\/([^/?]+)$/.exec(String(href)) ?? [];
  if (!namespaces.includes(namespace)) throw typeMismatch(name, href, namespaces[0]);
  return { id };
}

function typeMismatch(name: string, href: unknown, namespace: string): OpenProjectError {
  const message = `For property '${name}' a link like '/api/v3/${namespace}/:id' is expected, but got '${String(href)}'.`;
  return new OpenProjectError(422, "ResourceTypeMismatch", message, { attribute: name });
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
