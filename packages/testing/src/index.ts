/**
 * Fakes of the three servers, for tests.
 *
 * @module @platformq/testing
 */
export type { Clock } from "./clock.js";
export { environmentOf } from "./environment-of.js";
export { Fake, type FakeOptions, type ServiceName } from "./fake.js";
export type { Fault, Faults, Matcher, RequestLimit } from "./faults.js";
export { type LoopbackOptions, type LoopbackServer, serveOnLoopback } from "./loopback.js";
export { ManualClock } from "./manual-clock.js";
export { NextcloudFake, type NextcloudFakeOptions } from "./nextcloud/fake.js";
export type {
  NextcloudGroup,
  NextcloudShare,
  NextcloudShareType,
  NextcloudState,
  NextcloudUser,
} from "./nextcloud/state.js";
export { OpenProjectFake, type OpenProjectFakeOptions } from "./openproject/fake.js";
export type {
  OpenProjectGroup,
  OpenProjectMembership,
  OpenProjectProject,
  OpenProjectRole,
  OpenProjectState,
  OpenProjectUser,
  OpenProjectWorkPackage,
} from "./openproject/state.js";
export type { Logged, RecordedRequest } from "./request-log.js";
export {
  type MockServerMap,
  type MockServers,
  type MockServersOptions,
  startMockServers,
} from "./start-mock-servers.js";
export { ZulipFake, type ZulipFakeOptions } from "./zulip/fake.js";
export type { ZulipMessage, ZulipReaction, ZulipState, ZulipStream, ZulipUser } from "./zulip/state.js";
