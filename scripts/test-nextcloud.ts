// Tries a live Nextcloud out: every area of what the client can do, in a place of its own that is taken away again.
import { runLiveScript } from "./live/live-script.js";
import { describeNextcloud, nextcloudChecks } from "./live/nextcloud-checks.js";

await runLiveScript({
  service: "nextcloud",
  title: "Nextcloud",
  areas: "files, tags, trash, shares, users",
  variables: "NEXTCLOUD_URL, NEXTCLOUD_ADMIN_USER and NEXTCLOUD_ADMIN_PASS",
  client: (platform) => platform.nextcloud,
  checks: nextcloudChecks,
  describe: describeNextcloud,
});
