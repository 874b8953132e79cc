import { randomBytes } from "node:crypto";
import type { Clock } from "../../clock.js";
import type { Incoming } from "../../incoming.js";
import { proxyPage } from "../../replies.js";
import { Home } from "../home.js";
import { logIn } from "../login.js";
import type { NextcloudState, NextcloudUser } from "../state.js";
import type { DavCall } from "./call.js";
import { download } from "./download.js";
import {
  DavError,
  forbidden,
  maintenance,
  notAuthenticated,
  notFound,
  notImplemented,
  serviceUnavailable,
  tooManyRequests,
} from "./errors.js";
import { decodeNames, encodeHref } from "./names.js";
import { INSTANCE_ID } from "./properties.js";
import { DAV_HEADER, propfind, propfindForeignHome } from "./propfind.js";
import { relocate } from "./relocate.js";
import { remove } from "./remove.js";
import { ALLOWED_METHODS, createFolder, upload } from "./upload.js";

const METHODS: Record<string, (call: DavCall, prefix: string) => Response> = {
  OPTIONS: options,
  PROPFIND: propfind,
  GET: download,
  HEAD: download,
  PUT: upload,
  MKCOL: createFolder,
  DELETE: remove,
  MOVE: relocate,
  COPY: relocate,
};

/** Answers below `/remote.php/dav`: the files of users. */
export class DavApi {
  readonly #state: NextcloudState;
  readonly #clock: Clock;

  constructor(state: NextcloudState, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
  }

  /** `path` is relative to `/remote.php/dav`. */
  answer(incoming: Incoming, path: string, prefix: string): Response {
    // The web server in front takes no line break.
    if (decodeURIComponent(path).includes("\n")) return proxyPage(404);
    try {
      return withCookies(this.#dispatch(incoming, path, prefix));
    } catch (error) {
      if (error instanceof DavError) return withCookies(error.toResponse());
      throw error;
    }
  }

  #dispatch(incoming: Incoming, path: string, prefix: string): Response {
    if (this.#state.maintenance) throw maintenance();
    const user = this.#authenticate(incoming);
    const [area, uid = "", ...names] = decodeNames(path);
    if (area !== "files" || uid === "") throw notFound(`File not found: ${area ?? ""} in 'root'`);
    const homeHref = `${prefix}/remote.php/dav/files/${encodeHref(uid)}`;
    if (uid.toLowerCase() !== user.id.toLowerCase()) {
      return this.#answerForeignHome(incoming, uid, names, homeHref);
    }
    const handle = METHODS[incoming.method];
    if (handle === undefined) {
      throw notImplemented(
        `There was no plugin in the system that was willing to handle this ${incoming.method} method.`,
      );
    }
    const home = new Home(this.#state, user.id);
    return handle({ state: this.#state, user, incoming, home, names, homeHref }, prefix);
  }

  #authenticate(incoming: Incoming): NextcloudUser {
    const login = logIn(this.#state, this.#clock, incoming);
    if (login.outcome === "user") return login.user;
    if (login.outcome === "banned") throw tooManyRequests();
    // A 503 that no waiting cures.
    if (login.outcome === "disabled") {
      throw serviceUnavailable("OC\\User\\DisabledUserException: Account disabled");
    }
    const isScript = incoming.headers.get("x-requested-with") === "XMLHttpRequest";
    throw notAuthenticated(
      login.outcome === "wrong"
        ? "Username or password was incorrect"
        : "No 'Authorization: Basic' header found.",
      {
        headers: {
          "www-authenticate": isScript
            ? 'DummyBasic realm="Nextcloud"'
            : 'Basic realm="Nextcloud", charset="UTF-8"',
        },
      },
    );
  }

  /** Others' homes look like empty folders in which nothing may be created. */
  #answerForeignHome(incoming: Incoming, uid: string, names: readonly string[], homeHref: string): Response {
    if (this.#state.findUser(uid) === undefined) throw notFound(`Principal with name ${uid} not found`);
    const name = names.at(-1) ?? "";
    if (incoming.method === "MKCOL") throw forbidden("Permission denied to create directory");
    if (incoming.method === "PUT") throw forbidden(`Permission denied to create file (filename ${name})`);
    if (names.length > 0) throw notFound(`File not found: ${names[0]} in '${uid}'`);
    if (incoming.method === "PROPFIND") return propfindForeignHome(homeHref);
    throw forbidden("");
  }
}

function options(): Response {
  return new Response(null, {
    status: 200,
    headers: { "content-length": "0", allow: ALLOWED_METHODS, dav: DAV_HEADER, "ms-author-via": "DAV" },
  });
}

/** Every DAV answer opens a session, whether the client wants one or not. */
function withCookies(response: Response): Response {
  const session = () => randomBytes(13).toString("hex");
  response.headers.append("set-cookie", `oc_sessionPassphrase=${session()}; path=/; HttpOnly; SameSite=Lax`);
  for (const mode of ["lax", "strict"]) {
    const cookie = `nc_sameSiteCookie${mode}=true; path=/; httponly;expires=Fri, 31-Dec-2100 23:59:59 GMT; SameSite=${mode}`;
    response.headers.append("set-cookie", cookie);
  }
  response.headers.append("set-cookie", `${INSTANCE_ID}=${session()}; path=/; HttpOnly; SameSite=Lax`);
  response.headers.set("x-request-id", randomBytes(10).toString("hex"));
  return response;
}
