import { InvalidInputError } from "@platformq/resilience";
import { describe, expect, it } from "vitest";
import { planProject } from "../../src/projects/project-spec.js";

const anna = { login: "anna", email: "anna@example.com" };

describe("planProject", () => {
  it("decides everything the spec leaves open", () => {
    expect(planProject({ name: " Apollo ", members: [anna] })).toEqual({
      name: "Apollo",
      identifier: "apollo",
      members: [anna],
      description: "",
      folder: "Projects/Apollo",
      folders: ["Documents", "Resources"],
      role: "Member",
      topic: "Welcome",
    });
  });

  it("names all that is wrong at once", () => {
    const spec = {
      name: "a/b".padEnd(70, "c"),
      identifier: "Not Valid",
      members: [anna, anna, { login: "ben", email: "nowhere" }],
    };
    const refused = expect.objectContaining({
      message: expect.stringMatching(
        /longer than 60.*holds one of.*identifier "Not Valid".*"anna" is named twice.*"ben:nowhere"/,
      ),
    });
    expect(() => planProject(spec)).toThrow(InvalidInputError);
    expect(() => planProject(spec)).toThrow(refused);
  });

  it("counts characters as people do", () => {
    expect(planProject({ name: "🚀".repeat(60), members: [] }).name).toHaveLength(120);
  });
});
