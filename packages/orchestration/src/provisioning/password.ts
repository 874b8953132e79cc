import { randomInt } from "node:crypto";

// Without 0 O 1 l I, which are hard to tell apart on paper.
const KINDS = ["abcdefghijkmnopqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "-+=?!.:"] as const;
const ALL = KINDS.join("");
const LENGTH = 24;

/**
 * Makes an initial password of 24 characters, drawn by the system's random generator: about 140 bits. It holds a
 * character of each kind that password policies ask for.
 */
export function generatePassword(): string {
  const characters = Array.from({ length: LENGTH }, (_, index) => draw(KINDS[index] ?? ALL));
  // Otherwise the place would tell the kind.
  for (let index = LENGTH - 1; index > 0; index--) {
    const other = randomInt(index + 1);
    const moved = characters[index] ?? "";
    characters[index] = characters[other] ?? "";
    characters[other] = moved;
  }
  return characters.join("");
}

function draw(alphabet: string): string {
  return alphabet.charAt(randomInt(alphabet.length));
}
