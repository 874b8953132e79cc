import { path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field } from "../envelope.js";
import type { ZulipTransport } from "../transport.js";

const CallUrl = field("url", z.string());

/** Video calls with the services the server is connected to. Each method gives a URL to put in a message. */
export class CallsResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Creates a BigBlueButton call. @see https://zulip.com/api/create-big-blue-button-video-call */
  async createBigBlueButton(
    params: {
      meeting_name: string;
      /** Since Zulip 10. @default false */
      voice_only?: boolean | undefined;
    },
    options?: RequestOptions,
  ): Promise<string> {
    return this.transport.get(path`calls/bigbluebutton/create`, params, CallUrl, options);
  }

  /** Creates a Constructor Groups call; since Zulip 12. @see https://zulip.com/api/create-constructor-groups-video-call */
  async createConstructorGroups(options?: RequestOptions): Promise<string> {
    return this.transport.since(422).post(path`calls/constructorgroups/create`, {}, CallUrl, options);
  }

  /** Creates a Nextcloud Talk call; since Zulip 12. @see https://zulip.com/api/create-nextcloud-talk-video-call */
  async createNextcloudTalk(params: { room_name: string }, options?: RequestOptions): Promise<string> {
    return this.transport.since(422).post(path`calls/nextcloud_talk/create`, params, CallUrl, options);
  }

  /** Creates a Webex call; since Zulip 12. @see https://zulip.com/api/create-webex-video-call */
  async createWebex(options?: RequestOptions): Promise<string> {
    return this.transport.since(422).post(path`calls/webex/create`, {}, CallUrl, options);
  }

  /** Creates a Zoom call; the account has to be connected to Zoom. */
  async createZoom(params: { is_video_call: boolean }, options?: RequestOptions): Promise<string> {
    return this.transport.post(path`calls/zoom/create`, params, CallUrl, options);
  }
}
