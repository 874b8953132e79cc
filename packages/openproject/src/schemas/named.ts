import { z } from "zod";
import { Link } from "../hal/link.js";

/** What a type, status, priority, role, version and category have in common. */
export const Named = z.looseObject({
  id: z.number(),
  name: z.string(),
  _links: z.looseObject({ self: Link }),
});

export type Named = z.output<typeof Named>;
