import { PEOPLE } from "../people.js";

/** 100 owner, 200 administrator, 300 moderator, 400 member, 600 guest. */
type ZulipRole = 100 | 200 | 300 | 400 | 600;

export interface ZulipUser {
  readonly user_id: number;
  /** The address the API knows the account by, which need not be one that receives mail. */
  email: string;
  delivery_email: string;
  /** Whether others than administrators see `delivery_email`. */
  isEmailVisible: boolean;
  full_name: string;
  role: ZulipRole;
  is_active: boolean;
  /** 1 generic, 2 incoming webhook, 3 outgoing webhook; `null` for people. */
  bot_type: number | null;
  bot_owner_id: number | null;
  timezone: string;
  /** ISO 8601 */
  date_joined: string;
  /** Whether the picture is one the user uploaded. */
  hasOwnAvatar: boolean;
  avatarVersion: number;
  /** Exactly 32 letters and digits. */
  api_key: string;
  password: string;
}

export interface ZulipStream {
  readonly stream_id: number;
  name: string;
  description: string;
  invite_only: boolean;
  is_web_public: boolean;
  is_archived: boolean;
  is_default: boolean;
  history_public_to_subscribers: boolean;
  message_retention_days: number | null;
  folder_id: number | null;
  creator_id: number | null;
  /** Seconds since 1970. */
  readonly date_created: number;
  /** User ids. */
  readonly subscribers: Set<number>;
  /** Who may do what, by the setting's name, where it was set. */
  readonly permissions: Map<string, unknown>;
}

export interface ZulipReaction {
  readonly emoji_name: string;
  readonly emoji_code: string;
  readonly reaction_type: "unicode_emoji" | "realm_emoji" | "zulip_extra_emoji";
  readonly user_id: number;
}

export interface ZulipMessage {
  readonly id: number;
  readonly sender_id: number;
  /** Markdown, as sent. */
  content: string;
  /** Of a message in a channel; `undefined` for a direct one. */
  stream_id: number | undefined;
  topic: string;
  /** Everybody in a direct conversation, the sender too; empty in a channel. */
  readonly recipients: readonly number[];
  /** Seconds since 1970. */
  readonly timestamp: number;
  last_edit_timestamp: number | undefined;
  readonly client: string;
  readonly reactions: ZulipReaction[];
  /** User ids by whom it was read, starred, and collapsed. */
  readonly readBy: Set<number>;
  readonly starredBy: Set<number>;
  readonly collapsedBy: Set<number>;
  /** Oldest first, the present one last. */
  readonly versions: ZulipMessageVersion[];
}

interface ZulipMessageVersion {
  readonly content: string;
  readonly topic: string;
  readonly user_id: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

export interface ZulipFile {
  readonly id: number;
  readonly name: string;
  /** Where it is, below `/user_uploads/`. */
  readonly path_id: string;
  readonly contentType: string;
  readonly content: Uint8Array;
  readonly owner_id: number;
  /** Milliseconds since 1970. */
  readonly createdMs: number;
}

/** Everything a Zulip organisation knows. Tests may read and change it. */
export class ZulipState {
  readonly users = new Map<number, ZulipUser>();
  readonly streams = new Map<number, ZulipStream>();
  /** By id, oldest first. */
  readonly messages = new Map<number, ZulipMessage>();
  readonly files: ZulipFile[] = [];
  /** Files by the token in a URL that needs no account. */
  readonly temporaryUrls = new Map<string, { readonly pathId: string; readonly until: number }>();
  realmName = "Example";
  /** How long after it was sent the content of a message can be edited. */
  editLimitSeconds = 600;
  /** URLs of the `icon`, `logo` and `night_logo` that were uploaded. */
  readonly realmImages = new Map<"icon" | "logo" | "night_logo", string>();
  #lastId = 0;

  /** Ids of streams and messages: never used twice. */
  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  addUser(
    user: Pick<ZulipUser, "user_id" | "email" | "full_name" | "api_key"> & Partial<ZulipUser>,
  ): ZulipUser {
    const added: ZulipUser = {
      delivery_email: user.email,
      isEmailVisible: true,
      role: 400,
      is_active: true,
      bot_type: null,
      bot_owner_id: null,
      timezone: "",
      hasOwnAvatar: false,
      avatarVersion: 1,
      password: "correct horse",
      date_joined: "2024-01-15T09:00:00+00:00",
      ...user,
    };
    this.users.set(added.user_id, added);
    return added;
  }

  addStream(stream: Pick<ZulipStream, "name" | "date_created"> & Partial<ZulipStream>): ZulipStream {
    const added: ZulipStream = {
      stream_id: this.nextId(),
      description: "",
      invite_only: false,
      is_web_public: false,
      is_archived: false,
      is_default: false,
      history_public_to_subscribers: true,
      message_retention_days: null,
      folder_id: null,
      creator_id: null,
      subscribers: new Set(),
      permissions: new Map(),
      ...stream,
    };
    this.streams.set(added.stream_id, added);
    return added;
  }

  /** Names are compared without regard to case; an archived channel keeps its name. */
  findStream(name: string): ZulipStream | undefined {
    const wanted = name.toLowerCase();
    return [...this.streams.values()].find((stream) => stream.name.toLowerCase() === wanted);
  }

  /** By the address the API knows a user by, not by the one that receives mail. */
  findUserByEmail(email: string): ZulipUser | undefined {
    const wanted = email.toLowerCase();
    return [...this.users.values()].find((user) => user.email.toLowerCase() === wanted);
  }
}

/** Whose API address differs from the real one, as it does where addresses are hidden from members. */
const HIDDEN = "ben";
const FIRST_USER_ID = 10;

/** Fill an empty organisation with its administrator, three members and an incoming webhook bot. */
export function seedZulip(state: ZulipState): void {
  PEOPLE.forEach(({ login, firstName, lastName, email }, index) => {
    const user_id = FIRST_USER_ID + index;
    state.addUser({
      user_id,
      email: login === HIDDEN ? `user${user_id}@zulip.example.com` : email,
      delivery_email: email,
      isEmailVisible: login !== HIDDEN,
      full_name: `${firstName} ${lastName}`,
      role: login === "admin" ? 200 : 400,
      api_key: zulipApiKey(login),
    });
  });
  state.addUser({
    user_id: FIRST_USER_ID + PEOPLE.length,
    email: "alerts-bot@zulip.example.com",
    full_name: "Alerts",
    api_key: zulipApiKey("alerts"),
    bot_type: 2,
    bot_owner_id: FIRST_USER_ID,
  });
}

/** The API key of a seeded user. */
export function zulipApiKey(login: string): string {
  return `testkey${login}`.padEnd(32, "0");
}
