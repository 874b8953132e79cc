import { type FileSource, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { quoted } from "../encoding.js";
import { field, Nothing } from "../envelope.js";
import type { UserSettings } from "../settings/user-settings.js";
import type { ZulipTransport } from "../transport.js";
import type { FileNames } from "../uploads/named-file.js";
import { postFile } from "../uploads/post-file.js";

/** Settings that are sent as JSON even when they are text: those that are a number or a word, and one URL. */
const QUOTED = [
  "jitsi_server_url",
  "message_content_delete_limit_seconds",
  "message_content_edit_limit_seconds",
  "message_retention_days",
  "move_messages_between_streams_limit_seconds",
  "move_messages_within_stream_limit_seconds",
];

/** Settings of the organisation, under the names that `events.register` with `realm` gives them after `realm_`. */
export type UpdateOrganization = Readonly<Record<string, unknown>>;

/** Which of the two logos. */
export interface WhichLogo {
  /** The one for the dark theme. @default false */
  night?: boolean | undefined;
}

const MessageId = field("message_id", z.number());
const IconUrl = field("icon_url", z.string());
const LogoUrl = field("logo_url", z.string());

/** The organisation, on the wire a realm; for administrators. */
export class OrganizationResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Changes settings of the organisation. */
  async update(params: UpdateOrganization, options?: RequestOptions): Promise<void> {
    const fields: Record<string, unknown> = { ...params };
    for (const name of QUOTED) {
      const value = fields[name];
      if (typeof value === "string") fields[name] = quoted(value);
    }
    return this.transport.patch(path`realm`, fields, Nothing, options);
  }

  /** Changes the settings new users begin with. @see https://zulip.com/api/update-realm-user-settings-defaults */
  async updateUserSettingsDefaults(params: UserSettings, options?: RequestOptions): Promise<void> {
    return this.transport.patch(path`realm/user_settings_defaults`, params, Nothing, options);
  }

  /**
   * Gives the organisation another icon. This and the next three are the web app's endpoints, and not documented.
   *
   * @returns the icon's URL, which may be relative to the server's
   * @throws BadRequestError `BAD_IMAGE`, and for one larger than the server takes, usually 5 MiB
   */
  async setIcon(image: FileSource, params: FileNames = {}, options?: RequestOptions): Promise<string> {
    return postFile(this.transport, path`realm/icon`, { ...params, source: image }, IconUrl, options);
  }

  /** Deletes the organisation's icon. @returns the URL of the one it has then */
  async deleteIcon(options?: RequestOptions): Promise<string> {
    return this.transport.delete(path`realm/icon`, {}, IconUrl, options);
  }

  /**
   * Gives the organisation another logo.
   *
   * @returns the logo's URL, which may be relative to the server's
   * @throws what `setIcon` throws
   */
  async setLogo(
    image: FileSource,
    params: WhichLogo & FileNames = {},
    options?: RequestOptions,
  ): Promise<string> {
    const { night = false, ...names } = params;
    const file = { ...names, source: image, params: { night } };
    return postFile(this.transport, path`realm/logo`, file, LogoUrl, options);
  }

  /** Deletes one of the organisation's logos. @returns the URL of the one it has then */
  async deleteLogo({ night = false }: WhichLogo = {}, options?: RequestOptions): Promise<string> {
    return this.transport.delete(path`realm/logo`, { night }, LogoUrl, options);
  }

  /**
   * Has the welcome bot send a text to the account itself; since Zulip 11.
   *
   * @returns the message's id
   * @see https://zulip.com/api/test-welcome-bot-custom-message
   */
  async testWelcomeMessage(
    params: { welcome_message_custom_text: string },
    options?: RequestOptions,
  ): Promise<number> {
    const message = path`realm/test_welcome_bot_custom_message`;
    return this.transport.since(416).post(message, params, MessageId, options);
  }
}
