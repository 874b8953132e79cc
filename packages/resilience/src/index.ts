/**
 * The pipeline every call of a client goes through.
 *
 * @module @platformq/resilience
 */
export { type Clock, systemClock, type Timer } from "./clock.js";
export { defaults } from "./defaults.js";
export * from "./errors/api-error.js";
export * from "./errors/local-errors.js";
export {
  type ErrorContext,
  isPlatformError,
  type Outcome,
  PlatformError,
  serviceBrand,
} from "./errors/platform-error.js";
export {
  type FileSource,
  type LocalFile,
  type OpenFile,
  openFile,
  type StreamedFile,
} from "./files/open-file.js";
export { type Answer, header, mediaType, type ResponseHeaders, type StreamedAnswer } from "./http/answer.js";
export {
  type Body,
  bytesBody,
  formBody,
  jsonBody,
  multipartBody,
  type OpenBody,
  streamBody,
} from "./http/body.js";
export type { BodyStream } from "./http/body-stream.js";
export type { CloseOptions } from "./http/close-options.js";
export { composeRequest, type GivenRequest, type RequestParts } from "./http/compose-request.js";
export { basicCredential, bearerCredential, type Credential, type Secret } from "./http/credential.js";
export type { Fetch } from "./http/fetch-exchange.js";
export { HttpClient, type HttpClientSettings } from "./http/http-client.js";
export { openObject } from "./http/open-object.js";
export type { ClientOptions } from "./http/options.js";
export { Path, type PathValue, path, secret, segments } from "./http/path.js";
export type { Query } from "./http/query.js";
export {
  asAnswer,
  asBytes,
  asJson,
  asNothing,
  asText,
  checkShape,
  parseJson,
  type ReadContext,
  type Reader,
  unreadable,
} from "./http/reader.js";
export type { HttpRequest, RequestOptions } from "./http/request.js";
export { readRetryAfter } from "./http/retry-after.js";
export type { ErrorAnswer, OutcomeException, ServiceRules, VendorError } from "./http/service-rules.js";
export type { Session } from "./http/session.js";
export {
  createLogger,
  type LogDestination,
  type Logger,
  type LoggerOptions,
  type LogLevel,
  silentLogger,
} from "./log/logger.js";
export { MetricsCollector, type RequestStats, type ServiceStats, type Stats } from "./metrics/collector.js";
export { type AttemptOutcome, classify, type RequestTraits, type Verdict } from "./outcome.js";
export { Page, type PageParts } from "./page.js";
export { pause } from "./pause.js";
export { type BackoffContext, FullJitterBackoff } from "./policies/backoff.js";
export { CircuitBreaker, type CircuitStateName } from "./policies/circuit-breaker.js";
export { FailureWindow } from "./policies/failure-window.js";
export type { CircuitBreakerOptions, RateLimitOptions, RetryOptions } from "./policies/policy-options.js";
export { type RateLimiter, TokenBucket } from "./policies/token-bucket.js";
export { ConnectionPool, type ConnectionPoolOptions, type Lane, type TlsOptions } from "./pool.js";
export { closeSharedPool, getCircuitBreakers, getMetricsCollector, ResilienceState } from "./state.js";
export { channels } from "./telemetry/channels.js";
export { type ResilienceOptions, type Resilient, withResilience } from "./with-resilience.js";
