import { beforeEach, describe, expect, it } from "vitest";
import { type ProjectInput, ProjectsService } from "../../src/index.js";
import { addressOf, connect, usePlatform } from "../support/platform.js";

const platform = usePlatform();
const spec = {
  name: "Apollo",
  members: [{ login: "anna", email: "anna@example.com" }],
} satisfies ProjectInput;

/** With clients of its own, to which no circuit is open. */
const apply = (input: ProjectInput = spec) =>
  new ProjectsService(connect(addressOf(platform.servers))).apply(input).result;
const stateOf = (report: Awaited<ReturnType<typeof apply>>) =>
  report.steps.find(({ id }) => id === "zulip.welcome")?.state;
const messages = () => [...platform.servers.zulip.fake.state.messages.values()];
const welcomes = () => messages().filter(({ content }) => content.startsWith("Welcome to **Apollo**!"));

describe("the welcome message", () => {
  it("is sent once, however much was written before and after it", async () => {
    const { channels, messages, users } = platform.clients.zulip;
    const to = await channels.create({ name: "Apollo", subscribers: [(await users.me()).user_id] });
    const chat = async () => {
      for (let index = 0; index < 105; index++) {
        await messages.send({ type: "channel", to, topic: "Welcome", content: `hello ${index}` });
      }
    };
    await chat();
    expect(stateOf(await apply())).toBe("created");
    await chat();
    expect(stateOf(await apply())).toBe("found");
    expect(welcomes()).toHaveLength(1);
  });

  it("is not taken for sent because somebody wrote something where there are no links", async () => {
    const { channels, messages, users } = platform.clients.zulip;
    const to = await channels.create({ name: "Apollo", subscribers: [(await users.me()).user_id] });
    await messages.send({ type: "channel", to, topic: "Welcome", content: "hello" });
    platform.servers.openproject.faults.down({ status: 503 });
    platform.servers.nextcloud.faults.down({ status: 503 });
    await apply({ ...spec, optional: ["nextcloud", "openproject"] });
    expect(welcomes()).toHaveLength(1);
  });

  describe("that was sent while a platform was away", () => {
    const optional: ProjectInput = { ...spec, optional: ["openproject"] };
    beforeEach(async () => {
      platform.servers.openproject.faults.down({ status: 503 });
      await apply(optional);
      platform.servers.openproject.faults.up();
    });

    it("gets the link to what is there by then", async () => {
      const report = await apply(optional);
      expect(stateOf(report)).toBe("updated");
      expect(messages()).toHaveLength(1);
      expect(messages()[0]?.content).toContain(report.urls.project);
      expect(stateOf(await apply(optional))).toBe("found");
    });

    it("is followed by the link once it cannot be edited any more", async () => {
      platform.servers.zulip.fake.state.editLimitSeconds = -3600;
      const report = await apply(optional);
      expect(stateOf(report)).toBe("updated");
      expect(messages().map(({ content }) => content)[1]).toBe(
        `* [Project in OpenProject](${report.urls.project})`,
      );
      expect(stateOf(await apply(optional))).toBe("found");
      expect(messages()).toHaveLength(2);
    });
  });
});
