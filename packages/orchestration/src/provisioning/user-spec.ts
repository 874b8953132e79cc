import { z } from "zod";
import { checkValue } from "../check-value.js";

const TooLong = (limit: number): string => `is longer than ${limit} characters`;
const Name = z
  .string()
  .trim()
  .min(1, "is empty")
  .regex(/^\P{Cc}*$/u, "holds a control character")
  // Where Nextcloud's database ends.
  .refine((text) => [...text].length <= 64, TooLong(64));
const Names = z.array(z.string().trim().min(1, "is empty").max(255, TooLong(255)));
/** A group in Nextcloud, by its id. */
export const NextcloudGroup = z
  .string()
  .trim()
  .min(1, "is empty")
  // The server would name the group by a hash, and nobody would find it again by its name.
  .refine(
    (text) => [...text].length <= 64,
    `${TooLong(64)}, which is all a group's id in Nextcloud holds: shorten it`,
  );

/** What a person's row may hold. Columns nobody knows are refused, so that a misspelt one is not lost. */
export const Row = z.strictObject({
  /** The user name in Nextcloud and OpenProject. */
  login: z
    .string()
    .max(64, TooLong(64))
    .regex(/^[a-zA-Z0-9 _.@'-]+$/, "holds something else than a-z, A-Z, 0-9, space and _ . @ - '")
    .refine((text) => text.trim() === text, "begins or ends with a space"),
  /** The address in all three, by which Zulip knows the person. */
  email: z
    .string()
    .trim()
    .max(254, TooLong(254))
    .regex(/^[^\s@<>()[\],;:"\\]+@[^\s@<>()[\],;:"\\]+$/, "is no e-mail address"),
  /** @default first and last name, or the login */
  displayName: Name.optional(),
  firstName: Name.optional(),
  lastName: Name.optional(),
  /** Such as `de` or `pt_BR`. */
  language: z
    .string()
    .regex(/^[a-z]{2,3}(_[A-Z]{2})?$/, "is no language such as de or pt_BR")
    .optional(),
  /** Nextcloud's: such as `5 GB`, `none` for no limit, `default` for the server's. */
  quota: z
    .string()
    .trim()
    .regex(/^(none|default|\d+(\.\d+)?\s*([KMGTP]?B)?)$/i, "is no quota such as 5 GB, none or default")
    .optional(),
  /** Groups in Nextcloud, besides those of the settings. */
  groups: z.array(NextcloudGroup).optional(),
  openprojectGroups: Names.optional(),
  zulipChannels: Names.optional(),
});

/** A person, as they are to be on the platforms. */
export type UserSpec = z.input<typeof Row>;

/** A person whose row was checked. */
export interface ProvisionedUser extends z.output<typeof Row> {
  readonly displayName: string;
}

/** The names a row's values may have. */
export const userFields: readonly string[] = Object.keys(Row.shape);
/** Those that have to be there. */
export const requiredFields: readonly string[] = ["login", "email"];
/** Those that hold lists. */
export const listFields: ReadonlySet<string> = new Set(["groups", "openprojectGroups", "zulipChannels"]);

/** Checks a row. Gives the user; or all that is wrong with it, and what can be told of the user all the same. */
export function readUser(
  row: unknown,
):
  | { readonly user: ProvisionedUser }
  | { readonly problems: readonly string[]; readonly displayName: string | undefined } {
  const checked = checkValue(Row, row);
  if ("problems" in checked) return { ...checked, displayName: GivenName.safeParse(row).data };
  return { user: { ...checked.value, displayName: displayNameOf(checked.value) } };
}

/** The display name of a row, whatever else is wrong with that. */
const GivenName = z.union([
  z.object({ displayName: Name }).transform(({ displayName }) => displayName),
  z
    .object({
      ...Row.pick({ login: true, firstName: true, lastName: true }).shape,
      displayName: z.undefined().optional(),
    })
    .transform(displayNameOf),
]);

function displayNameOf(row: Pick<z.output<typeof Row>, "displayName" | "firstName" | "lastName" | "login">) {
  const { displayName, firstName, lastName, login } = row;
  const fullName = [firstName, lastName].filter((name) => name !== undefined).join(" ");
  return displayName ?? (fullName || login);
}
