import { expect, test } from "vitest";
import { ResourceSchema } from "../../src/hal/schema.js";

test("a schema lists its properties with the allowed values, wherever those stand", () => {
  const schema = ResourceSchema.parse({
    _type: "Schema",
    _links: { self: { href: "/api/v3/things/schema" } },
    subject: { type: "String", name: "Subject", required: true, writable: true },
    customField1: {
      type: "CustomOption",
      name: "Department",
      _embedded: {
        allowedValues: [{ value: "Sales", _links: { self: { href: "/api/v3/custom_options/1" } } }],
      },
    },
    status: {
      type: "Status",
      name: "Status",
      location: "_links",
      _links: { allowedValues: [{ href: "/api/v3/statuses/1", title: "New" }] },
    },
    assignee: {
      type: "User",
      name: "Assignee",
      _links: { allowedValues: { href: "/api/v3/principals" } },
    },
  });
  expect([...schema.keys()]).toEqual(["subject", "customField1", "status", "assignee"]);
  expect(schema.get("subject")).toMatchObject({ isLink: false, required: true, allowedValues: undefined });
  // Servers up to 14 tell no location.
  expect(schema.get("customField1")).toMatchObject({
    isLink: true,
    allowedValues: [{ href: "/api/v3/custom_options/1", title: "Sales" }],
  });
  expect(schema.get("status")?.allowedValues).toEqual([{ href: "/api/v3/statuses/1", title: "New" }]);
  expect(schema.get("assignee")?.allowedValuesLink?.href).toBe("/api/v3/principals");
});
