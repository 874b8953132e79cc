import { BadRequestError, ForbiddenError, NotFoundError } from "@platformq/resilience";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTarget, type Target } from "./nextcloud.js";

const APP = "webhook_listeners";
const event = "OCP\\Files\\Events\\Node\\NodeCreatedEvent";

let target: Target;
let webhooks: Target["client"]["webhooks"];
let uri: string;

beforeAll(async () => {
  target = await openTarget();
  const { apps } = target.client;
  ({ webhooks } = target.client);
  uri = `http://127.0.0.1:9/${target.name}`;
  if (!(await apps.isEnabled(APP))) {
    target.cleanUp(() => apps.disable(APP));
    await apps.enable(APP);
  }
  target.cleanUp(async () => {
    for (const { id } of await webhooks.list({ uri })) await webhooks.delete(id);
  });
});

afterAll(() => target[Symbol.asyncDispose]());

test("a webhook is registered, found, replaced and removed", async () => {
  // Nothing of what really happens matches, so that nothing is sent.
  const eventFilter = { "user.uid": `${target.name}-nobody` };
  const created = await webhooks.create({ uri, event, eventFilter, headers: { "X-Own": "1" } });
  expect(created).toMatchObject({ uri, event, eventFilter, httpMethod: "POST", headers: { "X-Own": "1" } });
  expect(await webhooks.get(created.id)).toEqual(created);
  expect(await webhooks.list({ uri })).toEqual([created]);
  expect(await webhooks.list()).toContainEqual(created);

  const authHeaders = { Authorization: "Bearer s3cr3t-token" };
  const changed = await webhooks.update(created.id, {
    uri,
    event,
    eventFilter,
    httpMethod: "PUT",
    authHeaders,
  });
  expect(changed).toMatchObject({ id: created.id, httpMethod: "PUT", authMethod: "header" });
  expect(JSON.stringify(changed)).not.toContain("s3cr3t");

  await webhooks.delete(created.id);
  await expect(webhooks.get(created.id)).rejects.toBeInstanceOf(NotFoundError);
  expect(await webhooks.list({ uri })).toEqual([]);
});

test("what cannot be sent is refused, and so are ordinary accounts", async () => {
  await expect(webhooks.create({ uri, event: "No\\Such" })).rejects.toBeInstanceOf(BadRequestError);
  const ada = await target.addUser("ada");
  await expect(ada.client.webhooks.list()).rejects.toBeInstanceOf(ForbiddenError);
});
