import { InvalidInputError } from "@platformq/resilience";
import { describe, expect, it } from "vitest";
import { checkSpec, type ProjectInput } from "../../src/projects/project-spec.js";

const anna = { login: "anna", email: "anna@example.com" };

const problemsOf = (input: ProjectInput): string => {
  try {
    checkSpec(input);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.message;
    throw error;
  }
  return "none";
};

describe("checkSpec", () => {
  it("decides everything the spec leaves open", () => {
    expect(checkSpec({ name: " Apollo ", members: [anna] })).toEqual({
      name: "Apollo",
      identifier: "apollo",
      visibility: "private",
      members: [{ ...anna, role: "editor" }],
      parentFolder: "Projects",
      folders: ["Documents", "Resources"],
      types: [],
      versions: [],
      workPackages: [],
      topic: "Welcome",
      optional: [],
    });
  });

  it("names all that is wrong at once, and where", () => {
    const spec: ProjectInput = {
      name: "a/b".padEnd(70, "c"),
      identifier: "Not Valid",
      members: [anna, { login: "ANNA", email: "other@example.com" }, { login: "ben", email: "nowhere" }],
      folders: ["Plans", "Drafts/.hidden"],
      workPackages: [{ subject: "Land", dueDate: "tomorrow" }],
    };
    const problems = problemsOf(spec);
    for (const problem of [
      "name is longer than 60 characters",
      'name "a/bccc',
      'identifier "Not Valid" is not of',
      'members[1].login "anna" is named twice',
      "members[2].email is no e-mail address",
      'folders[1] ".hidden" begins or ends with a dot',
      "workPackages[0].dueDate is no date",
    ]) {
      expect(problems).toContain(problem);
    }
  });

  it("names what is wrong between parts, too, when other parts are wrong by themselves", () => {
    const spec = {
      name: "x".repeat(100),
      members: [{ login: "a" }, { login: "A", email: "a@example.com", role: "boss" }, "ben"],
      folders: ["../x", 5],
      template: true,
      versions: [
        { name: "1", startDate: "2026-03-02", endDate: "2026-03-01", color: "red" },
        { name: "2", startDate: "soon", endDate: "now" },
      ],
      topic: 5,
      folderLink: "Land",
      foldres: [],
    };
    expect(() => Reflect.apply(checkSpec, undefined, [spec])).toThrow(
      `The project "${spec.name}" is not possible: ${[
        "name is longer than 60 characters",
        "members[0].email is missing",
        "members[1].role is none of owner, editor, viewer",
        "members[2] is not an object",
        'folders[0] ".." begins or ends with a dot',
        "folders[1] is not a text",
        "template is neither an identifier nor an id",
        "versions[0].color is unknown",
        "versions[1].startDate is no date (YYYY-MM-DD)",
        "versions[1].endDate is no date (YYYY-MM-DD)",
        "topic is not a text",
        "foldres is unknown",
        'members[1].login "a" is named twice',
        "versions[0].endDate is before startDate",
        "folderLink is not the subject of one of the work packages",
      ].join("; ")}`,
    );
  });

  it.each<[string, Partial<ProjectInput>, string]>([
    ["an empty name", { name: "  " }, "name is empty"],
    ["a backslash", { name: "a\\b" }, "holds one of"],
    ["a control character", { name: "a\u0007b" }, "holds a control character"],
    ["a name of an upload", { folders: ["a.part"] }, "being uploaded"],
    ["more bytes than Nextcloud stores", { folders: ["ü".repeat(126)] }, "longer than 250 bytes"],
    ["an empty part of a path", { parentFolder: "a//b" }, "holds an empty name"],
    ["an identifier of digits", { identifier: "2026" }, "is not of"],
    ["a reserved identifier", { identifier: "new" }, "is reserved"],
    ["a long topic", { topic: "t".repeat(61) }, "topic is longer than 60"],
    ["two members with one address", { members: [anna, { ...anna, login: "b" }] }, "named twice"],
    ["a link to a work package that is none", { folderLink: "Land" }, "folderLink is not the subject"],
    ["a day there is not", { versions: [{ name: "1", endDate: "2026-02-30" }] }, "endDate is no date"],
    [
      "a version that ends before it starts",
      { versions: [{ name: "1", startDate: "2026-03-02", endDate: "2026-03-01" }] },
      "versions[0].endDate is before startDate",
    ],
    [
      "a work package that is due before it starts",
      { workPackages: [{ subject: "Land", startDate: "2026-03-02", dueDate: "2026-03-01" }] },
      "workPackages[0].dueDate is before startDate",
    ],
    ["a long description", { description: "d".repeat(901) }, "longer than 900"],
  ])("refuses %s", (_, part, problem) => {
    expect(problemsOf({ name: "Apollo", members: [], ...part })).toContain(problem);
  });

  it("refuses what it does not know, which may be a mistyped name", () => {
    const spec = { name: "Apollo", members: [], foldres: [] };
    expect(problemsOf(spec)).toContain("foldres is unknown");
  });

  it("counts characters as people do", () => {
    expect(checkSpec({ name: "🚀".repeat(60), identifier: "rockets", members: [] }).name).toHaveLength(120);
  });
});
