import type { Incoming } from "../../incoming.js";
import type { Home } from "../home.js";
import type { NextcloudState, NextcloudUser } from "../state.js";

/** A request for something in the home of the user who is logged in. */
export interface DavCall {
  readonly state: NextcloudState;
  readonly user: NextcloudUser;
  readonly incoming: Incoming;
  readonly home: Home;
  /** Decoded path below the home; empty for the home itself. */
  readonly names: readonly string[];
  /** Encoded path of the home, as the request wrote the user id, without a slash at the end. */
  readonly homeHref: string;
  /** Seconds since 1970. */
  readonly now: number;
}
