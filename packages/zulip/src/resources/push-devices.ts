import { path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field, Nothing } from "../envelope.js";
import type { ZulipTransport } from "../transport.js";

/** A device to register for encrypted notifications with Zulip 11. */
interface RegisterPushAccount {
  token_kind: "apns" | "fcm";
  push_account_id: number;
  push_public_key: string;
  bouncer_public_key: string;
  encrypted_push_registration: string;
}

/** The same since Zulip 12: the key, the token, or both at first; later the one that is rotated. */
interface UpdatePushDevice {
  /** From `registerClientDevice`. */
  device_id: number;
  push_key?: string | undefined;
  push_key_id?: number | undefined;
  token_kind?: "apns" | "fcm" | undefined;
  token_id?: string | undefined;
  bouncer_public_key?: string | undefined;
  encrypted_push_registration?: string | undefined;
}

/** A device to register for encrypted notifications. */
export type RegisterPushDevice = RegisterPushAccount | UpdatePushDevice;

/** The device that gets a test notification, all of them by default. */
export interface TestPushDevice {
  /** With Zulip 11. */
  push_account_id?: number | undefined;
  /** Since Zulip 12. */
  device_id?: number | undefined;
}

const DeviceId = field("device_id", z.number());

/** Mobile devices that get notifications. */
export class PushDevicesResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Adds an Android device. @see https://zulip.com/api/add-fcm-token */
  async addFcmToken(params: { token: string }, options?: RequestOptions): Promise<void> {
    return this.transport.post(path`users/me/android_gcm_reg_id`, params, Nothing, options);
  }

  /** Removes an Android device. @see https://zulip.com/api/remove-fcm-token */
  async removeFcmToken(params: { token: string }, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`users/me/android_gcm_reg_id`, params, Nothing, options);
  }

  /** Adds an Apple device. @see https://zulip.com/api/add-apns-token */
  async addApnsToken(params: { token: string; appid: string }, options?: RequestOptions): Promise<void> {
    return this.transport.post(path`users/me/apns_device_token`, params, Nothing, options);
  }

  /** Removes an Apple device. @see https://zulip.com/api/remove-apns-token */
  async removeApnsToken(params: { token: string }, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`users/me/apns_device_token`, params, Nothing, options);
  }

  /** Registers a device for encrypted notifications; since Zulip 11. @see https://zulip.com/api/register-push-device */
  async register(params: RegisterPushDevice, options?: RequestOptions): Promise<void> {
    return this.transport.since(406).post(path`mobile_push/register`, params, Nothing, options);
  }

  /** Sends a test notification to one device, or to all. @see https://zulip.com/api/test-notify */
  async test(params: { token?: string | undefined } = {}, options?: RequestOptions): Promise<void> {
    return this.transport.since(217).post(path`mobile_push/test_notification`, params, Nothing, options);
  }

  /** Sends an encrypted test notification; since Zulip 11. @see https://zulip.com/api/e2ee-test-notify */
  async testEncrypted(params: TestPushDevice = {}, options?: RequestOptions): Promise<void> {
    return this.transport.since(420).post(path`mobile_push/e2ee/test_notification`, params, Nothing, options);
  }

  /** Registers this device as one the account is signed in with; since Zulip 12. @see https://zulip.com/api/register-client-device */
  async registerClientDevice(options?: RequestOptions): Promise<number> {
    return this.transport.since(468).post(path`register_client_device`, {}, DeviceId, options);
  }

  /** Removes a device the account was signed in with; since Zulip 12. @see https://zulip.com/api/remove-client-device */
  async removeClientDevice(params: { device_id: number }, options?: RequestOptions): Promise<void> {
    return this.transport.since(470).post(path`remove_client_device`, params, Nothing, options);
  }
}
