/**
 * The fakes as handlers for MSW.
 *
 * @module @platformq/testing/msw
 */
import { type HttpHandler, http } from "msw";
import type { Fake } from "./fake.js";

/**
 * Make one MSW handler per fake, for `setupServer(...handlers(fake))`. Requests to other addresses pass it by.
 *
 * MSW sees the global `fetch`, `node:http` and axios, not undici's own `request`: for that, serve the fakes on loopback.
 *
 * @see https://mswjs.io/docs/api/setup-server
 */
export function handlers(...fakes: Fake[]): HttpHandler[] {
  return fakes.map((fake) =>
    http.all("*", ({ request }) => (isFor(fake, request.url) ? fake.handle(request) : undefined)),
  );
}

function isFor(fake: Fake, url: string): boolean {
  const { origin, pathname } = new URL(url);
  return origin === new URL(fake.baseUrl).origin && `${pathname}/`.startsWith(`${fake.prefix}/`);
}
