/** Lets promises that are settled already run their course. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
