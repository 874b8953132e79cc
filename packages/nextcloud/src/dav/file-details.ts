import { permissionNames, type SinglePermission } from "../schemas/permission.js";
import { type ShareTypeName, shareTypeName } from "../schemas/share-type.js";
import { NC, OC, type Properties } from "./properties.js";

/** A tag as a file carries it. */
export interface FileTag {
  readonly id: number;
  readonly name: string;
  /** Six hexadecimal digits; empty when it has none. */
  readonly color: string;
}

/** With whom a file is shared. */
export interface Sharee {
  readonly id: string;
  readonly displayName: string;
  /** A name of `ShareType`, or the number of one that is newer. */
  readonly shareType: ShareTypeName | number;
}

/** How much space there is. */
export interface FileQuota {
  readonly usedBytes: number;
  /** `null` is unlimited. */
  readonly availableBytes: number | null;
}

/** What can be asked for beside the usual; each costs the server time per file. */
export interface FileDetails {
  readonly ownerDisplayName: string;
  /** How it is shared: names of `ShareType`, or the numbers of those that are newer. */
  readonly shareTypes: readonly (ShareTypeName | number)[];
  readonly sharees: readonly Sharee[];
  readonly tags: readonly FileTag[];
  /** Checksums its uploader gave, by algorithm (`SHA256`); the server keeps them unverified. */
  readonly checksums: Readonly<Record<string, string>>;
  readonly hasPreview: boolean;
  /** `shared`, `external`, `group`; empty for what is the account's own. */
  readonly mountType: string;
  readonly isMountRoot: boolean;
  readonly createdAt: Date | undefined;
  /** Of a file. */
  readonly uploadedAt: Date | undefined;
  readonly unreadComments: number;
  /** What its owner wrote to those it is shared with. */
  readonly note: string | undefined;
  readonly isHidden: boolean;
  readonly reminderDueAt: Date | undefined;
  /** Of a folder: how many folders and files are directly in it. */
  readonly folderCount: number | undefined;
  readonly fileCount: number | undefined;
  /** Of a folder: the text of its `Readme.md`. */
  readonly richWorkspace: string | undefined;
  /** Of a folder. */
  readonly quota: FileQuota | undefined;
  /** The permissions a share of it can have. */
  readonly sharePermissions: readonly SinglePermission[] | undefined;
}

/** The name of a detail. */
export type FileDetail = keyof FileDetails;

interface Detail<T> {
  /** The properties to ask for. */
  readonly ask: string;
  read(properties: Properties): T;
}

const UNLIMITED = -3;
const OCS = "{http://open-collaboration-services.org/ns}";

/** How each detail is asked for and read. */
const details: { readonly [K in FileDetail]: Detail<FileDetails[K]> } = {
  ownerDisplayName: { ask: "<oc:owner-display-name/>", read: (p) => p.text(`${OC}owner-display-name`) },
  shareTypes: {
    ask: "<oc:share-types/>",
    read: (p) =>
      (p.element(`${OC}share-types`)?.children ?? []).map(({ text }) => shareTypeName(Number(text))),
  },
  sharees: {
    ask: "<nc:sharees/>",
    read: (p) =>
      (p.element(`${NC}sharees`)?.children ?? []).map((sharee) => ({
        id: sharee.child(`${NC}id`)?.text ?? "",
        displayName: sharee.child(`${NC}display-name`)?.text ?? "",
        shareType: shareTypeName(Number(sharee.child(`${NC}type`)?.text)),
      })),
  },
  tags: {
    ask: "<nc:system-tags/>",
    read: (p) =>
      (p.element(`${NC}system-tags`)?.children ?? []).map(({ text, attributes }) => ({
        id: Number(attributes.get(`${OC}id`)),
        name: text,
        color: attributes.get(`${NC}color`) ?? "",
      })),
  },
  checksums: { ask: "<oc:checksums/>", read: readChecksums },
  hasPreview: { ask: "<nc:has-preview/>", read: (p) => p.flag(`${NC}has-preview`) },
  mountType: { ask: "<nc:mount-type/>", read: (p) => p.text(`${NC}mount-type`) },
  isMountRoot: { ask: "<nc:is-mount-root/>", read: (p) => p.flag(`${NC}is-mount-root`) },
  createdAt: { ask: "<nc:creation_time/>", read: (p) => p.seconds(`${NC}creation_time`) },
  uploadedAt: { ask: "<nc:upload_time/>", read: (p) => p.seconds(`${NC}upload_time`) },
  unreadComments: { ask: "<oc:comments-unread/>", read: (p) => p.number(`${OC}comments-unread`) ?? 0 },
  note: { ask: "<nc:note/>", read: (p) => p.text(`${NC}note`) || undefined },
  isHidden: { ask: "<nc:hidden/>", read: (p) => p.flag(`${NC}hidden`) },
  reminderDueAt: { ask: "<nc:reminder-due-date/>", read: (p) => p.date(`${NC}reminder-due-date`) },
  folderCount: {
    ask: "<nc:contained-folder-count/>",
    read: (p) => p.number(`${NC}contained-folder-count`),
  },
  fileCount: { ask: "<nc:contained-file-count/>", read: (p) => p.number(`${NC}contained-file-count`) },
  richWorkspace: { ask: "<nc:rich-workspace/>", read: (p) => p.text(`${NC}rich-workspace`) || undefined },
  quota: { ask: "<d:quota-used-bytes/><d:quota-available-bytes/>", read: readQuota },
  sharePermissions: {
    ask: "<ocs:share-permissions/>",
    read: readSharePermissions,
  },
};

/** Writes the properties that details are read from. */
export function askFor(names: readonly FileDetail[]): string[] {
  return names.map((name) => details[name].ask);
}

/** Reads the details that were asked for. */
export function readDetails(properties: Properties, names: readonly FileDetail[]): Partial<FileDetails> {
  const found: { -readonly [K in FileDetail]?: FileDetails[K] } = {};
  const read = <K extends FileDetail>(name: K): void => {
    found[name] = details[name].read(properties);
  };
  names.forEach(read);
  return found;
}

function readSharePermissions(properties: Properties): SinglePermission[] | undefined {
  const bits = properties.number(`${OCS}share-permissions`);
  return bits === undefined ? undefined : permissionNames(bits);
}

function readChecksums(properties: Properties): Record<string, string> {
  const checksums: Record<string, string> = {};
  for (const { text } of properties.element(`${OC}checksums`)?.children ?? []) {
    // Several stand in one element, with spaces between them.
    for (const checksum of text.split(" ")) {
      const colon = checksum.indexOf(":");
      if (colon > 0) checksums[checksum.slice(0, colon).toUpperCase()] = checksum.slice(colon + 1);
    }
  }
  return checksums;
}

function readQuota(properties: Properties): FileQuota | undefined {
  const usedBytes = properties.number("{DAV:}quota-used-bytes");
  const available = properties.number("{DAV:}quota-available-bytes");
  if (usedBytes === undefined || available === undefined) return undefined;
  return { usedBytes, availableBytes: available === UNLIMITED ? null : available };
}
