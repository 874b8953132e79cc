import type { startOpenProject } from "./fake-openproject.js";

type Server = Awaited<ReturnType<typeof startOpenProject>>;

/** Puts something into the fake that the API cannot create, and tells its id. */
export function seedRecord(
  { fake }: Server,
  path: string,
  values: Record<string, unknown>,
  links: Record<string, string | readonly string[]> = {},
): number {
  const id = fake.state.nextId();
  const at = "2026-01-01T00:00:00.000Z";
  fake.state.recordsOf(path).set(id, { id, values, links, createdAt: at, updatedAt: at });
  return id;
}
