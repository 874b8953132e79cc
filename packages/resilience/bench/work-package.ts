import { z } from "zod";

/** An answer of about one kilobyte, as OpenProject gives them. */
export const body = JSON.stringify({
  id: 4711,
  subject: "Prepare the quarterly report",
  description: { format: "markdown", raw: "x".repeat(600), html: "" },
  lockVersion: 7,
  createdAt: "2026-01-02T03:04:05.678Z",
  updatedAt: "2026-02-03T04:05:06.789Z",
  tags: ["finance", "report", "q3"],
  percentageDone: 40,
  _links: {
    self: { href: "/api/v3/work_packages/4711" },
    status: { href: "/api/v3/statuses/1", title: "New" },
  },
});

const Link = z.looseObject({ href: z.string().nullable(), title: z.string().optional() });

/** What the client checks of it. */
export const WorkPackage = z.looseObject({
  id: z.number(),
  subject: z.string(),
  description: z.looseObject({ raw: z.string() }),
  lockVersion: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
  tags: z.array(z.string()),
  percentageDone: z.number(),
  _links: z.looseObject({ self: Link, status: Link }),
});
