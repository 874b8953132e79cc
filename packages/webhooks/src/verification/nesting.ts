const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** From here on a native search for the end of a string is faster than a loop. */
const LONG_STRING = 64;

/** Counts the brackets of a JSON text outside its strings. In UTF-8 no byte of another character looks like one. */
export function nestsDeeperThan(limit: number, json: Uint8Array): boolean {
  let depth = 0;
  for (let index = 0; index < json.length; index++) {
    const byte = json[index];
    if (byte === QUOTE) index = endOfString(json, index + 1);
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth++;
      if (depth > limit) return true;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
  }
  return false;
}

/** Finds the quote that ends the string whose content begins at `start`. */
function endOfString(json: Uint8Array, start: number): number {
  let index = start;
  while (json[index] !== QUOTE) {
    if (index >= json.length) return index;
    if (index - start > LONG_STRING) return endOfLongString(json, index);
    index += json[index] === BACKSLASH ? 2 : 1;
  }
  return index;
}

function endOfLongString(json: Uint8Array, start: number): number {
  let quote = json.indexOf(QUOTE, start);
  while (quote !== -1 && isEscaped(json, quote, start)) quote = json.indexOf(QUOTE, quote + 1);
  return quote === -1 ? json.length : quote;
}

/** An odd number of backslashes before it; of two, the one escapes the other. */
function isEscaped(json: Uint8Array, quote: number, start: number): boolean {
  let index = quote;
  while (index > start && json[index - 1] === BACKSLASH) index--;
  return (quote - index) % 2 === 1;
}
