import { randomBytes } from "node:crypto";
import type { Clock } from "../../clock.js";
import { bodyText, type Incoming } from "../../incoming.js";
import { reply } from "../../replies.js";
import { Router } from "../../router.js";
import { Home } from "../home.js";
import { logIn } from "../login.js";
import type { NextcloudState, NextcloudUser } from "../state.js";

/** A picture of one pixel. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

interface WebCall {
  readonly incoming: Incoming;
  readonly params: Readonly<Record<string, string>>;
  readonly user: NextcloudUser | undefined;
}

/** Answers below `/index.php` that programs use too: pictures and the login flow. */
export class WebApi {
  readonly #router = new Router<(call: WebCall) => Response>();

  constructor(
    private readonly state: NextcloudState,
    private readonly clock: Clock,
    private readonly baseUrl: () => string,
  ) {
    const avatar = (call: WebCall) => this.#avatar(call);
    this.#router
      .on("POST", "/index.php/login/v2", () => this.#startLogin())
      .on("POST", "/index.php/login/v2/poll", (call) => this.#pollLogin(call))
      .on("GET", "/index.php/avatar/{userId}/{size}", avatar)
      .on("GET", "/index.php/avatar/{userId}/{size}/dark", avatar)
      .on("GET", "/index.php/core/preview", (call) => this.#preview(call, "fileId"))
      .on("GET", "/index.php/core/preview.png", (call) => this.#preview(call, "file"))
      .on("GET", "/index.php/apps/files_versions/preview", (call) => this.#preview(call, "file"))
      .on("GET", "/index.php/apps/files_trashbin/preview", (call) => this.#trashPreview(call))
      .on("GET", "/index.php/apps/files_sharing/publicpreview/{token}", (call) => this.#publicPreview(call));
  }

  /** `undefined` for a page this fake does not have. */
  answer(incoming: Incoming): Response | undefined {
    const match = this.#router.match(incoming.method, incoming.path);
    if (match === undefined || "allowed" in match) return undefined;
    const login = logIn(this.state, this.clock, incoming);
    const user = login.outcome === "user" ? login.user : undefined;
    return match.handler({ incoming, params: match.params, user });
  }

  #startLogin(): Response {
    const token = randomBytes(64).toString("hex");
    this.state.loginFlows.set(token, undefined);
    const endpoint = `${this.baseUrl()}/login/v2/poll`;
    return json(200, {
      poll: { token, endpoint },
      login: `${this.baseUrl()}/login/v2/flow/${token.slice(0, 32)}`,
    });
  }

  /** The credentials are given once; before and after that there is nothing. */
  #pollLogin({ incoming }: WebCall): Response {
    const token = new URLSearchParams(bodyText(incoming)).get("token") ?? "";
    const uid = this.state.loginFlows.get(token);
    if (uid === undefined) return json(404, []);
    this.state.loginFlows.delete(token);
    const appPassword = this.state.addAppPassword(uid);
    return json(200, { server: this.baseUrl(), loginName: uid, appPassword });
  }

  #avatar({ params }: WebCall): Response {
    return this.state.users.has(params.userId ?? "") ? picture() : json(404, []);
  }

  #preview({ incoming, user }: WebCall, by: "fileId" | "file"): Response {
    if (user === undefined) return json(401, { message: "Current user is not logged in" });
    const home = new Home(this.state, user.id);
    const value = incoming.query.get(by) ?? "";
    const node =
      by === "file"
        ? home.locate(value.split("/").filter(Boolean))?.node
        : this.state.files.byId(Number(value));
    const isThere = node?.kind === "file" && /^(text|image)\//.test(node.contentType);
    return isThere && this.state.canSee(home, node) ? picture() : json(404, []);
  }

  #trashPreview({ incoming, user }: WebCall): Response {
    const trash = [...this.state.trashOf(user?.id ?? "").values()];
    const isThere = trash.some(({ node }) => node.id === Number(incoming.query.get("fileId")));
    return isThere ? picture() : json(404, []);
  }

  #publicPreview({ params }: WebCall): Response {
    const isThere = [...this.state.shares.values()].some(({ token }) => token === params.token);
    return isThere ? picture() : json(404, []);
  }
}

function picture(): Response {
  return reply(200, "image/png", PNG);
}

function json(status: number, value: unknown): Response {
  return reply(status, "application/json; charset=utf-8", JSON.stringify(value));
}
