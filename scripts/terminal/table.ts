/** Draws a table with a heading, as wide as its contents. */
export function drawTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heading.map((title, column) =>
    Math.max(...[title, ...rows.map((row) => row[column] ?? "")].map((text) => [...text].length)),
  );
  const border = (left: string, middle: string, right: string): string =>
    left + widths.map((width) => "─".repeat(width + 2)).join(middle) + right;
  const line = (cells: readonly string[]): string =>
    `│${widths.map((width, column) => ` ${pad(cells[column] ?? "", width)} `).join("│")}│`;
  return [
    border("┌", "┬", "┐"),
    line(heading),
    border("├", "┼", "┤"),
    ...rows.map(line),
    border("└", "┴", "┘"),
  ].join("\n");
}

function pad(text: string, width: number): string {
  return text + " ".repeat(width - [...text].length);
}
