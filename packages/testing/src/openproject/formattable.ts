/** A text with markup, as HAL has it. */
export function formattable(raw: string): object {
  const escaped = raw.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return { format: "markdown", raw, html: raw === "" ? "" : `<p class="op-uc-p">${escaped}</p>` };
}
