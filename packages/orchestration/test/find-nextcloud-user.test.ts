import { describe, expect, it } from "vitest";
import { findNextcloudUser } from "../src/find-nextcloud-user.js";
import { usePlatform } from "./support/platform.js";

const platform = usePlatform();
const find = (login: string, email?: string) =>
  findNextcloudUser(platform.clients.nextcloud, { login, email }).then((user) => user?.id);

describe("findNextcloudUser", () => {
  it("takes the login first, in any case, and the whole address otherwise", async () => {
    expect(await find("ANNA", "ben@example.com")).toBe("anna");
    expect(await find("nobody", "Ben@Example.com")).toBe("ben");
    expect(await find("nobody", "en@example.com")).toBeUndefined();
  });

  it("looks beyond the first page of those whose names are alike", async () => {
    const { users } = platform.servers.nextcloud.fake.state;
    const [someone] = [...users.values()];
    if (someone === undefined) throw new Error("there is nobody");
    for (let index = 1000; index < 1300; index++) {
      const id = `guest${index}`;
      users.set(id, { ...someone, id, email: `${id}.guest@example.com` });
    }
    users.set("zoe", { ...someone, id: "zoe", email: "guest@example.com" });
    expect(await find("nobody", "guest@example.com")).toBe("zoe");
  });
});
