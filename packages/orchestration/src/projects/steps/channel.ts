import { NotFoundError } from "@platformq/resilience";
import type { Clients } from "../../clients.js";
import { ensure } from "../../ensure.js";
import type { ProjectPlan } from "../project-spec.js";
import type { Step } from "../run-steps.js";

/** Finds a channel's id by its name. */
export async function findChannel(clients: Clients, name: string): Promise<number | undefined> {
  try {
    return await clients.zulip.channels.getId(name);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** Creates the Zulip channel, with this account as its first subscriber. */
export function channelStep(clients: Clients, plan: ProjectPlan, onChannel: (id: number) => void): Step {
  const { name, description } = plan;
  return {
    id: "zulip.channel",
    platform: "zulip",
    title: `Channel ${name}`,
    async run() {
      const { value, state } = await ensure(
        () => findChannel(clients, name),
        async () => {
          // Zulip has no other way to create a channel than to subscribe somebody to it.
          await clients.zulip.channels.subscribe({ subscriptions: [{ name, description }] });
          return clients.zulip.channels.getId(name);
        },
      );
      onChannel(value);
      return state;
    },
  };
}
