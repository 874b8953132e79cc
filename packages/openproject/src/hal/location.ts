import { header, type Reader, ResponseError, unreadable } from "@platformq/resilience";

/** What is known of a redirect before it comes. */
export interface ExpectedLocation {
  readonly resolve: (href: string) => URL;
  /** The path that was asked for. */
  readonly pathname: string;
  /** What the path it leads to is like, where that is known. */
  readonly leadsTo: RegExp | undefined;
}

/** Reads where a redirect leads. */
export function asLocation({ resolve, pathname, leadsTo }: ExpectedLocation): Reader<URL> {
  return {
    accept: "application/hal+json",
    read(answer, context) {
      const location = header(answer, "location");
      if (location === undefined) throw unreadable(answer, context, "a redirect was expected");
      const target = resolve(location);
      // From http to https, or to another name, the whole server is redirected: nothing has been answered yet.
      if (target.pathname === pathname || leadsTo?.test(target.pathname) === false) {
        throw new ResponseError(
          `${context.label} → ${answer.status}: redirected to ${target.origin}; set baseUrl to where the server really is`,
          "REDIRECT_REFUSED",
          { ...context.errorContext(), outcome: "rejected" },
        );
      }
      return target;
    },
  };
}
