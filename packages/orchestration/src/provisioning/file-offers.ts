import type { FileInfo, NextcloudClient } from "@platformq/nextcloud";
import { PlatformError, type RequestOptions } from "@platformq/resilience";
import { isSameName } from "../same-name.js";
import { waitAskedBy } from "../wait-asked-by.js";
import { nameFingerprint } from "./fingerprint.js";
import type { StepPlan } from "./provisioning-step.js";
import { reasonOf } from "./reason-of.js";
import type { UserClients } from "./user-clients.js";

/** Whom a leaving user's files are offered to. */
export interface FileTransfer {
  /** The recipient's login. The files become theirs once they accept, in their notifications. */
  readonly to: string;
  /** The leaving user's own password, or an app password: nobody else can offer the files. */
  readonly password: string;
}

/** How many are named of those that could not be offered. */
const MOST_NAMED = 5;

/** Some of a user's files and folders could not be offered; the others were, and are not offered again. */
class FilesNotOfferedError extends PlatformError {
  static override readonly kind: string = "FilesNotOfferedError";

  constructor(
    /** Why, by path. */
    readonly failures: ReadonlyMap<string, unknown>,
  ) {
    const named = [...failures].slice(0, MOST_NAMED);
    const reasons = named.map(([path, error]) => `${path} (${reasonOf(error).message})`);
    const more = failures.size > named.length ? `; and ${failures.size - named.length} more` : "";
    super(`Not all files could be offered: ${reasons.join("; ")}${more}`, "FILES_NOT_OFFERED", {
      service: "nextcloud",
      outcome: "rejected",
    });
  }
}

/**
 * Offers the files of users who leave. Nextcloud does not tell what is on offer, so what of a home was offered is
 * remembered until all is.
 */
export class FileOffers {
  /** Ids of files and folders by fingerprints of user and recipient. */
  readonly #offered = new Map<string, Set<number>>();

  /** Tells what is to be done; doing it throws a FilesNotOfferedError when some of it cannot be. */
  plan(userClients: UserClients, login: string, transfer: FileTransfer, options: RequestOptions): StepPlan {
    const apply = async (): Promise<void> => {
      await using client = userClients.signIn(login, transfer.password);
      await this.#offer(client, login, transfer.to, options);
    };
    return { state: "updated", changes: [`files offered to ${transfer.to}`], apply };
  }

  /** The root itself cannot be offered, so everything in it is. */
  async #offer(
    client: NextcloudClient,
    login: string,
    recipient: string,
    options: RequestOptions,
  ): Promise<void> {
    const key = nameFingerprint(JSON.stringify([login, recipient]));
    const offered = this.#offered.get(key) ?? new Set();
    this.#offered.set(key, offered);
    const failures = new Map<string, unknown>();
    for await (const file of await client.files.list("/", {}, options)) {
      const { path, fileId } = file;
      if (!isOwn(file, login) || offered.has(fileId)) continue;
      try {
        await client.ownershipTransfers.offer({ recipient, path }, options);
        offered.add(fileId);
      } catch (error) {
        options.signal?.throwIfAborted();
        if (waitAskedBy(error) !== undefined) throw error;
        failures.set(path, error);
      }
    }
    if (failures.size > 0) throw new FilesNotOfferedError(failures);
    this.#offered.delete(key);
  }
}

/** What others share with the user, and mounted storages, are not the user's to give away. */
function isOwn({ ownerId, permissions }: FileInfo, login: string): boolean {
  return isSameName(ownerId, login) && !permissions.isShared && !permissions.isMounted;
}
