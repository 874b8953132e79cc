import { openObject } from "@platformq/resilience";
import { z } from "zod";
import { Link } from "../hal/link.js";

/** Something somebody may do somewhere. */
export const Capability = openObject({
  /** Such as `work_packages/create/p123-567`. */
  id: z.string(),
  _links: openObject({ self: Link, action: Link, context: Link, principal: Link }),
});

export type Capability = z.output<typeof Capability>;

/** Something that can be allowed, such as `work_packages/create`. */
export const Action = openObject({ id: z.string(), _links: openObject({ self: Link }) });

export type Action = z.output<typeof Action>;
