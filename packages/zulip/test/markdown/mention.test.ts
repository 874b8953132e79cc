import { expect, test } from "vitest";
import { mention } from "../../src/index.js";

const anna = { user_id: 11, full_name: "Anna Müller" };
const alpha = { stream_id: 7, name: "alpha team" };

test("users are mentioned by name and id, silently or not", () => {
  expect(mention.user(anna)).toBe("@**Anna Müller|11**");
  expect(mention.silentUser(anna)).toBe("@_**Anna Müller|11**");
});

test.each(["A** @**all", "A|12", "A\nB", "@all", "a`b"])("the name %j cannot break out", (full_name) => {
  expect(mention.user({ user_id: 11, full_name })).toBe("@**|11**");
});

test("groups and all of them", () => {
  expect(mention.group({ name: "design" })).toBe("@*design*");
  expect(mention.silentGroup({ name: "de*sign" })).toBe("@_*design*");
  expect([mention.all(), mention.topicParticipants()]).toEqual(["@**all**", "@**topic**"]);
});

test("channels and topics are linked to", () => {
  expect(mention.channel(alpha)).toBe("#**alpha team**");
  expect(mention.topic(alpha, "release 1.2")).toBe("#**alpha team>release 1.2**");
});

test("names that the short form cannot hold are linked to by id", () => {
  expect(mention.channel({ stream_id: 7, name: "a*b" })).toBe("[#a&#42;b](#narrow/channel/7-a.2Ab)");
  expect(mention.topic(alpha, "x > y.z")).toBe(
    "[#alpha team > x &#62; y.z](#narrow/channel/7-alpha-team/topic/x.20.3E.20y.2Ez)",
  );
  expect(mention.topic(alpha, "")).toBe("#**alpha team>**");
});

test("a moment is shown in each reader's time", () => {
  expect(mention.time(new Date("2026-01-02T03:04:05.678Z"))).toBe("<time:2026-01-02T03:04:05Z>");
});
