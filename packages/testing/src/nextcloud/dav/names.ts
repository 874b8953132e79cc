import { invalidPath } from "./errors.js";

/**
 * Take a path below a home apart. An encoded slash separates too, and names are kept in the composed Unicode form:
 * the name a file is listed under may have other bytes than the one it was uploaded under.
 */
export function decodeNames(path: string): string[] {
  return decodeURIComponent(path)
    .normalize("NFC")
    .split("/")
    .filter((name) => name !== "");
}

/** Encode a path as the server does: lower-case hex, parentheses, colons and at-signs left alone. */
export function encodeHref(path: string): string {
  return encodeURIComponent(path)
    .replaceAll("%2F", "/")
    .replaceAll("%3A", ":")
    .replaceAll("%40", "@")
    .replace(/[!'*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)
    .replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase());
}

/** @throws DavError 400 if the server does not take a file or folder of this name */
export function checkName(name: string): void {
  if (name.includes("\\")) throw invalidPath('"\\" is not allowed inside a file or folder name.');
  const extension = /\.(?:part|filepart)$/i.exec(name)?.[0];
  if (extension !== undefined) throw invalidPath(`"${extension.toLowerCase()}" is a forbidden file type.`);
  if (name.toLowerCase() === ".htaccess") throw invalidPath(`"${name}" is a forbidden file or folder name.`);
  if (name.length > 250) throw invalidPath("Filename is too long");
}
