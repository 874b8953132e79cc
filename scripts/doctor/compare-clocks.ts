import { once } from "node:events";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { rootCertificates } from "node:tls";
import type { Verdict } from "./finding.js";

const TIMEOUT_MS = 10_000;
/** `Date` tells whole seconds. */
const HALF_A_SECOND_MS = 500;
/** From here on signed links, tokens and "the newest since" go wrong. */
const TOLERATED_MS = 10_000;

/** Compares the server's clock, as it stands in its answers, with this machine's. */
export async function compareClocks(url: URL, ca: string | undefined): Promise<Verdict> {
  const sent = Date.now();
  const date = await dateOf(url, ca);
  if (date === undefined) return { state: "ok", note: "the server does not tell the time" };
  const skewMs = date + HALF_A_SECOND_MS - (sent + Date.now()) / 2;
  if (Math.abs(skewMs) <= TOLERATED_MS) return { state: "ok", note: "the same time as here" };
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  return {
    state: "warning",
    note: `the server's clock is ${seconds} s ${skewMs > 0 ? "ahead of" : "behind"} this machine's`,
    remedy: "Set the clock that is wrong by NTP: `timedatectl set-ntp true`.",
  };
}

/** In milliseconds since 1970. */
async function dateOf(url: URL, ca: string | undefined): Promise<number | undefined> {
  const options = { method: "HEAD", signal: AbortSignal.timeout(TIMEOUT_MS) };
  const request =
    url.protocol === "https:"
      ? requestHttps(url, { ...options, ...(ca !== undefined && { ca: [...rootCertificates, ca] }) })
      : requestHttp(url, options);
  request.end();
  const [response]: [IncomingMessage] = (await once(request, "response")) as [IncomingMessage];
  response.resume();
  const date = Date.parse(response.headers.date ?? "");
  return Number.isNaN(date) ? undefined : date;
}
