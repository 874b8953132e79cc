import type { Jsonable, JsonValue } from "./json-value.js";

/** The jobs of a queue that was not told which there are: any name, and any JSON. */
export type JobMap = { readonly [name: string]: JsonValue };

/** What the data of jobs by their names has to be; names whose data is no JSON do not fit. */
export type JobMapOf<Jobs> = { readonly [Name in keyof Jobs]: Jsonable<Jobs[Name]> };
