import { type Incoming, multipartFields } from "../incoming.js";
import type { ZulipApi } from "./api.js";
import { badRequest, ZulipError } from "./errors.js";
import type { EventQueues } from "./event-queues.js";
import { onlyAdministrators } from "./roles.js";
import type { ZulipState, ZulipUser } from "./state.js";
import { avatarUrl } from "./users.js";

const MIB = 1024 * 1024;
const MAX_IMAGE_MIB = 5;

/** Pictures: of accounts, and the organisation's icon and logos. */
export function addImageEndpoints(api: ZulipApi, state: ZulipState, queues: EventQueues): void {
  const setAvatar = (user: ZulipUser, hasOwnAvatar: boolean): object => {
    user.hasOwnAvatar = hasOwnAvatar;
    user.avatarVersion += 1;
    const avatar_url = avatarUrl(user);
    const person = { user_id: user.user_id, avatar_url, avatar_version: user.avatarVersion };
    queues.publish({ type: "realm_user", op: "update", person });
    return { avatar_url };
  };
  api.on("POST", "/users/me/avatar", async ({ user, incoming }) => {
    await uploadedImage(incoming, "avatar");
    return { ...setAvatar(user, true) };
  });
  api.on("DELETE", "/users/me/avatar", ({ user }) => ({ ...setAvatar(user, false) }));

  const icon = () => ({ icon_url: iconUrl(state) });
  api.on("POST", "/realm/icon", async ({ user, incoming }) => {
    onlyAdministrators(user);
    await uploadedImage(incoming, "icon");
    state.realmImages.set("icon", `/user_avatars/2/realm/icon.png?version=${state.nextId()}`);
    return icon();
  });
  api.on("DELETE", "/realm/icon", ({ user }) => {
    onlyAdministrators(user);
    state.realmImages.delete("icon");
    return icon();
  });

  const nameOf = (night: boolean) => (night ? "night_logo" : "logo");
  const logo = (night: boolean) => ({
    logo_url: state.realmImages.get(nameOf(night)) ?? "/static/images/logo/zulip-org-logo.svg",
  });
  api.on("POST", "/realm/logo", async ({ user, incoming, parameters }) => {
    onlyAdministrators(user);
    const night = parameters.boolean("night");
    await uploadedImage(incoming, "logo");
    state.realmImages.set(
      nameOf(night),
      `/user_avatars/2/realm/${nameOf(night)}.png?version=${state.nextId()}`,
    );
    return logo(night);
  });
  api.on("DELETE", "/realm/logo", ({ user, parameters }) => {
    onlyAdministrators(user);
    const night = parameters.boolean("night");
    state.realmImages.delete(nameOf(night));
    return logo(night);
  });
}

/** The organisation's icon. */
export function iconUrl(state: ZulipState): string {
  return state.realmImages.get("icon") ?? "/static/images/logo/zulip-icon-square.png";
}

/** @throws ZulipError for no file, more than one, one that is no image, and one that is too large */
export async function uploadedImage(incoming: Incoming, what: string): Promise<void> {
  const form = await multipartFields(incoming).catch(() => new FormData());
  const [file, ...others] = [...form.values()].filter((value) => typeof value !== "string");
  if (file === undefined || others.length > 0) throw badRequest(`You must upload exactly one ${what}.`);
  if (file.size > MAX_IMAGE_MIB * MIB) {
    throw badRequest(`Uploaded file is larger than the allowed limit of ${MAX_IMAGE_MIB} MiB`);
  }
  if (!file.type.startsWith("image/"))
    throw new ZulipError("BAD_IMAGE", "Could not decode image; did you upload an image file?");
}
