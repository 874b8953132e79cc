/** What servers see of us. The version is the package's; a test holds them together. */
export const USER_AGENT = "PlatformQ/0.1.0";
