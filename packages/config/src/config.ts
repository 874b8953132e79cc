import type { LogLevel, Secret } from "@platformq/resilience";
import type { ServiceName } from "./services.js";

/** What the client of each service is made of. A secret that can be rotated is a function, see {@link Secret}. */
export interface ServiceConfigs {
  readonly nextcloud: {
    readonly baseUrl: string;
    readonly username: string;
    readonly password: Secret;
    /** Requests per second. */
    readonly rateLimit: number;
  };
  readonly zulip: {
    readonly baseUrl: string;
    readonly email: string;
    readonly apiKey: Secret;
    /** Requests per second. */
    readonly rateLimit: number;
  };
  readonly openproject: {
    readonly baseUrl: string;
    readonly apiKey: Secret;
    /** Requests per second. */
    readonly rateLimit: number;
  };
}

/** What all clients have in common. Durations are milliseconds. */
export interface GeneralConfig {
  readonly http: {
    readonly timeoutMs: number;
    readonly maxRetries: number;
    /** API requests in flight to one server. */
    readonly connections: number;
    /** Authorities to trust beside the built-in ones, PEM. */
    readonly ca?: string | undefined;
  };
  readonly circuitBreaker: { readonly threshold: number; readonly openMs: number };
  readonly logLevel: LogLevel;
  /** Where rates, queues and journals that several processes share are kept. */
  readonly redisUrl?: string | undefined;
  readonly webhooks: WebhookConfig;
}

/** The secrets that webhooks are verified with, as `@platformq/webhooks` takes them; `false` where none is set. */
export interface WebhookConfig {
  readonly nextcloud: NextcloudWebhookConfig | false;
  readonly zulip: WebhookSecrets | false;
  readonly openproject: WebhookSecrets | false;
}

/** Several while one replaces the other. */
export interface WebhookSecrets {
  readonly secrets: readonly string[];
}

/** One secret for whatever a Nextcloud sends with: the app webhook_listeners, Flow apps and Talk bots. */
export interface NextcloudWebhookConfig {
  readonly listeners: WebhookSecrets;
  readonly flow: WebhookSecrets;
  readonly talk: WebhookSecrets;
}

/** What a platform is made of. `S` names the services in use. */
export type Config<S extends ServiceName = ServiceName> = GeneralConfig & Pick<ServiceConfigs, S>;

/** A configuration of which it is not known which services it has. */
export type AnyConfig = GeneralConfig & Partial<ServiceConfigs>;
