import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { phpMap } from "./php-map.js";

/** A webhook; what else the server tells keeps the name it has there. */
export const Webhook = openObject({
  id: z.coerce.number(),
  appId: z.string().nullish(),
  userId: z.string().nullish(),
  httpMethod: z.string(),
  uri: z.string(),
  /** A class name of PHP: `OCP\\Files\\Events\\Node\\NodeCreatedEvent`. */
  event: z.string(),
  eventFilter: phpMap(z.unknown()).nullish(),
  userIdFilter: z.string().nullish(),
  headers: phpMap(z.string()).nullish(),
  authMethod: z.string().nullish(),
  /** Encrypted, and of no use to anybody but the server. */
  authData: z.unknown(),
});

/** A webhook of the server. */
export type Webhook = z.output<typeof Webhook>;
