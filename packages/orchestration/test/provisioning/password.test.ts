import { describe, expect, it } from "vitest";
import { generatePassword } from "../../src/provisioning/password.js";

describe("generatePassword", () => {
  const passwords = Array.from({ length: 2_000 }, generatePassword);

  it("holds what policies ask for, and nothing that is easily misread", () => {
    for (const password of passwords) {
      expect(password).toHaveLength(24);
      for (const kind of [/[a-z]/, /[A-Z]/, /[2-9]/, /[-+=?!.:]/]) expect(password).toMatch(kind);
      expect(password).not.toMatch(/[0O1lI]/);
    }
  });

  it("repeats none, and prefers no kind of character at any place", () => {
    expect(new Set(passwords).size).toBe(passwords.length);
    for (let place = 0; place < 24; place++) {
      const digits = passwords.filter((password) => /[2-9]/.test(password.charAt(place))).length;
      // 15 % are expected; by chance it is outside of this once in a million runs.
      expect(digits / passwords.length).toBeGreaterThan(0.1);
      expect(digits / passwords.length).toBeLessThan(0.22);
    }
  });
});
