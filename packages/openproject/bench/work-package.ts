const link = (href: string, title?: string) => ({ href: `/api/v3/${href}`, title });

/** A work package as OpenProject sends it to somebody who may change it: some 2.5 kB. */
export function workPackage(id: number): object {
  const self = `work_packages/${id}`;
  const text = `Prepare the report of quarter ${id % 4}, **with figures**. ${"Lorem ipsum dolor sit amet. ".repeat(8)}`;
  return {
    _type: "WorkPackage",
    id,
    lockVersion: 7,
    subject: `Prepare the quarterly report ${id}`,
    description: { format: "markdown", raw: text, html: `<p class="op-uc-p">${text}</p>` },
    scheduleManually: false,
    startDate: "2026-01-05",
    dueDate: "2026-02-20",
    derivedStartDate: null,
    derivedDueDate: null,
    duration: "P47D",
    estimatedTime: "PT8H",
    remainingTime: "PT4H30M",
    spentTime: "PT3H",
    percentageDone: 40,
    ignoreNonWorkingDays: false,
    createdAt: "2026-01-02T03:04:05.678Z",
    updatedAt: "2026-02-03T04:05:06.789Z",
    customField1: 42,
    _links: {
      self: link(self, `Prepare the quarterly report ${id}`),
      update: { href: `/api/v3/${self}/form`, method: "post" },
      updateImmediately: { href: `/api/v3/${self}`, method: "patch" },
      delete: { href: `/api/v3/${self}`, method: "delete" },
      schema: link("work_packages/schemas/3-1"),
      attachments: link(`${self}/attachments`),
      addAttachment: { href: `/api/v3/${self}/attachments`, method: "post" },
      activities: link(`${self}/activities`),
      addComment: { href: `/api/v3/${self}/activities`, method: "post", title: "Add comment" },
      watchers: link(`${self}/watchers`),
      addRelation: { href: `/api/v3/${self}/relations`, method: "post", title: "Add relation" },
      project: link("projects/3", "Apollo"),
      type: link("types/1", "Task"),
      status: link("statuses/7", "In progress"),
      priority: link("priorities/8", "Normal"),
      author: link("users/4", "Anna Berg"),
      assignee: link("users/5", "Ben Carlson"),
      responsible: { href: null },
      version: link("versions/2", "1.0"),
      category: { href: null },
      parent: link(`work_packages/${id + 1}`, "All reports"),
      children: [],
      ancestors: [link(`work_packages/${id + 1}`, "All reports")],
      customField2: link("custom_options/9", "Sales"),
    },
  };
}

/** A page of a list. @param offset Its number, beginning with 1. */
export function page(total: number, offset: number, pageSize: number): object {
  const first = (offset - 1) * pageSize;
  const count = Math.min(pageSize, total - first);
  const next = { href: `/api/v3/work_packages?offset=${offset + 1}&pageSize=${pageSize}` };
  return {
    _type: "WorkPackageCollection",
    total,
    count,
    pageSize,
    offset,
    _embedded: { elements: Array.from({ length: count }, (_, index) => workPackage(first + index + 1)) },
    _links: {
      self: { href: `/api/v3/work_packages?offset=${offset}&pageSize=${pageSize}` },
      ...(first + count < total && { nextByOffset: next }),
    },
  };
}
