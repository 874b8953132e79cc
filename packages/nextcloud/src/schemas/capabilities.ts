import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { phpMap } from "./php-map.js";

/** What the server is and can do. */
export const ServerCapabilities = openObject({
  version: openObject({
    major: z.number(),
    minor: z.number(),
    micro: z.number(),
    /** Such as `32.0.1`. */
    string: z.string(),
  }),
  /** By app; `files_sharing`, `dav`, `password_policy` and so on. */
  capabilities: phpMap(z.unknown()),
});

/** What the server is and can do. */
export type ServerCapabilities = z.output<typeof ServerCapabilities>;

/** Whether the server can be used. */
export const ServerStatus = openObject({
  installed: z.boolean(),
  maintenance: z.boolean(),
  needsDbUpgrade: z.boolean(),
  /** With four numbers: `32.0.1.2`. */
  version: z.string(),
  /** Such as `32.0.1`. */
  versionstring: z.string(),
  productname: z.string(),
});

/** Whether the server can be used. */
export type ServerStatus = z.output<typeof ServerStatus>;
