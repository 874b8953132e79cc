import { describe, expect, it } from "vitest";
import { isSecretName, Scrubber } from "../../src/log/redact.js";

describe("Scrubber", () => {
  it("masks a secret in every spelling in which a server can repeat it", () => {
    const scrubber = new Scrubber();
    scrubber.learn('p"ss wörd');
    const spellings = [
      'p"ss wörd',
      encodeURIComponent('p"ss wörd'),
      JSON.stringify('p"ss wörd').slice(1, -1),
    ];
    expect(scrubber.scrub(`a ${spellings.join(" b ")} c`)).toBe("a *** b *** b *** c");
  });

  it("leaves what is too short to be a secret", () => {
    const scrubber = new Scrubber();
    scrubber.learn("of");
    expect(scrubber.scrub("out of order")).toBe("out of order");
  });

  it("knows the latest hundred of secrets that change", () => {
    const scrubber = new Scrubber();
    const token = (number: number): string => `"token-${number}"`;
    for (let i = 0; i < 1_000; i++) scrubber.learn(token(i));
    expect(scrubber.scrub(token(999))).toBe("***");
    expect(scrubber.scrub(token(900))).toBe("***");
    expect(scrubber.scrub(token(10))).toBe(token(10));
  });
});

describe("isSecretName", () => {
  it.each(["Authorization", "cookie", "X-Api-Key", "apikey", "access_token", "password", "sig-nature"])(
    "%s",
    (name) => {
      expect(isSecretName(name)).toBe(name !== "sig-nature");
    },
  );
});
