import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvalidInputError } from "@platformq/resilience";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CsvFormat, fromCsv } from "../../src/provisioning/from-csv.js";
import { UserRow } from "../../src/provisioning/user-row.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "users-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function rowsOf(text: string, format?: CsvFormat): Promise<UserRow[]> {
  const path = join(folder, "users.csv");
  await writeFile(path, text);
  const rows: UserRow[] = [];
  for await (const row of fromCsv(path, format)) rows.push(row);
  return rows;
}

describe("fromCsv", () => {
  it("reads rows as spreadsheets write them: BOM, CRLF, quotes, lists, empty fields", async () => {
    const rows = await rowsOf(
      '\uFEFFLogin,E-Mail,display_name,groups\r\ndora,dora@example.org,"Lind, Dora",staff; design\r\nemil,emil@example.org,,\r\n',
    );
    expect(rows).toEqual([
      new UserRow(2, {
        login: "dora",
        email: "dora@example.org",
        displayName: "Lind, Dora",
        groups: ["staff", "design"],
      }),
      new UserRow(3, { login: "emil", email: "emil@example.org" }),
    ]);
  });

  it("reads other separators", async () => {
    const format = { delimiter: ";", listSeparator: "|" };
    const [row] = await rowsOf("login;email;groups\ndora;dora@example.org;staff|design\n", format);
    expect(row?.value).toMatchObject({ groups: ["staff", "design"] });
  });

  it("names all columns that are unknown, missing or there twice", async () => {
    const error = await rowsOf("login,mail,quota,Quota,phone\ndora,d@example.org,,,\n").catch(
      (caught) => caught,
    );
    expect(error).toBeInstanceOf(InvalidInputError);
    for (const text of [
      '"mail" is unknown',
      '"phone" is unknown',
      '"email" is missing',
      '"quota" is there twice',
    ]) {
      expect(error.message).toContain(text);
    }
  });

  it("makes of a row that cannot be read one that fails, and goes on", async () => {
    const rows = await rowsOf(
      'login,email\none,one@example.org\ntwo,two@example.org,surplus\nthree,th"ree@example.org\nfour,four@example.org',
    );
    expect(rows.map(({ line, problem }) => [line, problem === undefined])).toEqual([
      [2, true],
      [3, false],
      [4, false],
      [5, true],
    ]);
  });

  it("does not take the rest of the file for one row when a quote is never closed", async () => {
    const rest = Array.from({ length: 4_000 }, (_, index) => `user${index},user${index}@example.org`).join(
      "\n",
    );
    const rows = await rowsOf(`login,email\none,one@example.org\ntwo,"two@example.org\n${rest}\n`);
    expect(rows.filter(({ problem }) => problem !== undefined).map(({ line }) => line)).toEqual([3]);
    expect(rows).toHaveLength(4_002);
  });

  it("throws for a file that is not there", async () => {
    await expect(fromCsv(join(folder, "none.csv")).next()).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("does not hold a file in memory that has no lines", async () => {
    await expect(rowsOf("x".repeat(200_000))).rejects.toThrow(InvalidInputError);
  });

  it("refuses a file without a header", async () => {
    await expect(rowsOf("")).rejects.toThrow(InvalidInputError);
  });
});
