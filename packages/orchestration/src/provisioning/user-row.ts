/** A row of a file of users: read, and not yet checked. */
export class UserRow {
  constructor(
    /** Where it begins in the file, from 1. */
    readonly line: number,
    readonly value: unknown,
    /** Why it could not even be read. */
    readonly problem?: string,
  ) {}
}
