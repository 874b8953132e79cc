import type { Incoming } from "../../incoming.js";
import type { Home } from "../home.js";
import type { NextcloudState, NextcloudUser } from "../state.js";

/** A request for a part of WebDAV that is not the files. */
export interface AreaCall {
  readonly state: NextcloudState;
  readonly user: NextcloudUser;
  readonly incoming: Incoming;
  readonly home: Home;
  /** Decoded path below the area, the user id left out where the area has one. */
  readonly names: readonly string[];
  /** Encoded path of the area, with the user id, without a slash at the end. */
  readonly href: string;
  /** The folder the service is installed in. */
  readonly prefix: string;
  /** Seconds since 1970. */
  readonly now: number;
}
