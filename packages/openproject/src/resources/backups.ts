import { ForbiddenError, path, type RequestOptions, UnauthorizedError } from "@platformq/resilience";
import { Backup } from "../schemas/backup.js";
import { User } from "../schemas/principal.js";
import type { OpenProjectTransport } from "../transport.js";

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
    const request = { method: "POST", path: path`backups`, body: params } as const;
    try {
      return await this.transport.request({ ...request, secrets: [params.backupToken] }, Backup, options);
    } catch (error) {
      if (error instanceof UnauthorizedError && error.vendorCode !== undefined)
        await this.#explain(error, options);
      throw error;
    }
  }

  /** A refused token comes as 401, like a refused sign-in, after which this client would be silent: asking tells which. */
  async #explain(cause: UnauthorizedError, options: RequestOptions | undefined): Promise<void> {
    const me = { method: "GET", path: path`users/me`, probesCredential: true } as const;
    await this.transport.request(me, User, options);
    throw new ForbiddenError(`${cause.message} (the backup token)`, "BACKUP_TOKEN_REFUSED", {
      service: "openproject",
      operation: cause.operation,
      outcome: "rejected",
      status: cause.status,
      vendorCode: cause.vendorCode,
      body: cause.body,
      cause,
    });
  }
}
