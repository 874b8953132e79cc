import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** What a type, status, priority, role, version and category have in common. */
export const Named = openObject({
  id: z.number(),
  name: z.string(),
  _links: openObject({ self: Link }),
});

export type Named = z.output<typeof Named>;
