import { readFileSync } from "node:fs";
import { MetricsCollector } from "@platformq/resilience";
import { Webhooks } from "@platformq/webhooks";
import { describe, expect, it } from "vitest";

interface Panel {
  id: number;
  title: string;
  targets?: { expr: string }[];
}

const file = new URL("../../docs/public/grafana-dashboard.json", import.meta.url);
const { panels, templating }: { panels: Panel[]; templating: unknown } = JSON.parse(
  readFileSync(file, "utf8"),
);
const queries = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));

/** What a process exports that has seen some of everything: the labels of each series by its name. */
function exported(): Map<string, Set<string>> {
  const collector = new MetricsCollector(() => [{ name: "zulip", state: "open" }]);
  collector.record("zulip", "GET users", 5, true);
  collector.retried("zulip", "GET users");
  collector.rateLimited("zulip", "GET users");
  const { metrics } = new Webhooks({ zulip: { secrets: "a secret" }, metrics: collector });
  metrics.received("zulip");
  metrics.rejected("zulip", "queue_full");
  metrics.verified("zulip", "message");
  metrics.lag("zulip", "message", 5);
  const series = metrics.toPrometheus().matchAll(/^(platformq_\w+)\{(.*)\} /gm);
  const labels = new Map<string, Set<string>>();
  for (const [, name = "", pairs = ""] of series) {
    labels.set(name, new Set([...pairs.matchAll(/(\w+)="/g)].map(([, label = ""]) => label)));
  }
  return labels;
}

const namesIn = (text: string): string[] => text.match(/platformq_\w+/g) ?? [];

/** The labels a query groups or selects by. */
function labelsIn(expr: string): string[] {
  const groups = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = ""]) => list.split(", "));
  const selectors = [...expr.matchAll(/(\w+)=~?"/g)].map(([, label = ""]) => label);
  return [...groups, ...selectors];
}

describe("the Grafana dashboard", () => {
  const series = exported();

  it.each(queries)("asks for what is exported: $title: $expr", ({ expr }) => {
    const names = namesIn(expr);
    expect(names).not.toHaveLength(0);
    for (const name of names) {
      expect([...series.keys()]).toContain(name);
      for (const label of labelsIn(expr)) expect(series.get(name)).toContain(label);
    }
  });

  it("chooses services by what is exported", () => {
    expect(JSON.stringify(templating)).toContain("label_values(platformq_requests_total, service)");
    expect(series.get("platformq_requests_total")).toContain("service");
  });

  it("shows every metric there is", () => {
    const shown = new Set(queries.flatMap(({ expr }) => namesIn(expr)));
    const families = [...series.keys()].filter((name) => !/_(sum|count)$/.test(name));
    expect(families.filter((name) => !shown.has(name))).toEqual([]);
  });

  it("gives each panel an id of its own", () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });
});
