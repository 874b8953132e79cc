import { badRequest, requireAdministrator, ZulipError } from "./errors.js";
import type { ZulipUser } from "./state.js";

/** @throws ZulipError for anybody else; a 400 like most refusals */
export function onlyAdministrators({ role }: ZulipUser): void {
  if (role > 200) throw requireAdministrator();
}

/** @throws ZulipError for anybody else */
export function onlyOwners({ role }: ZulipUser): void {
  if (role > 100) throw new ZulipError("UNAUTHORIZED_PRINCIPAL", "Must be an organization owner");
}

/** @throws ZulipError for a bot */
export function onlyHumans({ bot_type }: ZulipUser): void {
  if (bot_type !== null) throw badRequest("This endpoint does not accept bot requests.");
}

/** @throws ZulipError for a person */
export function onlyBots({ bot_type }: ZulipUser): void {
  if (bot_type === null) throw badRequest("This endpoint can only be used by bots.");
}

/** @throws ZulipError for a guest */
export function notGuests({ role }: ZulipUser): void {
  if (role === 600) throw badRequest("Not allowed for guest users");
}
