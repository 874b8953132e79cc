import type { NextcloudOptions, UploadContent } from "@platformq/nextcloud";
import type { Clock } from "@platformq/resilience";
import type { PlatformName } from "../clients.js";
import type { Journal } from "../journal/journal.js";
import type { ProvisionedUser } from "./user-spec.js";

/** What users get, and where. A platform that is left out is left alone, but for Nextcloud. */
export interface ProvisioningOptions {
  nextcloud?: NextcloudSettings | undefined;
  openproject?: OpenProjectSettings | undefined;
  zulip?: ZulipSettings | undefined;
  /**
   * Hands an initial password to its user. It is tried once; nobody else gets to see the password. One that is lost on the
   * way is replaced at the next call for the same user: by a `journal` in any process, without one in this process only.
   *
   * @default none: Nextcloud mails a link for setting a password, and nothing can be written into new homes
   */
  deliver?: DeliverPassword | undefined;
  /** Remembers what was done of a run with a `runId`. @default none */
  journal?: Journal | undefined;
  /** Options of the clients that sign in as new users to write into their homes, such as `pool` or `tls`. */
  userClient?: Omit<NextcloudOptions, "baseUrl" | "username" | "password" | "token"> | undefined;
  /** For tests. @default the machine's clock */
  clock?: Clock | undefined;
}

/** What users get in Nextcloud. */
export interface NextcloudSettings {
  /** Groups of every user. @default [] */
  groups?: readonly string[] | undefined;
  /** Creates groups that do not exist; otherwise their users fail. @default true */
  createGroups?: boolean | undefined;
  /** For users whose row has none. @default the server's */
  quota?: string | undefined;
  /** For users whose row has none. @default the server's */
  language?: string | undefined;
  /** What new users find in their homes. */
  home?: HomeTemplate | undefined;
  /** A group that every user is put into. `reconcile` deactivates nobody but its members. */
  managedGroup?: string | undefined;
}

/** What new users find in their homes. */
export interface HomeTemplate {
  /** Created with their parents. */
  folders?: readonly string[] | undefined;
  files?: readonly HomeFile[] | undefined;
}

/** A file in a new home. */
export interface HomeFile {
  /** Where it goes; its folders are created. */
  readonly path: string;
  /** What it holds, or what it holds for a user. A stream can be read once only: return one from a function. */
  readonly content: UploadContent | ((user: ProvisionedUser) => UploadContent);
}

/** What users get in OpenProject, which mails them an invitation. */
export interface OpenProjectSettings {
  /** Groups of every user, by name. @default [] */
  groups?: readonly string[] | undefined;
  /** Creates groups that do not exist; otherwise their users fail. @default true */
  createGroups?: boolean | undefined;
}

/** What users get in Zulip. */
export interface ZulipSettings {
  /**
   * `invite` lets Zulip mail an invitation. `create` creates the account, which the server has to allow beyond the role,
   * and hands over its password if there is a `deliver`. A password that dies with the process before that is not
   * replaced: users ask Zulip for a new one. @default "invite"
   */
  mode?: "invite" | "create" | undefined;
  /** Channels of every user, by name. They have to exist. @default [] */
  channels?: readonly string[] | undefined;
}

/** An initial password, for its user's eyes only. */
export interface PasswordDelivery {
  readonly platform: PlatformName;
  readonly login: string;
  readonly email: string;
  readonly displayName: string;
  readonly password: string;
}

/** Hands an initial password to its user; what it throws fails the user's row, and is told to nobody. */
export type DeliverPassword = (delivery: PasswordDelivery) => Promise<void> | void;
