import { z } from "zod";
import { md } from "../../../src/notifications/markup/markup.js";
import { template } from "../../../src/notifications/template.js";

/** One template that says what it is told. */
export const noteTemplates = {
  note: template(z.object({ text: z.string() }), { text: ({ text }) => md`Note: ${text}` }),
};
