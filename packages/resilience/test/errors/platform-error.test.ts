import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import {
  ApiError,
  CircuitOpenError,
  ConflictError,
  isPlatformError,
  NotFoundError,
  PlatformError,
  serviceBrand,
} from "../../src/index.js";

const details = {
  status: 404,
  service: "zulip",
  operation: "GET streams/{}",
  vendorCode: "STREAM_DOES_NOT_EXIST",
};

describe("PlatformError", () => {
  it("is recognised by its class and by every class above it", () => {
    const error = new NotFoundError("gone", "NOT_FOUND", details);
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toBeInstanceOf(PlatformError);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(ConflictError);
  });

  it("is recognised when it comes from another copy of the package", () => {
    const brand = Symbol.for("platformq.error");
    const foreign = Object.assign(new Error("elsewhere"), {
      [brand]: ["CircuitOpenError", "PlatformError"],
      code: "X",
    });
    expect(foreign).toBeInstanceOf(CircuitOpenError);
    expect(foreign).not.toBeInstanceOf(NotFoundError);
    expect(isPlatformError(foreign)).toBe(true);
  });

  it("lets a user's subclass be told from its parent", () => {
    class MissingInvoice extends NotFoundError {}
    expect(new MissingInvoice("x", "X", details)).toBeInstanceOf(NotFoundError);
    expect(new NotFoundError("x", "X", details)).not.toBeInstanceOf(MissingInvoice);
  });

  it("carries the vendor's code in its name, for logs that show only that", () => {
    expect(new NotFoundError("gone", "NOT_FOUND", details).name).toBe("NotFoundError[STREAM_DOES_NOT_EXIST]");
  });

  it("is branded by its service", () => {
    const ZulipError = serviceBrand("zulip");
    const NextcloudError = serviceBrand("nextcloud");
    const error: unknown = new NotFoundError("gone", "NOT_FOUND", details);
    expect(error).toBeInstanceOf(ZulipError);
    expect(error).not.toBeInstanceOf(NextcloudError);
    expect(new Error("plain")).not.toBeInstanceOf(ZulipError);
  });

  it("keeps its body out of JSON and inspection", () => {
    const error = new ApiError("no", "NO", { status: 400, body: { appPassword: "planted" } });
    expect(error.body).toEqual({ appPassword: "planted" });
    expect(JSON.stringify(error) + inspect(error)).not.toContain("planted");
  });
});
