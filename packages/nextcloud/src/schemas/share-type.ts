/** With whom something is shared, by the numbers of the wire. */
export const ShareType = Object.freeze({
  user: 0,
  group: 1,
  link: 3,
  email: 4,
  federated: 6,
  team: 7,
  talk: 10,
});
export type ShareTypeName = keyof typeof ShareType;

const names: readonly ShareTypeName[] = ["user", "group", "link", "email", "federated", "team", "talk"];

/** Names a kind of share; one without a name here stays a number. */
export function shareTypeName(number: number): ShareTypeName | number {
  return names.find((name) => ShareType[name] === number) ?? number;
}

/** Gives the number of a kind of share. */
export function shareTypeNumber(type: ShareTypeName | number): number {
  return typeof type === "number" ? type : ShareType[type];
}
