/** What the fakes ask for the time, in milliseconds since 1970: a test hands in its own to control expiry and limits. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
