import { ConflictError, NetworkError } from "@platformq/resilience";
import { describe, expect, it } from "vitest";
import { ensure } from "../src/ensure.js";

/** A place that is empty until something is put there, and a creation that fails in a way of its own. */
function setUp(create: (put: () => void) => void) {
  let there: string | undefined;
  let creations = 0;
  const ensured = ensure(
    async () => there,
    async () => {
      creations++;
      create(() => {
        there = "it";
      });
      return there ?? "nothing";
    },
  );
  return { ensured, creations: () => creations };
}

const lost = new NetworkError("reset", "ECONNRESET", { outcome: "unknown" });
const exists = new ConflictError("exists", "CONFLICT", { status: 409 });
const refused = new NetworkError("refused", "ECONNREFUSED", { outcome: "not-sent" });

describe("ensure", () => {
  it("creates what is not there", async () => {
    await expect(setUp((put) => put()).ensured).resolves.toEqual({ value: "it", state: "created" });
  });

  it("looks again when the creation's outcome is unknown, and takes what it made", async () => {
    const { ensured, creations } = setUp((put) => {
      put();
      throw lost;
    });
    await expect(ensured).resolves.toEqual({ value: "it", state: "created" });
    expect(creations()).toBe(1);
  });

  it("gives the error on when the creation did not happen", async () => {
    await expect(
      setUp(() => {
        throw lost;
      }).ensured,
    ).rejects.toBe(lost);
  });

  it("takes what somebody else was faster to create", async () => {
    const { ensured } = setUp((put) => {
      put();
      throw exists;
    });
    await expect(ensured).resolves.toEqual({ value: "it", state: "found" });
  });

  it("does not look again after a failure that had no effect", async () => {
    const { ensured } = setUp((put) => {
      put();
      throw refused;
    });
    await expect(ensured).rejects.toBe(refused);
  });
});
