// Tries a live OpenProject out: every area of what the client can do, in a place of its own that is taken away again.
import { runLiveScript } from "./live/live-script.js";
import { describeOpenProject, openprojectChecks } from "./live/openproject-checks.js";

await runLiveScript({
  service: "openproject",
  title: "OpenProject",
  areas: "projects, work packages, time",
  variables: "OPENPROJECT_URL and OPENPROJECT_API_KEY",
  client: (platform) => platform.openproject,
  checks: openprojectChecks,
  describe: describeOpenProject,
});
