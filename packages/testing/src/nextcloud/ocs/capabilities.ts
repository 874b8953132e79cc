import type { OcsApi } from "./api.js";

const VERSION = { major: 32, minor: 0, micro: 1, string: "32.0.1", edition: "", extendedSupport: false };

/** What `status.php` and the capabilities say about the version. */
export function statusData(isMaintenance: boolean) {
  return {
    installed: true,
    maintenance: isMaintenance,
    needsDbUpgrade: false,
    version: "32.0.1.2",
    versionstring: VERSION.string,
    edition: "",
    productname: "Nextcloud",
    extendedSupport: false,
  };
}

/** The capabilities: a few of them for everybody, the rest for users. */
export function addCapabilitiesEndpoint(ocs: OcsApi, baseUrl: () => string): void {
  ocs.onPublic("GET", "/cloud/capabilities", ({ user }) => {
    const everybodys = { bruteforce: { delay: 0, "allow-listed": false }, theming: theming(baseUrl()) };
    return { version: VERSION, capabilities: user ? { ...everybodys, ...USERS } : everybodys };
  });
}

function theming(url: string) {
  return {
    name: "Nextcloud",
    productName: "Nextcloud",
    url: "https://nextcloud.com",
    slogan: "a safe home for all your data",
    color: "#00679e",
    "color-text": "#ffffff",
    logo: `${url}/core/img/logo/logo.svg?v=0`,
  };
}

const USERS = {
  core: { pollinterval: 60, "webdav-root": "remote.php/webdav", "mod-rewrite-working": true },
  files: {
    forbidden_filenames: [".htaccess"],
    forbidden_filename_basenames: [],
    forbidden_filename_characters: ["\\", "/"],
    forbidden_filename_extensions: [".filepart", ".part"],
    bigfilechunking: true,
    chunked_upload: { max_size: 104_857_600, max_parallel_count: 5 },
    comments: true,
    undelete: true,
    versioning: true,
  },
  dav: { chunking: "1.0", public_shares_chunking: false, bulkupload: "1.0", "absence-supported": true },
  files_sharing: {
    api_enabled: true,
    public: {
      enabled: true,
      password: { enforced: false, askForOptionalPassword: false },
      expire_date: { enabled: false },
      multiple_links: true,
      upload: true,
      upload_files_drop: true,
      custom_tokens: false,
    },
    resharing: true,
    group_sharing: true,
    group: { enabled: true, expire_date: { enabled: true } },
    default_permissions: 31,
    sharebymail: { enabled: true },
  },
  password_policy: { minLength: 10, enforceNonCommonPassword: true },
  provisioning_api: { version: "1.22.0", AccountPropertyScopesVersion: 2 },
  systemtags: { enabled: true },
  user_status: { enabled: true, restore: true, supports_emoji: true },
};
