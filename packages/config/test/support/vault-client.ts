import { ResilienceState, type Secret } from "@platformq/resilience";
import { VaultClient, type VaultOptions } from "../../src/index.js";
import type { FakeVault } from "./fake-vault.js";

/** A client of a fake on the fake's clock, with a token that may read everything. */
export function vaultClient(vault: FakeVault, options: Partial<VaultOptions> = {}): VaultClient {
  return new VaultClient({
    baseUrl: vault.url,
    auth: { method: "token", token: vault.issue({ ttl: 0 }) },
    clock: vault.clock,
    state: new ResilienceState(),
    rateLimit: false,
    retry: false,
    ...options,
  });
}

/** Asks a secret as a credential does. */
export function ask(secret: Secret, refused?: string): string | Promise<string> {
  return typeof secret === "string" ? secret : secret(refused);
}
