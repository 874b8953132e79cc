import { ForbiddenError, path, type RequestOptions, UnauthorizedError } from "@platformq/resilience";
import { Backup } from "../schemas/backup.js";
import { User } from "../schemas/principal.js";
import type { OpenProjectTransport } from "../transport.js";
import type { WholeCall } from "../writing/whole-call.js";

/** What a backup is to hold, and who may ask for it. */
export interface CreateBackup {
  /** The account's backup token, from Administration → Backup; a new one is good after a day. */
  backupToken: string;
  /** Whether to include attached files. @default true */
  attachments?: boolean | undefined;
}

/** Backups of the whole OpenProject. @see https://www.openproject.org/docs/system-admin-guide/backup/ */
export class BackupsResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /**
   * Starts a backup, which the server makes in the background: `jobStatuses.wait(jobStatusId)` tells when it is done, and
   * the account gets an e-mail with a link. Never repeated after an unknown outcome.
   *
   * @throws ForbiddenError `BACKUP_TOKEN_REFUSED` for a token that is wrong or too young; ConflictError while another
   *   backup is made; RateLimitError; NotFoundError where backups are off.
   */
  async create(params: CreateBackup, options?: RequestOptions): Promise<Backup> {
    const call = this.transport.begin(options);
    try {
      return await this.transport.request(
        {
          method: "POST",
          path: path`backups`,
          body: params,
          // A refused token comes as 401, like a refused sign-in.
          judgesCredential: false,
          secrets: [params.backupToken],
        },
        Backup,
        call,
      );
    } catch (error) {
      if (!(error instanceof UnauthorizedError) || error.vendorCode === undefined) throw error;
      throw await this.#refusal(error, call);
    }
  }

  /** Tells, by asking something else, whether it was the token that was refused. @throws UnauthorizedError if not */
  async #refusal(cause: UnauthorizedError, call: WholeCall): Promise<ForbiddenError> {
    await this.transport.get(path`users/me`, {}, User, call);
    return new ForbiddenError(`${cause.message} (the backup token)`, "BACKUP_TOKEN_REFUSED", {
      service: "openproject",
      operation: cause.operation,
      outcome: "rejected",
      attempts: cause.attempts,
      status: cause.status,
      vendorCode: cause.vendorCode,
      body: cause.body,
      cause,
    });
  }
}
