import { once } from "node:events";
import { connect as connectTcp, isIP } from "node:net";
import { connect as connectTls, rootCertificates } from "node:tls";
import type { Verdict } from "./finding.js";

const TIMEOUT_MS = 10_000;
const DAY_MS = 86_400_000;
/** Whoever renews certificates by hand wants to know in time. */
const EXPIRES_SOON_DAYS = 14;

/** Connects to the server, and looks at its certificate. @param ca Authorities to trust beside the built-in ones, PEM. */
export async function connect({ hostname, port, protocol }: URL, ca: string | undefined): Promise<Verdict> {
  const host = hostname.replace(/^\[|\]$/g, "");
  const isSecure = protocol === "https:";
  const options = {
    host,
    port: Number(port || (isSecure ? 443 : 80)),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  };
  try {
    if (!isSecure) {
      const socket = connectTcp(options);
      await once(socket, "connect", options);
      socket.destroy();
      return unencrypted(host);
    }
    const socket = connectTls({
      ...options,
      ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
      ...(isIP(host) === 0 && { servername: host }),
    });
    await once(socket, "secureConnect", options);
    const certificate = socket.getPeerCertificate();
    const protocolName = socket.getProtocol() ?? "TLS";
    socket.destroy();
    return judgeExpiry(protocolName, certificate.valid_to);
  } catch (error) {
    return judgeFailure(error, host, options.port);
  }
}

function unencrypted(host: string): Verdict {
  if (host === "localhost" || host === "::1" || host.startsWith("127.")) {
    return { state: "ok", note: "connected, on this machine" };
  }
  return {
    state: "warning",
    note: "connected without encryption: the credentials can be read on the way",
    remedy: "Use https:// in the variable.",
  };
}

function judgeExpiry(protocol: string, validTo: string): Verdict {
  const days = Math.floor((Date.parse(validTo) - Date.now()) / DAY_MS);
  const note = `${protocol}, the certificate is good for another ${days} days`;
  return days > EXPIRES_SOON_DAYS
    ? { state: "ok", note }
    : { state: "warning", note, remedy: "Renew the server's certificate." };
}

function judgeFailure(error: unknown, host: string, port: number): Verdict {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return { state: "failed", note: `no connection to ${host}:${port} (${code})`, remedy: remedyFor(code) };
}

function remedyFor(code: string): string {
  switch (code) {
    case "ECONNREFUSED":
      return "Check the port in the variable, and that the server is running.";
    case "ABORT_ERR":
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return "Check the address, and whether a firewall or a VPN stands between.";
    case "CERT_HAS_EXPIRED":
      return "Renew the server's certificate.";
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return "Use the name the certificate was made for, or have one made for this name.";
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
      return "Give the certificate of the authority that signed it in HTTP_CA or HTTP_CA_FILE, as PEM.";
    default:
      return /SSL|EPROTO/.test(code)
        ? "The server does not speak TLS on this port: check the port, or use http://."
        : "Check the address and that the server is running.";
  }
}
