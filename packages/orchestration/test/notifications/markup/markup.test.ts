import { describe, expect, it } from "vitest";
import { type Markup, md } from "../../../src/notifications/markup/markup.js";
import { renderMarkdown } from "../../../src/notifications/markup/render-markdown.js";
import { renderPlain } from "../../../src/notifications/markup/render-plain.js";

const words = ({ name }: { name: string }): string | undefined =>
  name === "anna" ? "@**Anna|11**" : undefined;
const zulip = ({ parts }: Markup): string => renderMarkdown(parts, words);
const plain = ({ parts }: Markup): string => renderPlain(parts);

/** What data must never bring into a message: marks that Zulip acts on. */
const ACTIVE = /[`*<[\]\\]|~~|\$\$|^[#>+|/=!-]|^\d+[.)]/m;

describe("data in a message", () => {
  it.each([
    "@**all**",
    "@_**Anna|11**",
    "@*admins*",
    "#**secret**",
    "#**secret>topic**",
    "```\nout",
    "``` quote\n@**all**\n```",
    "~~~\nout\n~~~",
    "[click](https://evil.example.com)",
    "<time:2026-01-01T00:00:00Z>",
    "$$\\rm$$",
    "/poll Who?\nMe",
    "/me was here",
    "# Heading",
    "1. one\n2. two",
    "- a\n- b",
    "> quoted",
    "| a | b |\n| - | - |",
    "\\**bold**",
    "a\r\n\r\n```\u2028@**all**",
  ])("%j is shown as it is, on one line", (data) => {
    const rendered = zulip(md`${data}`);
    expect(rendered).not.toMatch(ACTIVE);
    expect(rendered).not.toContain("\n");
    // What a reader sees are the same characters.
    expect(decoded(rendered)).toBe(data.replace(/\s*[\r\n\u2028]+\s*/g, " "));
  });

  it("that looks like a character reference is shown as written", () => {
    expect(decoded(zulip(md`${"&#42;&lt;&amp; AT&T"}`))).toBe("&#42;&lt;&amp; AT&T");
  });

  it("keeps addresses of web pages whole, so that Zulip links them", () => {
    const url = "https://example.com/a_b/~c?x=1&y=$2#part-3";
    expect(zulip(md`See ${url}`)).toBe(`See ${url}`);
  });

  it("cannot break out of a quote, a code block or a link", () => {
    expect(zulip(md.quote("```\n@**all**\n```"))).toBe(
      "```quote\n&#96;&#96;&#96;\n@&#42;&#42;all&#42;&#42;\n&#96;&#96;&#96;\n```",
    );
    expect(zulip(md.code("```\n@**all**"))).toBe("````\n```\n@**all**\n````");
    expect(zulip(md.link("a](https://evil.example.com) [b", "https://ok.example.com/(x) [y"))).toBe(
      "[a&#93;(https://evil.example.com) &#91;b](https://ok.example.com/%28x%29%20%5By)",
    );
  });

  it("makes no link of what is no address of a page", () => {
    expect(zulip(md.link("x", "javascript:alert(1)"))).toBe("x (javascript:alert(1))");
  });

  it("of nothing is nothing, and a date is a moment", () => {
    expect(zulip(md`a${null}${undefined}b ${7} ${new Date("2026-03-02T12:00:00.5Z")}`)).toBe(
      "ab 7 <time:2026-03-02T12:00:00Z>",
    );
  });
});

describe("a message", () => {
  const message = md`${md.user("anna")} and ${md.user("b*b")} see **${"x*"}**:${md.quote("one\ntwo")}${md.list(["a", md`b\nc`])}`;

  it("is Markdown for Zulip, with mentions of those it knows", () => {
    expect(zulip(message)).toBe(
      "@**Anna|11** and b&#42;b see **x&#42;**:\n```quote\none\ntwo\n```\n* a\n\nb\nc",
    );
  });

  it("is plain text for the others", () => {
    expect(plain(message)).toBe("anna and b*b see x*:\none\ntwo\n\n- a\n- b\nc");
    expect(plain(md`See ${md.link("this", "https://example.com")} in ${md.channel("design")}`)).toBe(
      "See this (https://example.com) in #design",
    );
  });
});

function decoded(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}
