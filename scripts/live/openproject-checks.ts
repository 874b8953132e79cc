import assert from "node:assert/strict";
import { durationMs, linkId, type OpenProjectClient, where } from "@platformq/openproject";
import { ConflictError } from "@platformq/resilience";
import { type Check, NotHere, type Trial } from "./check.js";

const MIB = 1024 * 1024;

/** What the server is and can. */
export async function describeOpenProject(client: OpenProjectClient): Promise<Record<string, string>> {
  const configuration = await client.configuration.get();
  const [types, statuses] = await Promise.all([client.types.list(), client.statuses.list()]);
  return {
    attachments: `up to ${Math.floor(configuration.maximumAttachmentFileSize / MIB)} MiB`,
    types: types.items.map(({ name }) => name).join(", "),
    statuses: statuses.items.map(({ name }) => name).join(", "),
  };
}

/** Goes through projects, work packages and what hangs on them, in a project of its own, and notifies nobody. */
export function openprojectChecks({ client, name, cleanup }: Trial<OpenProjectClient>): readonly Check[] {
  let project = 0;
  const create = async (subject: string): Promise<number> =>
    (await client.workPackages.create({ project, subject, notify: false })).id;
  return [
    {
      area: "Project",
      essential: true,
      async run() {
        ({ id: project } = await client.projects.create({ name, identifier: name }));
        cleanup.add(`project ${name}`, () => client.projects.delete(project));
        assert.equal((await client.projects.get(name)).id, project);
        return `created, number ${project}`;
      },
    },
    {
      area: "Members",
      async run() {
        const me = await client.users.me();
        const [role] = (
          await client.roles.list({ filters: [{ grantable: { operator: "=", values: [true] } }] })
        ).items;
        if (role === undefined) throw new NotHere("absent", "there is no role to give");
        const membership = { principal: me.id, project, roles: [role.id], notify: false };
        const { id } = await client.memberships.create(membership).catch((error: unknown) => {
          // Who creates a project may be a member by that.
          throw error instanceof ConflictError
            ? new NotHere("absent", "the account is a member already")
            : error;
        });
        await client.memberships.delete(id);
        return `added as ${role.name}, removed`;
      },
    },
    {
      area: "Work packages",
      async run() {
        const id = await create("One");
        const { subject } = await client.workPackages.update(id, { subject: "Two" }, { notify: false });
        assert.equal(subject, "Two");
        return "created, changed";
      },
    },
    {
      area: "Forms",
      async run() {
        const form = await client.workPackages.validate({ project, subject: "" });
        assert(
          form.errors.some(({ attribute }) => attribute === "subject"),
          "An empty subject is no error",
        );
        return "an empty subject is refused";
      },
    },
    {
      area: "Lists",
      async run() {
        const parent = await create("Parent");
        for (const subject of ["a", "b", "c"]) {
          await client.workPackages.create({ project, subject, parent, notify: false });
        }
        const filters = where("parent").is(parent);
        const subjects: string[] = [];
        const page = await client.workPackages.list({ filters, pageSize: 2, sortBy: [["id", "asc"]] });
        for await (const { subject } of page) subjects.push(subject);
        assert.deepEqual(subjects, ["a", "b", "c"]);
        return "filtered, sorted, over two pages";
      },
    },
    {
      area: "Comments and relations",
      async run() {
        const [one, other] = [await create("One"), await create("Other")];
        const { comment } = await client.activities.comment(one, { comment: "*Hello*", notify: false });
        assert.equal(comment.raw, "*Hello*");
        const relation = await client.relations.create(one, { to: other, type: "follows" });
        assert.equal(linkId(relation._links.from), one);
        return "commented, related";
      },
    },
    {
      area: "Attachments",
      async run() {
        const workPackage = await create("With a file");
        const file = { file: Buffer.from("content"), fileName: "a.txt" };
        const { id } = await client.attachments.upload("work_packages", workPackage, file);
        const { body } = await client.attachments.download(id);
        assert.equal(Buffer.concat(await body.toArray()).toString(), "content");
        return "there and back";
      },
    },
    {
      area: "Watchers",
      async run() {
        const workPackage = await create("Watched");
        const me = await client.users.me();
        await client.watchers.add(workPackage, { user: "me" });
        await client.watchers.remove(workPackage, me.id);
        return "added, removed";
      },
    },
    {
      area: "Versions",
      async run() {
        const version = await client.versions.create({ name: "1.0", definingProject: project });
        const params = { project, subject: "Later", version: "1.0", notify: false };
        const { _links } = await client.workPackages.create(params);
        assert.equal(linkId(_links.version), version.id);
        return "given by name";
      },
    },
    {
      area: "Time entries",
      async run() {
        const workPackage = await create("Work");
        const [activity] = await client.timeEntries.activities({ workPackage });
        const spentOn = new Date().toISOString().slice(0, 10);
        const entry = await client.timeEntries.create({
          workPackage,
          spentOn,
          hours: { hours: 1.5 },
          activity: activity?.href,
        });
        assert.equal(durationMs(entry.hours ?? ""), 5_400_000);
        return `an hour and a half of ${activity?.title ?? "work"}`;
      },
    },
    {
      area: "Queries",
      async run() {
        await create("Findable by a query");
        const filters = where("subject").contains("findable");
        const { id } = await client.queries.create({ name, project, filters });
        assert(typeof id === "number", "The query was not saved");
        cleanup.add(`query ${name}`, () => client.queries.delete(id));
        assert.equal((await client.queries.execute(id)).items.length, 1);
        return "saved, run";
      },
    },
    {
      area: "Archive",
      async run() {
        assert.equal((await client.projects.archive(project)).active, false);
        assert.equal((await client.projects.unarchive(project)).active, true);
        return "put away, brought back";
      },
    },
    {
      area: "Notifications",
      async run() {
        const { total = 0 } = await client.notifications.list({ pageSize: 1 });
        return `${total} there`;
      },
    },
  ];
}
