import { ConfigurationError } from "@platformq/resilience";
import { describe, expect, it, vi } from "vitest";
import { samplePayloads } from "../../src/signing/sample-payloads.js";
import { signNextcloud, signOpenProject, signZulip } from "../../src/signing/sign.js";
import { nextcloudVerifier } from "../../src/verification/nextcloud.js";
import { openProjectVerifier } from "../../src/verification/openproject.js";
import { followSecrets } from "../../src/verification/secrets.js";
import { zulipVerifier } from "../../src/verification/zulip.js";

const { nextcloud, openproject, zulip } = samplePayloads;

describe("a function of secrets", () => {
  it("is asked each time, and what compares is made anew only when they have changed", () => {
    const make = vi.fn((secrets: readonly string[]) => secrets.join());
    const list = ["old"];
    const read = vi.fn((): string | string[] => list);
    const follow = followSecrets("x", read, make);
    expect([follow(), follow()]).toEqual(["old", "old"]);
    expect(read).toHaveBeenCalledTimes(3);
    expect(make).toHaveBeenCalledTimes(1);
    list.unshift("new");
    expect([follow(), follow()]).toEqual(["new,old", "new,old"]);
    expect(make).toHaveBeenCalledTimes(2);
    read.mockReturnValue("new");
    expect(follow()).toBe("new");
    read.mockReturnValue(["new"]);
    expect(follow()).toBe("new");
    expect(make).toHaveBeenCalledTimes(3);
  });

  it.each([[[]], [""], [["new", ""]], ["new\n"]])(
    "that tells %j verifies nothing until it tells a good one",
    (bad) => {
      expect(() => followSecrets("x", () => bad, String)).toThrow(ConfigurationError);
      const read = vi.fn((): string | string[] => "old");
      const follow = followSecrets("x", read, String);
      read.mockReturnValue(bad);
      expect(follow).toThrow(ConfigurationError);
      expect(follow).toThrow(ConfigurationError);
      read.mockReturnValue("old");
      expect(follow()).toBe("old");
    },
  );

  it.each([
    [
      "OpenProject's signature",
      (secrets: () => string) => openProjectVerifier({ secrets }),
      (secret: string) => signOpenProject(openproject["project:created"], secret),
    ],
    [
      "Zulip's token",
      (secrets: () => string) => zulipVerifier({ secrets }),
      (secret: string) => signZulip(zulip.message, secret),
    ],
    [
      "the token of one of Zulip's bots",
      (secrets: () => string) => zulipVerifier({ secrets: { [zulip.message.bot_email]: secrets } }),
      (secret: string) => signZulip(zulip.message, secret),
    ],
    [
      "the header of webhook_listeners",
      (secrets: () => string) => nextcloudVerifier({ listeners: { secrets } }),
      (secret: string) => signNextcloud(nextcloud.file_created, { secret }),
    ],
    [
      "Flow's signature",
      (secrets: () => string) => nextcloudVerifier({ flow: { secrets } }),
      (secret: string) => signNextcloud(nextcloud.flow_file_created, { secret, as: "flow" }),
    ],
    [
      "the signature of Talk's bots",
      (secrets: () => string) => nextcloudVerifier({ talk: { secrets } }),
      (secret: string) => signNextcloud(nextcloud.talk_message, { secret, as: "talk" }),
    ],
  ])("rotates %s", (_, verifierOf, sign) => {
    let secret = "old";
    const verifier = verifierOf(() => secret);
    const verify = ({ headers, body }: ReturnType<typeof sign>) =>
      verifier.verify((name) => headers[name], body);
    const [old, fresh] = [sign("old"), sign("new")];
    expect(verify(old).payload).toBeDefined();
    expect(() => verify(fresh)).toThrow(expect.objectContaining({ reason: "unauthorized" }));
    secret = "new";
    expect(verify(fresh).payload).toBeDefined();
    expect(() => verify(old)).toThrow(expect.objectContaining({ reason: "unauthorized" }));
  });
});
