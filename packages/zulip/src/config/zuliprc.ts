import { readFileSync } from "node:fs";
import { ConfigurationError } from "@platformq/resilience";

/** Values of one section of an INI file. A `#` or `;` in a value belongs to it: keys may hold them. */
function readIniSection(text: string, section: string): Record<string, string> {
  const values: Record<string, string> = {};
  let isInside = false;
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
    const name = /^\[(.+)\]$/.exec(line)?.[1];
    if (name !== undefined) {
      isInside = name.trim() === section;
      continue;
    }
    const [, key = "", value = ""] = /^([^=:]+)[=:](.*)$/.exec(line) ?? [];
    if (isInside && key !== "") values[key.trim().toLowerCase()] = value.trim();
  }
  return values;
}

/**
 * Reads the `[api]` section of a `zuliprc` file.
 *
 * @param isOptional Whether the file may be missing.
 * @throws ConfigurationError
 */
export function readZuliprc(file: string, isOptional: boolean): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    if (isOptional) return {};
    throw new ConfigurationError(`The file ${file} cannot be read`, { service: "zulip", cause });
  }
  const values = readIniSection(text, "api");
  if (Object.keys(values).length === 0) {
    throw new ConfigurationError(`The file ${file} has no section [api]`, { service: "zulip" });
  }
  return values;
}
