import { describe, expect, it } from "vitest";
import { NextcloudFake, OpenProjectFake } from "../src/index.js";

describe("a fake", () => {
  it("is a function from request to response", async () => {
    const fake = new NextcloudFake({ baseUrl: "https://cloud.example.com/nc/" });
    expect(fake.baseUrl).toBe("https://cloud.example.com/nc");
    const response = await fake.handle(new Request("https://cloud.example.com/nc/status.php"));
    expect(await response.json()).toMatchObject({ installed: true });
  });

  it("answers like the web server in front what lies outside of its folder or is badly encoded", async () => {
    const fake = new OpenProjectFake({ baseUrl: "https://example.com/op" });
    expect((await fake.handle(new Request("https://example.com/opera"))).status).toBe(404);
    expect((await fake.handle(new Request("https://example.com/op/api/v3/projects/%zz"))).status).toBe(400);
  });

  it("remembers the newest 10,000 requests", async () => {
    const fake = new NextcloudFake();
    for (let i = 0; i < 10_001; i++) await fake.handle(new Request(`${fake.baseUrl}/index.php/nope?i=${i}`));
    expect(fake.requests).toHaveLength(10_000);
    expect(fake.requests.at(0)?.query).toEqual({ i: "1" });
  });

  it("adds users to the seeded ones", async () => {
    const fake = new NextcloudFake({ users: [{ id: "dora", password: "test-password-dora" }] });
    expect([...fake.state.users.keys()]).toEqual(["admin", "anna", "ben", "chloe", "dora"]);
  });
});
