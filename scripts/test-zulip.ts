// Tries a live Zulip out: every area of what the client can do, in a place of its own that is taken away again.
import { runLiveScript } from "./live/live-script.js";
import { describeZulip, zulipChecks } from "./live/zulip-checks.js";

await runLiveScript({
  service: "zulip",
  title: "Zulip",
  areas: "channels, messages, events, files",
  leftover: "the channel stays in the archive, as channels do",
  variables: "ZULIP_SITE, ZULIP_EMAIL and ZULIP_API_KEY",
  client: (platform) => platform.zulip,
  checks: zulipChecks,
  describe: describeZulip,
});
