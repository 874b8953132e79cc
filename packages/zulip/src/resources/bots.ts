import { type Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { quoted } from "../encoding.js";
import { field, Nothing } from "../envelope.js";
import { Bot, CreatedBot } from "../schemas/bot.js";
import type { ZulipTransport } from "../transport.js";

/** A bot to create. */
export interface CreateBot {
  full_name: string;
  /** The beginning of its address. */
  short_name: string;
  /** 1 generic, 2 incoming webhook, 3 outgoing webhook, 4 embedded. @default 1 */
  bot_type?: 1 | 2 | 3 | 4 | undefined;
  /** Where an outgoing webhook is sent to. */
  payload_url?: string | undefined;
  /** Form of an outgoing webhook: 1 Zulip's own, 2 Slack's. */
  interface_type?: 1 | 2 | undefined;
  /** For an embedded bot. */
  service_name?: string | undefined;
  config_data?: Readonly<Record<string, string>> | undefined;
}

/** What to change of a bot. */
export interface UpdateBot {
  full_name?: string | undefined;
  bot_owner_id?: number | undefined;
  service_payload_url?: string | undefined;
  service_interface?: 1 | 2 | undefined;
  config_data?: Readonly<Record<string, string>> | undefined;
}

const Bots = field("bots", z.array(Bot));
const SingleBot = field("bot", Bot);
const ApiKey = field("api_key", z.string());

/** Bots of the account. */
export class BotsResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Lists the account's bots, with their API keys. */
  async list(options?: RequestOptions): Promise<Page<Bot>> {
    return this.transport.list(path`bots`, {}, Bots, options);
  }

  /** Creates a bot. @see https://zulip.com/help/add-a-bot-or-integration */
  async create(params: CreateBot, options?: RequestOptions): Promise<CreatedBot> {
    const fields = { ...params, payload_url: quoted(params.payload_url) };
    return this.transport.post(path`bots`, fields, CreatedBot, options);
  }

  /** Changes a bot. */
  async update(botId: number, params: UpdateBot, options?: RequestOptions): Promise<Bot> {
    const fields = { ...params, service_payload_url: quoted(params.service_payload_url) };
    return this.transport.patch(path`bots/${botId}`, fields, SingleBot, options);
  }

  /** Deactivates a bot. */
  async deactivate(botId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`bots/${botId}`, {}, Nothing, options);
  }

  /** Gets a bot's API key; since Zulip 12. @see https://zulip.com/api/get-bot-api-key */
  async apiKey(botId: number, options?: RequestOptions): Promise<string> {
    return this.transport.since(422).get(path`bots/${botId}/api_key`, {}, ApiKey, options);
  }

  /** Gives a bot a new API key; the old one is refused from then on. @see https://zulip.com/api/regenerate-bot-api-key */
  async regenerateApiKey(botId: number, options?: RequestOptions): Promise<string> {
    return this.transport.post(path`bots/${botId}/api_key/regenerate`, {}, ApiKey, options);
  }
}
