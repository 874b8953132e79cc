import { existsSync, readFileSync } from "node:fs";
import { type DefaultTheme, defineConfig } from "vitepress";

const GUIDES: DefaultTheme.SidebarItem[] = [
  {
    text: "Start",
    items: [
      { text: "Getting started", link: "/getting-started" },
      { text: "Configuration and Vault", link: "/configuration" },
      { text: "Architecture", link: "/architecture" },
      { text: "Migration from Python", link: "/migration" },
    ],
  },
  {
    text: "Clients",
    items: [
      { text: "Nextcloud", link: "/clients/nextcloud" },
      { text: "Zulip", link: "/clients/zulip" },
      { text: "OpenProject", link: "/clients/openproject" },
      { text: "Resilience", link: "/resilience" },
    ],
  },
  {
    text: "Across the platforms",
    items: [
      { text: "Projects", link: "/orchestration/projects" },
      { text: "Provisioning", link: "/orchestration/provisioning" },
      { text: "Notifications", link: "/orchestration/notifications" },
      { text: "Webhooks", link: "/webhooks" },
      { text: "Jobs", link: "/jobs" },
    ],
  },
  {
    text: "In production",
    items: [
      { text: "Observability", link: "/observability" },
      { text: "Testing your code", link: "/testing" },
      { text: "Security", link: "/security-model" },
      { text: "Best practices", link: "/best-practices" },
      { text: "Troubleshooting", link: "/troubleshooting" },
      { text: "Support", link: "/support" },
    ],
  },
  {
    text: "The project",
    items: [
      { text: "Contributing", link: "/CONTRIBUTING" },
      { text: "Reporting a vulnerability", link: "/SECURITY" },
    ],
  },
];

interface ApiItem extends DefaultTheme.SidebarItem {
  readonly items?: ApiItem[];
}

/** A sidebar per package of what TypeDoc wrote (`npm run docs:api`): all in one would weigh more than the pages. */
function apiSidebars(): DefaultTheme.SidebarMulti {
  const written = new URL("../api/typedoc-sidebar.json", import.meta.url);
  const packages: ApiItem[] = existsSync(written) ? JSON.parse(readFileSync(written, "utf8")) : [];
  const overview = { text: "All packages", link: "/api/" };
  const links = packages.map(({ text, link }) => ({ text, link }));
  return {
    "/api/": [{ text: "API reference", items: links }],
    ...Object.fromEntries(packages.map((item) => [item.link, [overview, { ...item, collapsed: false }]])),
  };
}

export default defineConfig({
  title: "PlatformQ integrations",
  description: "Typed clients, verified webhooks and orchestration for Nextcloud, Zulip and OpenProject",
  cleanUrls: true,
  // The sidebars are large: once in a file of their own, not in every page.
  metaChunk: true,
  head: [["link", { rel: "icon", type: "image/svg+xml", href: "/logo.svg" }]],
  themeConfig: {
    logo: "/logo.svg",
    nav: [
      { text: "Guide", link: "/getting-started", activeMatch: "^/(?!api/|migration)" },
      { text: "API", link: "/api/", activeMatch: "^/api/" },
      { text: "Migration", link: "/migration" },
    ],
    sidebar: { ...apiSidebars(), "/": GUIDES },
    search: {
      provider: "local",
      options: {
        miniSearch: {
          // Whoever searches wants to know how first, and each detail afterwards.
          searchOptions: { boostDocument: (id: string) => (id.startsWith("/api/") ? 1 : 4) },
        },
      },
    },
    outline: { level: [2, 3] },
    socialLinks: [{ icon: "github", link: "https://github.com/platformq/integrations" }],
  },
});
