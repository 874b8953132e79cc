import { version } from "../../package.json";

/** What servers see of us. */
export const USER_AGENT = `PlatformQ/${version}`;
