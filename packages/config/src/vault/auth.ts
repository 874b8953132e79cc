import type { Secret } from "@platformq/resilience";

/** How to get a token of Vault. Mounts are the auth method's path, without `auth/`. */
export type VaultAuth =
  | {
      readonly method: "token";
      /** A function, or a file by `fileSecret`, for one that somebody else renews, such as Vault Agent. */
      readonly token: Secret;
    }
  | {
      readonly method: "approle";
      readonly roleId: string;
      /** Left out for roles that need none (`bind_secret_id=false`). */
      readonly secretId?: Secret | undefined;
      /** @default "approle" */
      readonly mount?: string | undefined;
    }
  | {
      readonly method: "kubernetes";
      readonly role: string;
      /** The service account's token. @default the file Kubernetes mounts, read at every login */
      readonly jwt?: Secret | undefined;
      /** @default "kubernetes" */
      readonly mount?: string | undefined;
    };
