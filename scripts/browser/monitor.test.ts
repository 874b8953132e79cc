import { environmentOf, type MockServers, startMockServers } from "@platformq/testing";
import { samplePayloads, signOpenProject, signZulip } from "@platformq/webhooks";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openPage, phone, scrollsSideways, startBrowser } from "./browser.js";
import { contrastOf } from "./contrast.js";
import { type Monitor, startMonitor } from "./monitor.js";

const secret = "a secret of the test";
let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(() => browser.close());

describe("the activity monitor in demo mode", () => {
  it("fills by itself with events of all three platforms, and plots what they take", async () => {
    const monitor = await startMonitor(["--demo", "--port", "0"]);
    try {
      const { page, problems } = await openPage(browser, monitor.url);
      for (const event of [
        "Nextcloud: file written",
        "Zulip: message",
        "OpenProject: work package created",
      ]) {
        await lines(page).filter({ hasText: event }).first().waitFor();
      }
      for (const service of ["nextcloud", "zulip", "openproject"]) {
        await expect.poll(() => pointsOf(page, service)).toBeGreaterThan(1);
        await expect.poll(() => count(page, service, "events")).toBeGreaterThan(0);
        expect(await count(page, service, "failed")).toBe(0);
      }
      expect(problems).toEqual([]);
    } finally {
      await monitor.stop();
    }
  });
});

