/** Entries a registry keeps; the least recently used goes first. */
const CAPACITY = 1000;

/** Finds an entry of a registry, or makes it. What is dropped goes on working for its holders. */
export function remember<T>(entries: Map<string, T>, key: string, create: () => T): T {
  const known = entries.get(key);
  if (known !== undefined) {
    entries.delete(key);
    entries.set(key, known);
    return known;
  }
  const created = create();
  entries.set(key, created);
  if (entries.size > CAPACITY) {
    const [oldest] = entries.keys();
    if (oldest !== undefined) entries.delete(oldest);
  }
  return created;
}
