import type { JsonObject } from "./json.js";

/** Makes plain JSON of an object; what JSON has no form for is left out. */
export function toJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value));
}
