import { appendFileSync } from "node:fs";
import { NextcloudClient } from "@platformq/nextcloud";
import { OpenProjectClient } from "@platformq/openproject";
import { ZulipClient } from "@platformq/zulip";
import { fileJournal } from "../../src/journal/file-journal.js";
import { ProvisioningService } from "../../src/provisioning/provisioning-service.js";

/** Provisions a user with a home, as a run that can be resumed; journal and delivered passwords go to a folder. */
export async function provisionToFolder(
  server: { readonly baseUrl: string; readonly username: string; readonly password: string },
  folder: string,
): Promise<void> {
  const nobody = "http://127.0.0.1:9";
  const clients = {
    nextcloud: new NextcloudClient({ ...server, rateLimit: false }),
    zulip: new ZulipClient({ baseUrl: nobody, email: "a@example.org", apiKey: "k".repeat(32) }),
    openproject: new OpenProjectClient({ baseUrl: nobody, apiKey: "key" }),
  };
  await using service = new ProvisioningService(clients, {
    nextcloud: { groups: ["crew"], home: { folders: ["Inbox"] } },
    deliver: ({ password }) => appendFileSync(`${folder}/delivered`, `${password}\n`),
    journal: fileJournal(folder),
  });
  await service.provisionMany([{ login: "dora", email: "dora@example.org" }], { runId: "monday" }).result;
}