describe("the activity monitor", () => {
  let servers: MockServers;
  let env: Record<string, string>;
  let monitor: Monitor;
  let serial = 0;

  beforeAll(async () => {
    servers = await startMockServers();
    env = {
      ...environmentOf(servers),
      OPENPROJECT_WEBHOOK_SECRET: secret,
      ZULIP_WEBHOOK_TOKEN: secret,
      CIRCUIT_BREAKER_THRESHOLD: "1",
      CIRCUIT_BREAKER_TIMEOUT: "1",
      MAX_RETRIES: "0",
    };
    monitor = await startMonitor(["--port", "0", "--every", "1"], env);
  });
  afterAll(async () => {
    await monitor.stop();
    await servers.close();
  });

  const send = (subject: string, key = secret): Promise<Response> => {
    const work_package = { id: ++serial, subject, createdAt: new Date().toISOString() };
    const signed = signOpenProject({ action: "work_package:created", work_package }, key);
    return fetch(`${monitor.url}webhooks/openproject`, { method: "POST", ...signed });
  };

  it("shows a signed webhook at once, and counts a forged one without showing it", async () => {
    const { page } = await openPage(browser, monitor.url);
    await lines(page).or(page.getByText("Nothing yet.")).first().waitFor();
    expect((await send("Forged", "guessed")).status).toBe(401);
    expect((await send("Signed")).status).toBe(202);
    await lines(page).filter({ hasText: "Signed" }).waitFor();
    await expect.poll(() => count(page, "openproject", "refused")).toBe(1);
    await expect.poll(() => count(page, "openproject", "events")).toBe(1);
    expect(await lines(page).filter({ hasText: "Forged" }).count()).toBe(0);
  });

  it("shows a Zulip message once, though it is delivered twice", async () => {
    const { page } = await openPage(browser, monitor.url);
    const { message } = samplePayloads.zulip;
    const signed = signZulip(message, secret);
    for (let times = 0; times < 2; times++) {
      await fetch(`${monitor.url}webhooks/zulip`, { method: "POST", ...signed });
    }
    await lines(page).filter({ hasText: "#general › Apollo: @**Helper** what is next?" }).waitFor();
    expect(await lines(page).filter({ hasText: "what is next?" }).count()).toBe(1);
  });

  it("shows markup in an event as text, and runs nothing of it", async () => {
    const { page, problems } = await openPage(browser, monitor.url);
    const attack = `</script><script>window.hacked = 1</script><img src=x onerror="window.hacked = 2">\u2028<b>`;
    await send(attack);
    const title = lines(page).locator(".title").filter({ hasText: "window.hacked" });
    await expect.poll(() => title.first().textContent()).toBe(attack);
    expect(await page.locator("#feed img, #feed b, #feed script").count()).toBe(0);
    expect(await page.evaluate("window.hacked")).toBeUndefined();
    expect(problems).toEqual([]);
  });

  it("forbids what is not in its file to run, even if it came into the page", async () => {
    const { page } = await openPage(browser, monitor.url);
    await page.evaluate(`document.body.insertAdjacentHTML("beforeend", '<img src=x onerror="window.hacked = 3">');
      document.body.append(Object.assign(document.createElement("script"), { textContent: "window.hacked = 4" }));`);
    await page.evaluate("new Promise((resolve) => setTimeout(resolve, 100))");
    expect(await page.evaluate("window.hacked")).toBeUndefined();
  });

  it("shows a circuit that opens, why, and that it closes again", async () => {
    const { page } = await openPage(browser, monitor.url);
    const card = page.locator("article[data-service=openproject]");
    await expect.poll(() => card.locator(".pill").textContent()).toBe("Circuit closed");
    servers.openproject.faults.down({ status: 502 });
    await expect.poll(() => card.locator(".pill").textContent()).toMatch(/Circuit (open|half-open)/);
    await expect.poll(() => card.locator(".about").textContent()).toMatch(/^Not usable: /);
    await lines(page).filter({ hasText: "circuit opened" }).first().waitFor();
    servers.openproject.faults.up();
    await expect.poll(() => card.locator(".pill").textContent()).toBe("Circuit closed");
    await lines(page).filter({ hasText: "circuit closed" }).first().waitFor();
  });

  it("tells the latencies as figures, too", async () => {
    const { page } = await openPage(browser, monitor.url);
    await page.getByText("Figures").click();
    const row = page.getByRole("row", { name: /Nextcloud/ });
    await expect.poll(() => row.textContent()).toMatch(/Nextcloud(\d+\.\d){4}/);
  });

  it("holds the feed back while it is paused, and hides what is not asked for", async () => {
    const { page } = await openPage(browser, monitor.url);
    await page.getByRole("button", { name: "Pause" }).click();
    await send("While it was paused");
    const resume = page.getByRole("button", { name: "Paused · 1 new" });
    await resume.waitFor();
    const line = lines(page).filter({ hasText: "While it was paused" });
    expect(await line.count()).toBe(0);
    await resume.press("Enter");
    await line.waitFor();
    await page.getByRole("button", { name: "OpenProject" }).click();
    await line.waitFor({ state: "hidden" });
  });

  it("keeps 200 lines, the newest", async () => {
    const { page } = await openPage(browser, monitor.url);
    for (let index = 1; index <= 230; index++) await send(`Many ${index}`);
    await lines(page).filter({ hasText: "Many 230" }).waitFor();
    expect(await lines(page).count()).toBe(200);
    expect(
      await lines(page)
        .filter({ hasText: /Many 30$/ })
        .count(),
    ).toBe(0);
  });

  it("fits a phone, long words too", async () => {
    const { page } = await openPage(browser, monitor.url, phone);
    await send(`x${"yz".repeat(120)}`);
    await lines(page).filter({ hasText: "xyzyz" }).waitFor();
    expect(await scrollsSideways(page)).toBe(false);
    const touchable = await page.getByRole("button", { name: "Zulip" }).boundingBox();
    expect(touchable?.height).toBeGreaterThanOrEqual(24);
  });

  it.each(["light", "dark"] as const)("can be read in %s", async (colorScheme) => {
    // Without motion, so that a new line has the colour it keeps.
    const { page } = await openPage(browser, monitor.url, { colorScheme, reducedMotion: "reduce" });
    await send("To be read");
    await lines(page).filter({ hasText: "To be read" }).first().waitFor();
    const isDark = "getComputedStyle(document.body).backgroundColor === 'rgb(16, 19, 22)'";
    expect(await page.evaluate(isDark)).toBe(colorScheme === "dark");
    for (const selector of [
      "h1",
      ".about",
      "dt",
      "dd",
      ".pill",
      "button",
      "li time",
      "li .what",
      "li .how",
    ]) {
      const contrast = await contrastOf(page.locator(selector).first());
      expect(contrast, selector).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("says that it lost the server, comes back by itself, and shows nothing twice", async () => {
    const { page } = await openPage(browser, monitor.url);
    await send("Before the loss");
    await lines(page).filter({ hasText: "Before the loss" }).waitFor();
    await monitor.stop();
    const connection = page.getByRole("status");
    await expect.poll(() => connection.textContent()).toBe("Reconnecting");
    monitor = await startMonitor(["--port", monitor.port, "--every", "1"], env);
    await expect.poll(() => connection.textContent()).toBe("Live");
    await send("After the loss");
    await lines(page).filter({ hasText: "After the loss" }).waitFor();
    expect(await lines(page).filter({ hasText: "Before the loss" }).count()).toBe(1);
  });
});

const lines = (page: Page): Locator => page.locator("#feed > li");

async function count(page: Page, service: string, name: string): Promise<number> {
  const cell = page.locator(`article[data-service=${service}] [data-count=${name}]`);
  return Number((await cell.textContent())?.replaceAll(",", ""));
}

/** How many points a service's line in the plot has. */
async function pointsOf(page: Page, service: string): Promise<number> {
  const points = await page.locator(`#plot [data-service=${service}] polyline`).getAttribute("points");
  return points?.split(" ").length ?? 0;
}
