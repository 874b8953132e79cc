import { rm } from "node:fs/promises";
import { ManualClock } from "@platformq/testing";
import { describe, expect, it } from "vitest";
import { fileSecret } from "../src/index.js";
import { temporaryFolder } from "./support/temporary-folder.js";

describe("fileSecret", () => {
  it("is read anew after a second", async () => {
    await using folder = await temporaryFolder();
    const clock = new ManualClock();
    const secret = fileSecret(await folder.write("secret", "one\n"), clock);
    await folder.write("secret", "two\n");
    clock.advance(999);
    expect(secret()).toBe("one");
    clock.advance(1);
    expect(secret()).toBe("two");
  });

  it("is read anew at once when the value was refused", async () => {
    await using folder = await temporaryFolder();
    const secret = fileSecret(await folder.write("secret", "one"), new ManualClock());
    await folder.write("secret", "two");
    expect(secret("another")).toBe("one");
    expect(secret("one")).toBe("two");
    expect(secret()).toBe("two");
  });

  it("keeps the last value while the file is away or being written", async () => {
    await using folder = await temporaryFolder();
    const file = await folder.write("secret", "one\n");
    const secret = fileSecret(file, new ManualClock());
    await folder.write("secret", "");
    expect(secret("one")).toBe("one");
    await rm(file);
    expect(secret("one")).toBe("one");
    await folder.write("secret", "two");
    expect(secret("one")).toBe("two");
  });

  it("needs the file at the start", () => {
    expect(() => fileSecret("/nowhere/secret")).toThrow("ENOENT");
  });
});
