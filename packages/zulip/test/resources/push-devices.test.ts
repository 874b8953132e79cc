import { BadRequestError } from "@platformq/resilience";
import { expect, test } from "vitest";
import { startZulip } from "../fake-zulip.js";
import { checkThinEndpoint, type ThinEndpoint } from "../thin-endpoint.js";

const endpoints: Record<string, ThinEndpoint> = {
  "pushDevices.addFcmToken": {
    call: (zulip) => zulip.pushDevices.addFcmToken({ token: "f" }),
    sends: "POST users/me/android_gcm_reg_id",
    with: { token: "f" },
  },
  "pushDevices.removeFcmToken": {
    before: (zulip) => zulip.pushDevices.addFcmToken({ token: "f" }),
    call: (zulip) => zulip.pushDevices.removeFcmToken({ token: "f" }),
    sends: "DELETE users/me/android_gcm_reg_id",
    with: { token: "f" },
  },
  "pushDevices.addApnsToken": {
    call: (zulip) => zulip.pushDevices.addApnsToken({ token: "a", appid: "org.zulip.Zulip" }),
    sends: "POST users/me/apns_device_token",
    with: { token: "a", appid: "org.zulip.Zulip" },
  },
  "pushDevices.removeApnsToken": {
    before: (zulip) => zulip.pushDevices.addApnsToken({ token: "a", appid: "x" }),
    call: (zulip) => zulip.pushDevices.removeApnsToken({ token: "a" }),
    sends: "DELETE users/me/apns_device_token",
    with: { token: "a" },
  },
  "pushDevices.register": {
    call: (zulip) =>
      zulip.pushDevices.register({
        token_kind: "fcm",
        push_account_id: 1,
        push_public_key: "p",
        bouncer_public_key: "b",
        encrypted_push_registration: "e",
      }),
    sends: "POST mobile_push/register",
    with: {
      token_kind: "fcm",
      push_account_id: "1",
      push_public_key: "p",
      bouncer_public_key: "b",
      encrypted_push_registration: "e",
    },
  },
  "pushDevices.register with Zulip 12": {
    call: (zulip) => zulip.pushDevices.register({ device_id: 3, push_key: "k", push_key_id: 7 }),
    sends: "POST mobile_push/register",
    with: { device_id: "3", push_key: "k", push_key_id: "7" },
    answer: {},
  },
  "pushDevices.test": {
    call: (zulip) => zulip.pushDevices.test(),
    sends: "POST mobile_push/test_notification",
  },
  "pushDevices.testEncrypted": {
    call: (zulip) => zulip.pushDevices.testEncrypted({ push_account_id: 1 }),
    sends: "POST mobile_push/e2ee/test_notification",
    with: { push_account_id: "1" },
  },
  "pushDevices.registerClientDevice": {
    call: (zulip) => zulip.pushDevices.registerClientDevice(),
    sends: "POST register_client_device",
    answer: { device_id: 3 },
    gives: 3,
  },
  "pushDevices.removeClientDevice": {
    call: (zulip) => zulip.pushDevices.removeClientDevice({ device_id: 3 }),
    sends: "POST remove_client_device",
    with: { device_id: "3" },
    answer: {},
  },
};

test.each(Object.entries(endpoints))("%s", (_, endpoint) => checkThinEndpoint(endpoint));

test("a device that is not registered is refused", async () => {
  await using server = await startZulip();
  const { pushDevices } = server.client;
  await expect(pushDevices.test({ token: "unknown" })).rejects.toBeInstanceOf(BadRequestError);
  await expect(pushDevices.removeFcmToken({ token: "unknown" })).rejects.toBeInstanceOf(BadRequestError);
});
