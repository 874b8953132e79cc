import { InvalidInputError, openObject, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field } from "../envelope.js";
import type { ZulipTransport } from "../transport.js";

/** Who may write in a channel: 1 everybody, 2 administrators, 3 full members, 4 moderators. */
export type PostingPolicy = 1 | 2 | 3 | 4;

/** Since then it is a group that may write, and the policy is ignored. */
const GROUPS_SINCE = 333;

const SYSTEM_GROUPS: Readonly<Record<PostingPolicy, string>> = {
  1: "role:everyone",
  2: "role:administrators",
  3: "role:fullmembers",
  4: "role:moderators",
};

const Groups = field("user_groups", z.array(openObject({ id: z.number(), name: z.string() })));

/**
 * Says who may write in a channel as the server understands it: by the old policy, or by the system group that means
 * the same.
 *
 * @param wrap Puts the group's id in the form the endpoint wants.
 */
export async function translatePostingPolicy<T extends { stream_post_policy?: PostingPolicy | undefined }>(
  transport: ZulipTransport,
  params: T,
  wrap: (groupId: number) => unknown,
  options?: RequestOptions,
): Promise<object> {
  const { stream_post_policy, ...rest } = params;
  if (stream_post_policy === undefined) return rest;
  if ((await transport.server.featureLevel(options)) < GROUPS_SINCE) return params;
  const name = SYSTEM_GROUPS[stream_post_policy];
  const groups = await transport.get(path`user_groups`, {}, Groups, options);
  const group = groups.find((candidate) => candidate.name === name);
  if (group === undefined) {
    throw new InvalidInputError(`The server has no group ${name} to put in place of stream_post_policy`, {
      service: "zulip",
    });
  }
  return { ...rest, can_send_message_group: wrap(group.id) };
}
