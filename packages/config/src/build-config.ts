import { ConfigurationError } from "@platformq/resilience";
import { z } from "zod";
import type { AnyConfig, GeneralConfig, ServiceConfigs, WebhookConfig } from "./config.js";
import { describeProblems, type PlaceOf } from "./describe-problems.js";
import type { ServiceName } from "./services.js";
import { type Settings, textsOf } from "./settings.js";
import { sections } from "./variables.js";

const Sections = z.object({
  nextcloud: sections.nextcloud.optional(),
  zulip: sections.zulip.optional(),
  openproject: sections.openproject.optional(),
  general: sections.general,
});

type Parsed = z.infer<typeof Sections>;
type Found = Settings["found"];

/**
 * Makes a configuration of what was found.
 *
 * @param placeOf Names the place beside the environment where a variable could have been.
 * @throws ConfigurationError naming all that is missing or wrong.
 */
export function buildConfig(
  settings: Settings,
  services: readonly ServiceName[],
  placeOf?: PlaceOf,
): AnyConfig {
  const { found, problems } = settings;
  const texts = textsOf(found);
  const input = Object.fromEntries(["general", ...services].map((section) => [section, texts]));
  const result = Sections.safeParse(input);
  if (!result.success || problems.size > 0) {
    throw new ConfigurationError(describeProblems(settings, result.error?.issues ?? [], placeOf));
  }
  const { general, nextcloud, zulip, openproject } = result.data;
  return {
    ...generalConfig(general),
    ...(nextcloud && { nextcloud: nextcloudConfig(nextcloud, found) }),
    ...(zulip && { zulip: zulipConfig(zulip, found) }),
    ...(openproject && { openproject: openprojectConfig(openproject, found) }),
  };
}

function generalConfig(general: Parsed["general"]): GeneralConfig {
  return {
    http: {
      timeoutMs: general.HTTP_TIMEOUT,
      maxRetries: general.MAX_RETRIES,
      connections: general.HTTP_POOL_CONNECTIONS,
      ca: general.HTTP_CA,
    },
    circuitBreaker: { threshold: general.CIRCUIT_BREAKER_THRESHOLD, openMs: general.CIRCUIT_BREAKER_TIMEOUT },
    logLevel: general.LOG_LEVEL,
    redisUrl: general.REDIS_URL,
    webhooks: webhookConfig(general),
  };
}

function webhookConfig(general: Parsed["general"]): WebhookConfig {
  const nextcloud = general.NEXTCLOUD_WEBHOOK_SECRET && { secrets: general.NEXTCLOUD_WEBHOOK_SECRET };
  const zulip = general.ZULIP_WEBHOOK_TOKEN;
  const openproject = general.OPENPROJECT_WEBHOOK_SECRET;
  return {
    nextcloud: nextcloud ? { listeners: nextcloud, flow: nextcloud, talk: nextcloud } : false,
    zulip: zulip ? { secrets: zulip } : false,
    openproject: openproject ? { secrets: openproject } : false,
  };
}

function nextcloudConfig(
  variables: NonNullable<Parsed["nextcloud"]>,
  found: Found,
): ServiceConfigs["nextcloud"] {
  return {
    baseUrl: variables.NEXTCLOUD_URL,
    username: variables.NEXTCLOUD_ADMIN_USER,
    password: found.get("NEXTCLOUD_ADMIN_PASS")?.secret ?? variables.NEXTCLOUD_ADMIN_PASS,
    rateLimit: variables.NEXTCLOUD_RATE_LIMIT,
  };
}

function zulipConfig(variables: NonNullable<Parsed["zulip"]>, found: Found): ServiceConfigs["zulip"] {
  return {
    baseUrl: variables.ZULIP_SITE,
    email: variables.ZULIP_EMAIL,
    apiKey: found.get("ZULIP_API_KEY")?.secret ?? variables.ZULIP_API_KEY,
    rateLimit: variables.ZULIP_RATE_LIMIT,
  };
}

function openprojectConfig(
  variables: NonNullable<Parsed["openproject"]>,
  found: Found,
): ServiceConfigs["openproject"] {
  return {
    baseUrl: variables.OPENPROJECT_URL,
    apiKey: found.get("OPENPROJECT_API_KEY")?.secret ?? variables.OPENPROJECT_API_KEY,
    rateLimit: variables.OPENPROJECT_RATE_LIMIT,
  };
}
