import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.js";
import type { Tables } from "./tables.js";

/**
 * What a process holds its jobs under. A session whose process renews it no more runs out, and whoever notices brings
 * its jobs back. Every method but `takeLost` runs inside a transaction.
 */
export class Sessions {
  #own: string | undefined;
  #lost: string[] = [];

  constructor(
    private readonly tables: Tables,
    private readonly leaseMs: number,
    private readonly clock: Clock,
  ) {}

  /** The session of this process; it begins with its first job. */
  open(): string {
    const { sessions } = this.tables;
    if (this.#own !== undefined) {
      if (sessions.doesExist(this.#own)) return this.#own;
      this.#lost.push(this.#own);
    }
    this.#own = randomUUID();
    void sessions.put(this.#own, this.clock.date() + this.leaseMs);
    return this.#own;
  }

  /** Renews the session, unless it has run out. */
  renew(): void {
    const { sessions } = this.tables;
    if (this.#own === undefined) return;
    if (sessions.doesExist(this.#own)) {
      void sessions.put(this.#own, this.clock.date() + this.leaseMs);
    } else {
      this.#lost.push(this.#own);
      this.#own = undefined;
    }
  }

  /** Tells once which sessions of this process had run out, so that others have their jobs. */
  takeLost(): readonly string[] {
    return this.#lost.splice(0);
  }

  /** Ends the sessions that ran out and tells which jobs they held. */
  bringBack(put: (id: string, name: string, attempts: number) => void): void {
    const { sessions, active } = this.tables;
    const now = this.clock.date();
    for (const { key: session, value: until } of [...sessions.getRange()]) {
      // This process is alive, however late its timers are.
      if (session === this.#own || until > now) continue;
      void sessions.remove(session);
      for (const { key, value: attempts } of [...active.getRange({ start: [session] })]) {
        const [holder, id, name] = key;
        if (holder !== session) break;
        void active.remove(key);
        put(id, name, attempts);
      }
    }
  }

  /** Ends the session of this process, unless it still holds jobs: those come back when it runs out. */
  close(): void {
    if (this.#own === undefined) return;
    const { sessions, active } = this.tables;
    const [first] = active.getKeys({ start: [this.#own], limit: 1 });
    if (first?.[0] !== this.#own) void sessions.remove(this.#own);
  }
}
