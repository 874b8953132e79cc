/** An argument nobody can make sense of; the message says which. */
export class UsageError extends Error {}
