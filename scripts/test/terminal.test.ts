import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { Terminal } from "../terminal/terminal.js";

function setUp(tty: object, env: Record<string, string> = {}) {
  const stream = Object.assign(new PassThrough(), tty);
  const written = (): string => String(stream.read() ?? "");
  return { terminal: new Terminal(stream, env), written };
}

describe("Terminal", () => {
  it("writes plain lines and no live one into a pipe", () => {
    const { terminal, written } = setUp({});
    terminal.live("working");
    terminal.line(terminal.green("done"));
    expect(written()).toBe("done\n");
  });

  it("keeps the live line below the others on a terminal", () => {
    const { terminal, written } = setUp({ isTTY: true, columns: 20 });
    terminal.live("working");
    terminal.line("first");
    expect(written()).toBe("working\r\u001b[2Kfirst\nworking");
  });

  it.each([
    [20, "x".repeat(19)],
    [0, "x".repeat(79)],
  ])("cuts the live line to a width of %i", (columns, expected) => {
    const { terminal, written } = setUp({ isTTY: true, columns });
    terminal.live("x".repeat(200));
    expect(written()).toBe(expected);
  });

  it("colours on a terminal, unless NO_COLOR is set", () => {
    expect(setUp({ isTTY: true }).terminal.red("x")).toBe("\u001b[31mx\u001b[0m");
    expect(setUp({ isTTY: true }, { NO_COLOR: "1" }).terminal.red("x")).toBe("x");
    expect(setUp({}).terminal.red("x")).toBe("x");
  });
});
