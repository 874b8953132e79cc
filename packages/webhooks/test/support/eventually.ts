/** Waits until something is so, looking at it every few milliseconds. */
export async function eventually(isSo: () => boolean, what = "what was expected"): Promise<void> {
  const end = Date.now() + 5_000;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`${what} did not happen within 5 s`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
