import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { Verdict } from "./finding.js";

/** Looks the server's name up. */
export async function lookUpName({ hostname }: URL): Promise<Verdict> {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (isIP(host)) return { state: "ok", note: `${host} is an address` };
  try {
    const addresses = await lookup(host, { all: true });
    return { state: "ok", note: `${host} is ${addresses.map(({ address }) => address).join(", ")}` };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    const remedy =
      code === "ENOTFOUND"
        ? "Check the spelling of the host in the variable, and whether a VPN is needed to know it."
        : "Check that this machine's name server can be reached.";
    return { state: "failed", note: `${host} cannot be looked up (${code})`, remedy };
  }
}
