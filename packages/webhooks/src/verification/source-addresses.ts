import { BlockList, isIP } from "node:net";
import { ConfigurationError } from "@platformq/resilience";
import type { ReadHeader } from "./verification.js";

/** Which addresses may send, as a second factor beside the secret. */
export interface SourceAddresses {
  /** IPv4 and IPv6 addresses and networks such as `192.0.2.0/24`. */
  readonly allow: readonly string[];
  /** Proxies in front of this process, whose `X-Forwarded-For` is believed. @default none */
  readonly trustedProxies?: readonly string[] | undefined;
}

/** Tells whether a request comes from an allowed address. */
export type IsAllowed = (remoteAddress: string | undefined, readHeader: ReadHeader) => boolean;

/**
 * Makes the check of source addresses.
 *
 * Of `X-Forwarded-For` only what trusted proxies wrote counts: it is read from its end, up to the first address that is
 * no trusted proxy. A request whose address is unknown is refused.
 *
 * @throws ConfigurationError for what is neither an address nor a network.
 */
export function sourceAddressCheck(options: SourceAddresses): IsAllowed {
  const allowed = new Networks(options.allow);
  const proxies = new Networks(options.trustedProxies ?? []);
  return (remoteAddress, readHeader) => {
    const hops = proxies.isEmpty ? [] : (readHeader("x-forwarded-for") ?? "").split(",");
    let address = remoteAddress;
    while (address !== undefined && proxies.has(address)) {
      const hop = hops.pop()?.trim();
      if (hop === undefined || hop === "") break;
      address = hop;
    }
    return address !== undefined && allowed.has(address);
  };
}

class Networks {
  readonly #list = new BlockList();
  readonly isEmpty: boolean;

  constructor(networks: readonly string[]) {
    this.isEmpty = networks.length === 0;
    for (const network of networks) this.#add(network);
  }

  has(address: string): boolean {
    const plain = withoutMapping(address);
    const family = isIP(plain);
    return family !== 0 && this.#list.check(plain, family === 4 ? "ipv4" : "ipv6");
  }

  #add(network: string): void {
    const [address = "", bits] = network.split("/");
    const family = isIP(address);
    const prefix = bits === undefined ? (family === 4 ? 32 : 128) : Number(bits);
    if (family === 0 || !/^\d+$/.test(bits ?? "0") || prefix > (family === 4 ? 32 : 128)) {
      throw new ConfigurationError(
        `"${network}" is neither an IP address nor a network such as 192.0.2.0/24`,
      );
    }
    this.#list.addSubnet(address, prefix, family === 4 ? "ipv4" : "ipv6");
  }
}

/** A socket that listens on IPv6 shows IPv4 addresses as `::ffff:192.0.2.1`. */
function withoutMapping(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}
