import { describe, expect, it } from "vitest";
import { LoginTakenError, MemberNotFoundError } from "../../src/index.js";
import { MemberFinder } from "../../src/projects/find-members.js";
import { usePlatform } from "../support/platform.js";

const platform = usePlatform();
const finder = () => new MemberFinder(platform.clients);

describe("MemberFinder", () => {
  it.each([
    ["login and address, in any case", { login: "ANNA", email: "ANNA@example.com" }],
    ["the address, in any case", { login: "a.berg", email: "Anna@Example.com" }],
  ])("finds people in Nextcloud and OpenProject by %s", async (_, person) => {
    const user = await platform.clients.openproject.users.get("anna");
    expect(await finder().nextcloud(person)).toBe("anna");
    expect(await finder().openproject(person)).toBe(user.id);
  });

  it("finds people in Zulip by the real address, where the API shows another", async () => {
    const id = await finder().zulip({ login: "ben", email: "ben@example.com" });
    const user = platform.servers.zulip.fake.state.users.get(id);
    expect(user).toMatchObject({ delivery_email: "ben@example.com", full_name: "Ben Okafor" });
    expect(user?.email).not.toBe("ben@example.com");
  });

  it("prefers the address to a login that is somebody else's", async () => {
    const { nextcloud, openproject } = platform.clients;
    await nextcloud.users.create({
      id: "m.right",
      email: "maria@example.com",
      password: "Moon-landing-1969",
    });
    await nextcloud.users.create({ id: "maria", email: "other@example.com", password: "Moon-landing-1969" });
    const named = (login: string, email: string) => ({ login, email, firstName: "Maria", lastName: "B" });
    const right = await openproject.users.create({
      ...named("m.right", "maria@example.com"),
      status: "invited",
    });
    await openproject.users.create({ ...named("maria", "other@example.com"), status: "invited" });
    const maria = { login: "maria", email: "maria@example.com" };
    expect(await finder().nextcloud(maria)).toBe("m.right");
    expect(await finder().openproject(maria)).toBe(right.id);
  });

  it("takes nobody by a login whose account has another address", async () => {
    const person = { login: "anna", email: "other.anna@example.com" };
    await expect(finder().nextcloud(person)).rejects.toThrow(LoginTakenError);
    await expect(finder().openproject(person)).rejects.toMatchObject({ code: "LOGIN_TAKEN" });
  });

  it("takes somebody by the login whose account has the address as a further one", async () => {
    const { users } = platform.clients.nextcloud;
    await users.create({ id: "maria", email: "other@example.com", password: "Moon-landing-1969" });
    platform.servers.nextcloud.fake.state.users.get("maria")?.additionalEmails.push("maria@example.com");
    expect(await finder().nextcloud({ login: "maria", email: "maria@example.com" })).toBe("maria");
  });

  it("takes somebody by the login whose account has no address", async () => {
    await platform.clients.nextcloud.users.create({ id: "maria", password: "Moon-landing-1969" });
    expect(await finder().nextcloud({ login: "maria", email: "maria@example.com" })).toBe("maria");
  });

  it("does not take part of an address for the whole", async () => {
    const person = { login: "nobody", email: "na@example.com" };
    const search = finder();
    await expect(search.nextcloud(person)).rejects.toThrow(MemberNotFoundError);
    await expect(search.openproject(person)).rejects.toThrow(MemberNotFoundError);
    await expect(search.zulip(person)).rejects.toThrow(MemberNotFoundError);
  });

  it("looks for everybody once", async () => {
    const search = finder();
    const person = { login: "anna", email: "anna@example.com" };
    const { requests } = platform.servers.nextcloud.fake;
    await search.nextcloud(person);
    const before = requests.length;
    await search.nextcloud(person);
    expect(requests.length).toBe(before);
  });
});
