import { NotFoundError } from "@platformq/resilience";
import { beforeAll, expect, test } from "vitest";
import { startNextcloud } from "../fake-nextcloud.js";

let server: Awaited<ReturnType<typeof startNextcloud>>;
let client: (typeof server)["client"];

beforeAll(async () => {
  server = await startNextcloud();
  client = server.client;
  return () => server[Symbol.asyncDispose]();
});

test("there is no weather without a location", async () => {
  expect(await client.weatherStatus.location()).toMatchObject({
    latitude: undefined,
    address: null,
    mode: 1,
  });
  await expect(client.weatherStatus.forecast()).rejects.toBeInstanceOf(NotFoundError);
});

test("a location is an address, a point, or where the account lives", async () => {
  const berlin = { address: "Berlin", latitude: 52.52, longitude: 13.405 };
  expect(await client.weatherStatus.setLocation({ address: "Berlin" })).toEqual(berlin);
  const point = { latitude: 48.137, longitude: 11.575 };
  expect(await client.weatherStatus.setLocation(point)).toMatchObject(point);
  await client.users.update("admin", { address: "Hauptstraße 1" });
  expect(await client.weatherStatus.usePersonalAddress()).toMatchObject({ address: "Hauptstraße 1" });
  await client.weatherStatus.setMode(2);
  expect(await client.weatherStatus.location()).toMatchObject({ address: "Hauptstraße 1", mode: 2 });
});

test("the forecast tells time and temperature, or that nobody knows", async () => {
  const [first] = (await client.weatherStatus.forecast()) ?? [];
  expect(first?.time).toBeInstanceOf(Date);
  expect(first?.instant.details.air_temperature).toBe(21.5);
  const body = { ocs: { meta: { statuscode: 200 }, data: { error: "Error" } } };
  server.faults.next({ match: "forecast", status: 200, body });
  expect(await client.weatherStatus.forecast()).toBeUndefined();
});

test("favourites are replaced, and may be none", async () => {
  await client.weatherStatus.setFavorites(["Berlin", "Rome"]);
  expect(await client.weatherStatus.favorites()).toEqual(["Berlin", "Rome"]);
  await client.weatherStatus.setFavorites([]);
  expect(await client.weatherStatus.favorites()).toEqual([]);
});
