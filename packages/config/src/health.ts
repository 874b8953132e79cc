import type { CircuitStateName } from "@platformq/resilience";
import type { Clients } from "./clients.js";
import type { ServiceName } from "./services.js";

/** One service's state: what it told of itself, or why it cannot be used. */
export type ServiceHealth<T> = (
  | ({ readonly ok: true } & T)
  | { readonly ok: false; readonly error: unknown }
) & {
  /** `open` while the service is left alone because it failed repeatedly. */
  readonly circuit: CircuitStateName;
};

type Report<S extends ServiceName> = Awaited<ReturnType<Clients[S]["testConnection"]>>;

/** The state of the services in use. */
export type PlatformHealth<S extends ServiceName = ServiceName> = {
  /** Whether all of them can be used. */
  readonly ok: boolean;
} & { readonly [Service in S]: ServiceHealth<Report<Service>> };

/** Tests the connections there are, side by side. */
export async function checkHealth(clients: Partial<Clients>): Promise<PlatformHealth<never>> {
  const states = await Promise.all(
    Object.entries(clients).map(async ([service, client]) => {
      const state = await connectionState(client);
      return [service, { ...state, circuit: client.circuit }] as const;
    }),
  );
  return { ok: states.every(([, { ok }]) => ok), ...Object.fromEntries(states) };
}

async function connectionState(client: { testConnection(): Promise<object> }) {
  try {
    return { ok: true, ...(await client.testConnection()) };
  } catch (error) {
    return { ok: false, error };
  }
}
