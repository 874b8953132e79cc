import type { RecordKind } from "./records.js";
import { WORKSPACES } from "./request-body.js";

/** What is linked by a name is linked as it is. */
const NAMES = ["urn"] as const;

/** Storages, their use in projects, links to their files, and how the two sides sign in. */
export const STORAGE_KINDS: readonly RecordKind[] = [
  {
    path: "/storages",
    type: "Storage",
    properties: { name: "text", storageAudience: "text" },
    links: { type: NAMES, origin: NAMES, authenticationMethod: NAMES },
    required: ["name", "type"],
    defaults: { configured: false, hasApplicationPassword: false },
    can: ["list", "create", "update", "delete"],
    check({ values }, { body }) {
      // It is written and never read.
      const password = body.value("applicationPassword");
      if (password !== undefined) values.hasApplicationPassword = password !== null;
      return [];
    },
    created: ({ id, values }) => ({
      _embedded: {
        oauthApplication: {
          _type: "OAuthApplication",
          id,
          name: values.name,
          clientId: `client-${id}`,
          clientSecret: `secret-${id}`,
          confidential: true,
          _links: { self: { href: `/api/v3/oauth_applications/${id}` } },
        },
      },
    }),
  },
  {
    path: "/project_storages",
    type: "ProjectStorage",
    properties: { projectFolderMode: "text" },
    links: { storage: ["storages"], project: WORKSPACES, creator: ["users"] },
    can: ["list"],
  },
  {
    path: "/file_links",
    type: "FileLink",
    properties: { originData: "json" },
    links: { storage: ["storages"], container: ["work_packages"], creator: ["users"] },
    can: ["delete"],
    under: { "/work_packages/{id}/file_links": "container" },
  },
  {
    path: "/oauth_applications",
    type: "OAuthApplication",
    properties: { name: "text", clientId: "text", confidential: "flag" },
    can: [],
  },
  {
    path: "/oauth_client_credentials",
    type: "OAuthClientCredentials",
    properties: { clientId: "text", confidential: "flag" },
    can: [],
  },
];
