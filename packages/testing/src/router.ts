export type PathParams = Readonly<Record<string, string>>;

interface Node<Handler> {
  readonly literals: Map<string, Node<Handler>>;
  placeholder?: Node<Handler>;
  readonly handlers: Map<string, { handler: Handler; names: readonly string[] }>;
}

/** What a path leads to: a handler, or the methods it has when the asked one is not among them. */
export type Match<Handler> =
  | { readonly handler: Handler; readonly params: PathParams }
  | { readonly allowed: readonly string[] };

/**
 * Finds the handler of a method and a path.
 *
 * A pattern's segments are literals or `{placeholders}`; a literal wins over a placeholder, whatever was added first,
 * so that a service's endpoints can be listed in any order. A HEAD without a handler of its own goes to the GET.
 */
export class Router<Handler> {
  readonly #root: Node<Handler> = emptyNode();

  /** Add a handler for a method and a pattern such as `/users/{id}/groups`. */
  on(method: string, pattern: string, handler: Handler): this {
    let node = this.#root;
    const names: string[] = [];
    for (const segment of segmentsOf(pattern)) {
      const name = /^\{(.+)\}$/.exec(segment)?.[1];
      if (name === undefined) {
        const next: Node<Handler> = node.literals.get(segment) ?? emptyNode();
        node.literals.set(segment, next);
        node = next;
      } else {
        names.push(name);
        node.placeholder ??= emptyNode();
        node = node.placeholder;
      }
    }
    node.handlers.set(method, { handler, names });
    return this;
  }

  /** Look up a path, which must be well encoded. */
  match(method: string, path: string): Match<Handler> | undefined {
    const segments = segmentsOf(path).map(decodeURIComponent);
    const ends = walk(this.#root, segments, []);
    for (const { node, values } of ends) {
      const found = node.handlers.get(method) ?? (method === "HEAD" ? node.handlers.get("GET") : undefined);
      if (found === undefined) continue;
      const params = Object.fromEntries(found.names.map((name, index) => [name, values[index] ?? ""]));
      return { handler: found.handler, params };
    }
    const allowed = ends.flatMap(({ node }) => [...node.handlers.keys()]);
    return allowed.length > 0 ? { allowed } : undefined;
  }
}

function walk<Handler>(
  node: Node<Handler>,
  segments: readonly string[],
  values: readonly string[],
): { node: Node<Handler>; values: readonly string[] }[] {
  const [segment, ...rest] = segments;
  if (segment === undefined) return node.handlers.size > 0 ? [{ node, values }] : [];
  const literal = node.literals.get(segment);
  return [
    ...(literal ? walk(literal, rest, values) : []),
    ...(node.placeholder ? walk(node.placeholder, rest, [...values, segment]) : []),
  ];
}

function segmentsOf(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "");
}

function emptyNode<Handler>(): Node<Handler> {
  return { literals: new Map(), handlers: new Map() };
}
