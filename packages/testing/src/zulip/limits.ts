/** In code points. What is longer is cut without a word. */
export const MAX_CONTENT_LENGTH = 10_000;
export const MAX_TOPIC_LENGTH = 60;
/** In MiB, as the real server counts. */
export const MAX_UPLOAD_MIB = 25;

/** Cut a text to a number of code points, its end replaced by a mark. */
export function truncate(text: string, length: number, mark: string): string {
  const points = [...text];
  if (points.length <= length) return text;
  return points.slice(0, length - [...mark].length).join("") + mark;
}
