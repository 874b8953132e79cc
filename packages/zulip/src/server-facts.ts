import { ApiError, path, type RequestOptions, ResponseError } from "@platformq/resilience";
import { awaitShared } from "./await-shared.js";
import { Nothing } from "./envelope.js";
import { RegisterResult } from "./schemas/register.js";
import { ServerSettings } from "./schemas/server-settings.js";
import type { ZulipRequest, ZulipTransport } from "./transport.js";

/** What a server takes at most. Lengths are in code points. */
export interface ServerLimits {
  readonly maxMessageLength: number;
  readonly maxTopicLength: number;
  readonly maxFileUploadBytes: number;
}

/** Fields of answers that tell something of the server. */
type Telling = Partial<
  Pick<
    RegisterResult,
    | "zulip_feature_level"
    | "zulip_version"
    | "max_message_length"
    | "max_topic_length"
    | "max_file_upload_size_mib"
    | "server_typing_started_wait_period_milliseconds"
  >
>;

const MIB = 1024 * 1024;

/** What is known of the server: learned in passing from answers that tell, asked for only when it has to be known. */
export class ServerFacts {
  #featureLevel: number | undefined;
  #version: string | undefined;
  #limits: ServerLimits | undefined;
  #typingRepeatMs = 10_000;
  #time: { readonly date: string; readonly now: number } | undefined;
  #askedLevel: Promise<number> | undefined;
  #askedLimits: Promise<ServerLimits> | undefined;

  constructor(private readonly transport: ZulipTransport) {}

  /** Takes note of what an answer tells. */
  learn(told: Telling): void {
    this.#featureLevel = told.zulip_feature_level ?? this.#featureLevel;
    this.#version = told.zulip_version ?? this.#version;
    this.#typingRepeatMs = told.server_typing_started_wait_period_milliseconds ?? this.#typingRepeatMs;
    if (told.max_message_length === undefined) return;
    this.#limits = {
      maxMessageLength: told.max_message_length,
      maxTopicLength: told.max_topic_length ?? Number.POSITIVE_INFINITY,
      maxFileUploadBytes: (told.max_file_upload_size_mib ?? Number.POSITIVE_INFINITY) * MIB,
    };
  }

  /** Takes note of the time an answer was made. @param now The clock's time when it came. */
  toldTime(date: string | string[] | undefined, now: number): void {
    if (typeof date === "string") this.#time = { date, now };
  }

  /** The server's own time, in milliseconds since 1970, as far as it told; our clocks may differ. */
  time(): number {
    const { clock } = this.transport.http;
    const told = this.#time && Date.parse(this.#time.date) + clock.now() - this.#time.now;
    return told === undefined || Number.isNaN(told) ? clock.date() : told;
  }

  /** The limits, if the server has told them yet. */
  get knownLimits(): ServerLimits | undefined {
    return this.#limits;
  }

  /** How often the server wants to hear that somebody is typing still. */
  get typingRepeatMs(): number {
    return this.#typingRepeatMs;
  }

  /** Gets the feature level, from the server if need be. */
  async featureLevel(options?: RequestOptions): Promise<number> {
    if (this.#featureLevel !== undefined) return this.#featureLevel;
    this.#askedLevel ??= this.#askLevel().finally(() => {
      this.#askedLevel = undefined;
    });
    return awaitShared(this.#askedLevel, this.transport.http.clock, options);
  }

  /** Gets the limits, from the server if need be. */
  async limits(options?: RequestOptions): Promise<ServerLimits> {
    if (this.#limits !== undefined) return this.#limits;
    this.#askedLimits ??= this.#askLimits().finally(() => {
      this.#askedLimits = undefined;
    });
    return awaitShared(this.#askedLimits, this.transport.http.clock, options);
  }

  /** Makes the error for an endpoint this server is known not to have. */
  refusal(since: number, request: ZulipRequest): ResponseError | undefined {
    const level = this.#featureLevel;
    if (level === undefined || level >= since) return undefined;
    return this.#tooOld(since, level, request);
  }

  /** Says of a missing endpoint that the server is too old for it, when that is why. */
  async explain<T>(answer: Promise<T>, since: number, request: ZulipRequest): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (!isMissingEndpoint(error)) throw error;
      const level = await this.featureLevel().catch(() => undefined);
      throw level !== undefined && level < since ? this.#tooOld(since, level, request, error) : error;
    }
  }

  async #askLevel(): Promise<number> {
    const settings = { method: "GET", path: path`server_settings`, anonymous: true } as const;
    const told = await this.transport.request(settings, ServerSettings);
    this.learn(told);
    return told.zulip_feature_level;
  }

  /** Only the answer to a registration tells the limits; the queue it opens is closed again. */
  async #askLimits(): Promise<ServerLimits> {
    const params = { event_types: [], fetch_event_types: ["realm"] };
    const { queue_id, ...told } = await this.transport.repeatablePost(path`register`, params, RegisterResult);
    this.learn({ max_message_length: Number.POSITIVE_INFINITY, ...told });
    if (queue_id) await this.transport.delete(path`events`, { queue_id }, Nothing).catch(() => {});
    return this.limits();
  }

  #tooOld(since: number, level: number, { method, path }: ZulipRequest, cause?: unknown): ResponseError {
    const version = this.#version === undefined ? "" : ` (Zulip ${this.#version})`;
    const text = `${method} ${path.safe} needs feature level ${since}; the server has ${level}${version}`;
    return new ResponseError(text, "UNSUPPORTED_VERSION", {
      service: "zulip",
      operation: `${method} api/v1/${path.template}`,
      outcome: cause === undefined ? "not-sent" : "rejected",
      attempts: cause === undefined ? 0 : 1,
      cause,
    });
  }
}

/** What a server says of a path or a method it does not have; for what it has, it gives a code. */
function isMissingEndpoint(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    (error.status === 404 || error.status === 405) &&
    error.vendorCode === undefined
  );
}
