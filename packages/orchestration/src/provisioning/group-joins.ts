import { linkId, type OpenProjectClient } from "@platformq/openproject";
import { type Clock, PlatformError, pause } from "@platformq/resilience";
import { orAborted } from "../or-aborted.js";

/** How often a group is changed before its other writers are left alone. */
const MOST_CHANGES = 10;
/** In this time whoever read the members before our change has written them without it. */
const SETTLE_MS = 250;

/** Others change a group's members as fast as we do: it may be tried again. */
class GroupContendedError extends PlatformError {
  static override readonly kind: string = "GroupContendedError";

  constructor(readonly groupId: number) {
    super(`The members of OpenProject's group ${groupId} keep being replaced`, "GROUP_CONTENDED", {
      service: "openproject",
      outcome: "rejected",
    });
  }
}

/** A change that has not begun: who joins until then goes with it. */
interface Change {
  readonly joining: Set<number>;
  readonly done: Promise<void>;
}

/**
 * Adds users to OpenProject's groups. The server takes the whole list of a group's members or nothing, so the changes of
 * one group wait for each other: there must be one of these for all that goes on at once.
 */
export class GroupJoins {
  readonly #next = new Map<number, Change>();
  readonly #running = new Map<number, Promise<void>>();

  constructor(
    private readonly openproject: OpenProjectClient,
    private readonly clock: Clock,
  ) {}

  /** Adds a user to a group. @throws GroupContendedError */
  async join(groupId: number, userId: number, signal: AbortSignal | undefined): Promise<void> {
    const change = this.#next.get(groupId) ?? this.#prepare(groupId);
    change.joining.add(userId);
    // The change is everybody's: whoever is aborted leaves it running.
    await orAborted(change.done, signal);
  }

  #prepare(groupId: number): Change {
    const joining = new Set<number>();
    const change = { joining, done: this.#afterOthers(groupId, joining) };
    this.#next.set(groupId, change);
    return change;
  }

  async #afterOthers(groupId: number, joining: ReadonlySet<number>): Promise<void> {
    await this.#running.get(groupId)?.catch(() => {});
    this.#next.delete(groupId);
    const running = this.#add(groupId, joining);
    this.#running.set(groupId, running);
    await running.finally(() => {
      if (this.#running.get(groupId) === running) this.#running.delete(groupId);
    });
  }

  /** Adds users, and looks whether they are there to stay: other processes replace the members, too. */
  async #add(groupId: number, joining: ReadonlySet<number>): Promise<void> {
    for (let changes = 0; ; changes++) {
      const members = await this.#membersOf(groupId);
      const wanted = new Set([...members, ...joining]);
      if (wanted.size === members.length) return;
      if (changes === MOST_CHANGES) throw new GroupContendedError(groupId);
      await this.openproject.groups.update(groupId, { members: [...wanted] });
      await pause(this.clock, SETTLE_MS);
    }
  }

  async #membersOf(groupId: number): Promise<number[]> {
    const { _links } = await this.openproject.groups.get(groupId);
    return (_links.members ?? []).flatMap((link) => linkId(link) ?? []);
  }
}
