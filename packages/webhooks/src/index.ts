/**
 * Receives and verifies what the platforms send, and hands it to typed handlers.
 *
 * @module @platformq/webhooks
 */
export { ConfigurationError, isPlatformError } from "@platformq/resilience";
export { type ExpressApp, type ExpressRequest, mountExpress } from "./adapters/express.js";
export { type FastifyScope, fastifyWebhooks } from "./adapters/fastify.js";
export { type FetchContext, fetchHandler } from "./adapters/fetch.js";
export { type HonoApp, mountHono } from "./adapters/hono.js";
export { mountNode, nodeListener } from "./adapters/node.js";
export {
  type FastifyApp,
  type SetupWebhooksOptions,
  setupWebhooks,
  type WebhookApp,
} from "./adapters/setup-webhooks.js";
export type { Envelope, EventUser, UnknownEvent, Via } from "./events/envelope.js";
export { type EventsByPlatform, type StoredEvent, toEvent, type WebhookEvent } from "./events/event.js";
export type { NextcloudEvent, NextcloudEventType } from "./events/nextcloud.js";
export type { OpenProjectEvent, OpenProjectEventType } from "./events/openproject.js";
export type { ZulipEvent, ZulipEventType } from "./events/zulip.js";
export type { Handler, HandlerContext, HandlerResult, ZulipReply } from "./handlers/handler.js";
export type { EventPattern, Matching } from "./handlers/pattern.js";
export type { JsonObject } from "./json.js";
export {
  type EventCounts,
  type LagCounts,
  lagBoundsMs,
  type PlatformCounts,
  type WebhookMetrics,
} from "./metrics/webhook-metrics.js";
export type { EndpointOptions, PlatformSecrets, WebhooksOptions } from "./options.js";
export { type Platform, platforms } from "./platform.js";
export { type BullQueue, bullPublisher } from "./publishers/bullmq.js";
export {
  type CloudEvent,
  type CloudEventsOptions,
  cloudEventsPublisher,
  toCloudEvent,
} from "./publishers/cloud-events.js";
export { EmitterPublisher } from "./publishers/emitter.js";
export type { EventPublisher } from "./publishers/publisher.js";
export {
  type RedisStreamOptions,
  redisStreamPublisher,
  type StreamClient,
} from "./publishers/redis-stream.js";
export type { WebhookAnswer } from "./receiver/answers.js";
export type { FetchedFrom } from "./receiver/fetched.js";
export type { HandlerFailure } from "./receiver/job-runner.js";
export { defaultLimits, type ReceiverLimits } from "./receiver/limits.js";
export type { MissedEvents, RejectedRequest } from "./receiver/notices.js";
export type { BodyReader, HeaderSource, WebhookRequest } from "./receiver/request.js";
export { type RejectionReason, WebhookRejectedError } from "./rejection.js";
export { samplePayloads } from "./signing/sample-payloads.js";
export {
  type SignedRequest,
  type SignNextcloud,
  signNextcloud,
  signOpenProject,
  signZulip,
} from "./signing/sign.js";
export { zulipEventSamples } from "./signing/zulip-event-samples.js";
export {
  type NextcloudActivity,
  type NextcloudActivityClient,
  NextcloudActivityPoller,
  type PollNextcloudActivity,
} from "./sources/nextcloud-activity.js";
export {
  type OpenProjectChangesClient,
  OpenProjectReconciler,
  type ReconcileOpenProject,
} from "./sources/openproject-changes.js";
export type { PollerOptions } from "./sources/poller.js";
export { type ForwardZulipEvents, forwardZulipEvents } from "./sources/zulip-events.js";
export {
  type NextcloudVerification,
  nextcloudVerifier,
  type SharedHeader,
  type SignedFlow,
} from "./verification/nextcloud.js";
export { type OpenProjectVerification, openProjectVerifier } from "./verification/openproject.js";
export type { Secrets } from "./verification/secrets.js";
export type { SourceAddresses } from "./verification/source-addresses.js";
export type { ReadHeader, Verification, Verified, Verifier } from "./verification/verification.js";
export { type ZulipVerification, zulipVerifier } from "./verification/zulip.js";
export { Webhooks } from "./webhooks.js";
