import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { NextcloudClient } from "@platformq/nextcloud";
import { NotFoundError } from "@platformq/resilience";
import { type Check, NotHere, type Trial } from "./check.js";

/** Long enough for two chunks of the least size an S3 storage takes. */
const LONG_BYTES = 8 * 1024 * 1024;
const CHUNK_BYTES = 5 * 1024 * 1024;

/** What the server is and can. */
export async function describeNextcloud(client: NextcloudClient): Promise<Record<string, string>> {
  const { capabilities } = await client.capabilities.get();
  return { apps: Object.keys(capabilities).sort().join(", ") };
}

/** Goes through files, sharing and accounts, all in a folder and with accounts of its own. */
export function nextcloudChecks({ client, name, cleanup }: Trial<NextcloudClient>): readonly Check[] {
  const { files } = client;
  const upload = async (file: string, text: string): Promise<number> => {
    await files.upload(`${name}/${file}`, text);
    return (await files.stat(`${name}/${file}`)).fileId;
  };
  return [
    {
      area: "Folder",
      essential: true,
      async run() {
        const { created } = await files.createFolder(name);
        assert(created, `${name} was there already`);
        cleanup.add(`folder ${name}`, () => files.delete(name, { skipTrash: true }));
        const { items } = await files.list(name);
        assert.equal(items.length, 0);
        return "created and listed";
      },
    },
    {
      area: "Names of all kinds",
      async run() {
        const names = ["#", "a?b", "100%", "a+b c", "😀.txt", "ÄÖÜ & <x>"];
        for (const file of names) {
          await files.upload(`${name}/${file}`, file);
          assert.equal(await files.downloadText(`${name}/${file}`), file);
        }
        return `${names.length} files came back as they were`;
      },
    },
    {
      area: "Upload in chunks",
      async run() {
        const content = randomBytes(LONG_BYTES);
        const path = `${name}/long.bin`;
        await files.upload(path, content, { chunkBytes: CHUNK_BYTES, verify: "sha256" });
        assert((await files.download(path)).equals(content), "It came back changed");
        assert.equal((await files.download(path, { start: 3, end: 5 })).length, 3);
        return "8 MiB there and back, and a range";
      },
    },
    {
      area: "Move and copy",
      async run() {
        await upload("from.txt", "text");
        await files.move(`${name}/from.txt`, `${name}/to.txt`);
        await files.copy(`${name}/to.txt`, `${name}/copy.txt`);
        assert.deepEqual(
          [await files.exists(`${name}/from.txt`), await files.exists(`${name}/copy.txt`)],
          [false, true],
        );
        return "moved, copied";
      },
    },
    {
      area: "Search and favourites",
      async run() {
        await upload("findable.txt", "x");
        await files.setFavorite(`${name}/findable.txt`, true);
        const { items } = await files.search({ folder: name, where: { name: { startsWith: "findable" } } });
        assert.deepEqual(
          items.map((file) => file.path),
          [`/${name}/findable.txt`],
        );
        return "found by name, marked";
      },
    },
    {
      area: "Trash",
      async run() {
        await upload("deleted.txt", "back");
        await files.delete(`${name}/deleted.txt`);
        const entries = await client.trash.list().catch(orAbsent("the trash"));
        const entry = entries.find(({ originalPath }) => originalPath === `/${name}/deleted.txt`);
        assert(entry, "What was deleted is not in the trash");
        await client.trash.restore(entry.id);
        assert.equal(await files.downloadText(`${name}/deleted.txt`), "back");
        return "deleted, restored";
      },
    },
    {
      area: "Versions",
      async run() {
        const path = `${name}/versioned.txt`;
        await files.upload(path, "first", { lastModified: new Date("2024-01-01T00:00:00Z") });
        await files.upload(path, "second", { lastModified: new Date("2024-02-01T00:00:00Z") });
        const { fileId } = await files.stat(path);
        const versions = await client.versions.list(fileId).catch(orAbsent("versions"));
        const [oldest] = versions.slice(-1);
        assert(oldest, "No version was kept");
        await client.versions.restore(fileId, oldest.id);
        assert.equal(await files.downloadText(path), "first");
        return "an earlier one came back";
      },
    },
    {
      area: "Tags",
      async run() {
        const { groups } = await client.users.me();
        if (!groups.includes("admin")) {
          throw new NotHere("denied", "only administrators can take a tag away again");
        }
        const fileId = await upload("tagged.txt", "x");
        const tag = await client.tags.create({ name });
        cleanup.add(`tag ${name}`, () => client.tags.delete(tag));
        await client.tags.assign(fileId, tag);
        const tagged = await files.filter({ tagIds: [tag] });
        assert.deepEqual(
          tagged.map(({ path }) => path),
          [`/${name}/tagged.txt`],
        );
        return "created, assigned, filtered by";
      },
    },
    {
      area: "Comments",
      async run() {
        const fileId = await upload("discussed.txt", "x");
        await client.comments.create(fileId, "Hello").catch(orAbsent("the app comments"));
        const { items } = await client.comments.list(fileId);
        assert.deepEqual(
          items.map(({ message }) => message),
          ["Hello"],
        );
        return "written, read";
      },
    },
    {
      area: "Public link",
      async run() {
        await upload("open.txt", "open");
        const share = await client.shares.create({ path: `/${name}`, shareType: "link" });
        cleanup.add(`link to ${name}`, () => client.shares.delete(share.id));
        const link = client.publicLinks.open(share.token ?? "");
        assert.equal((await link.download("open.txt")).toString(), "open");
        return "opened without an account";
      },
    },
    {
      area: "Users, groups, shares",
      async run() {
        await client.groups.create({ id: name });
        cleanup.add(`group ${name}`, () => client.groups.delete(name));
        // Long and random enough for every password policy.
        const password = `${randomBytes(18).toString("base64url")}-Aa1!`;
        await client.users.create({ id: name, password, groups: [name] });
        cleanup.add(`user ${name}`, () => client.users.delete(name));
        const share = await client.shares.create({ path: `/${name}`, shareType: "group", shareWith: name });
        cleanup.add(`share of ${name}`, () => client.shares.delete(share.id));
        assert.deepEqual(await client.groups.memberIds(name), [name]);
        return "a user in a group, a folder shared with it";
      },
    },
    {
      area: "Notifications",
      async run() {
        const notifications = await client.notifications.list().catch(orAbsent("the app notifications"));
        return `${notifications.length} read`;
      },
    },
    {
      area: "Webhooks",
      async run() {
        const registered = await client.webhooks.list().catch(orAbsent("the app webhook_listeners"));
        return `${registered.length} registered`;
      },
    },
  ];
}

/** Without an app its endpoints are not there. */
function orAbsent(what: string): (error: unknown) => never {
  return (error) => {
    throw error instanceof NotFoundError ? new NotHere("absent", `the server goes without ${what}`) : error;
  };
}
