import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openPage, phone, scrollsSideways, startBrowser } from "./browser.js";
import { contrastOf } from "./contrast.js";
import { type ServedFolder, serveFolder } from "./serve-folder.js";

const docs = fileURLToPath(new URL("../../docs/", import.meta.url));
const built = `${docs}.vitepress/dist`;

/** Every page written by hand, and the beginning of the API reference. */
async function pagesOf(): Promise<string[]> {
  const files = await readdir(docs, { recursive: true });
  const written = files.filter((file) => /^(?!\.vitepress|api|public).*\.md$/.test(file));
  return [...written.map((file) => `/${file.replace(/(index)?\.md$/, "")}`), "/api/"].sort();
}

describe("the documentation", () => {
  let browser: Browser;
  let site: ServedFolder;
  beforeAll(async () => {
    if (!existsSync(`${built}/index.html`)) throw new Error("Run `npm run docs:build` first");
    site = await serveFolder(built);
    browser = await startBrowser();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });
  afterAll(async () => {
    await browser.close();
    site.close();
  });

  const open = (path: string, options?: Parameters<typeof openPage>[2]) =>
    openPage(browser, `${site.url}${path}`, options);

  it("shows every page without an error, a missing image or a request to another host", async () => {
    const broken: string[] = [];
    for (const path of await pagesOf()) {
      const { page, problems } = await open(path);
      await page.waitForLoadState("networkidle");
      const title = await page.locator("h1").first().textContent();
      if (!title || /404/.test(title)) broken.push(`${path}: not found`);
      const missing = await page.evaluate("[...document.images].filter((i) => !i.naturalWidth).length");
      if (missing !== 0) broken.push(`${path}: ${missing} images are missing`);
      broken.push(...problems.map((problem) => `${path}: ${problem}`));
      await page.context().close();
    }
    expect(broken).toEqual([]);
  });

  it("finds a page by what it says, in the browser alone", async () => {
    const { page, problems } = await open("/getting-started");
    await page.getByRole("button", { name: "Search" }).first().click();
    await page.locator("#localsearch-input").fill("circuit");
    const first = page.locator("#localsearch-list a").first();
    await first.waitFor();
    await first.click();
    await expect.poll(() => page.locator("main").textContent()).toMatch(/circuit/i);
    expect(problems).toEqual([]);
  });

  it("copies a block of code with a click", async () => {
    const { page } = await open("/getting-started", { permissions: ["clipboard-read", "clipboard-write"] });
    const block = page.locator("div[class*=language-]").first();
    await block.hover();
    await block.locator("button.copy").click();
    const copied = await page.evaluate("navigator.clipboard.readText()");
    expect(String(copied).trim()).toBe((await block.locator("pre code").textContent())?.trim());
  });

  it.each(["light", "dark"] as const)("can be read in %s", async (colorScheme) => {
    const { page } = await open("/getting-started", { colorScheme });
    await page.waitForLoadState("networkidle");
    expect(await page.evaluate("document.documentElement.classList.contains('dark')")).toBe(
      colorScheme === "dark",
    );
    for (const selector of ["h1", "main p", "main li", "pre code .line span"]) {
      const text = page.locator(selector).first();
      if ((await text.count()) > 0) expect(await contrastOf(text), selector).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("fits a phone, where the menu opens", async () => {
    for (const path of await pagesOf()) {
      const { page } = await open(path, phone);
      expect(await scrollsSideways(page), path).toBe(false);
      await page.context().close();
    }
    const { page } = await open("/getting-started", phone);
    await page.getByRole("button", { name: "Menu" }).click();
    await page.locator(".VPSidebar.open").waitFor();
  });
});
