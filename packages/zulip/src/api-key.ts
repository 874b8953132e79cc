import { type Secret, UnauthorizedError } from "@platformq/resilience";

/** The server refuses any other without looking for its account, and counts the attempt. Spaces around it do not matter. */
const API_KEY = /^\s*[A-Za-z0-9]{32}\s*$/;

/** Has a key that cannot be one fail before anything is sent; a key that is told by a function, each time it is told. */
export function checkedApiKey(apiKey: Secret): Secret {
  if (typeof apiKey === "string") return API_KEY.test(apiKey) ? apiKey : () => checked(apiKey);
  return (rejected) => {
    const told = apiKey(rejected);
    return typeof told === "string" ? checked(told) : told.then(checked);
  };
}

function checked(apiKey: string): string {
  if (API_KEY.test(apiKey)) return apiKey;
  const text =
    "Nothing was sent: an API key is 32 letters and digits, and this is none; the answer would be 401";
  throw new UnauthorizedError(text, "INVALID_API_KEY", {
    service: "zulip",
    outcome: "not-sent",
    status: 401,
  });
}
