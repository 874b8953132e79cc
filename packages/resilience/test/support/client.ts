import type { ServiceRules } from "../../src/http/service-rules.js";
import {
  basicCredential,
  type ClientOptions,
  type Credential,
  HttpClient,
  ResilienceState,
  type Session,
} from "../../src/index.js";

interface TestClientOptions extends Partial<ClientOptions> {
  rules?: Partial<ServiceRules>;
  credential?: Credential | undefined;
  session?: Session | undefined;
  account?: string;
}

/** A client with state of its own and waits that are over at once, unless a test says otherwise. */
export function testClient(baseUrl: string, options: TestClientOptions = {}): HttpClient {
  const { rules, credential, session, account = "tester", ...rest } = options;
  return new HttpClient({
    rules: { name: "test", ...rules },
    account,
    defaultRate: 1_000_000,
    credential,
    session,
    options: { baseUrl, state: new ResilienceState(), random: () => 0, ...rest },
  });
}

export const wrongPassword = (): Credential => basicCredential("anna", "wrong-password");
