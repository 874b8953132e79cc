import { randomBytes } from "node:crypto";
import type { Clock } from "../../clock.js";
import type { Incoming } from "../../incoming.js";
import { proxyPage } from "../../replies.js";
import { Home } from "../home.js";
import { logIn } from "../login.js";
import type { NextcloudState, NextcloudUser } from "../state.js";
import type { AreaCall } from "./area.js";
import { bulkUpload } from "./bulk.js";
import type { DavCall } from "./call.js";
import { comments } from "./comments.js";
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
import { filterFiles, search } from "./find-files.js";
import { DAV_HEADER } from "./multistatus.js";
import { decodeNames, encodeHref } from "./names.js";
import { propfind, propfindForeignHome } from "./propfind.js";
import { proppatch } from "./proppatch.js";
import { publicLink } from "./public-link.js";
import { relocate } from "./relocate.js";
import { remove } from "./remove.js";
import { systemTags, tagRelations } from "./systemtags.js";
import { trashbin } from "./trashbin.js";
import { ALLOWED_METHODS, createFolder, recalculateHash, upload } from "./upload.js";
import { uploads } from "./uploads.js";
import { versions } from "./versions.js";

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
  PROPPATCH: proppatch,
  REPORT: filterFiles,
  PATCH: recalculateHash,
};

/** The other parts, and whether the next segment of their paths is a user id. */
const AREAS: Record<string, { readonly handle: (call: AreaCall) => Response; readonly isOwn: boolean }> = {
  bulk: { handle: bulkUpload, isOwn: false },
  uploads: { handle: uploads, isOwn: true },
  trashbin: { handle: trashbin, isOwn: true },
  versions: { handle: versions, isOwn: true },
  systemtags: { handle: systemTags, isOwn: false },
  "systemtags-relations": { handle: tagRelations, isOwn: false },
  comments: { handle: comments, isOwn: false },
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
      return withRequestId(this.#dispatch(incoming, path, prefix));
    } catch (error) {
      if (error instanceof DavError) return withRequestId(error.toResponse());
      throw error;
    }
  }

  /** Answer visitors of links; `path` is relative to `/public.php/dav`. */
  answerPublic(incoming: Incoming, path: string, prefix: string): Response {
    try {
      const [area, ...names] = decodeNames(path);
      if (area !== "files") throw notFound("");
      return publicLink(this.#state, incoming, names, { prefix, now: this.#now() });
    } catch (error) {
      if (error instanceof DavError) return error.toResponse();
      throw error;
    }
  }

  #dispatch(incoming: Incoming, path: string, prefix: string): Response {
    if (this.#state.maintenance) throw maintenance();
    const user = this.#authenticate(incoming);
    const other = this.#otherArea(incoming, decodeNames(path), user, prefix);
    if (other) return other;
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
    return handle({ state: this.#state, user, incoming, home, names, homeHref, now: this.#now() }, prefix);
  }

  #otherArea(
    incoming: Incoming,
    path: readonly string[],
    user: NextcloudUser,
    prefix: string,
  ): Response | undefined {
    const [name = "", ...rest] = path;
    const area = AREAS[name];
    const isSearch = path.length === 0 && incoming.method === "SEARCH";
    if (area === undefined && !isSearch) return undefined;
    const root = `${prefix}/remote.php/dav/${name}`;
    const [uid = "", ...below] = rest;
    if (area?.isOwn && uid.toLowerCase() !== user.id.toLowerCase()) throw forbidden("");
    const call: AreaCall = {
      state: this.#state,
      user,
      incoming,
      home: new Home(this.#state, user.id),
      names: area?.isOwn ? below : rest,
      href: area?.isOwn ? `${root}/${encodeHref(uid)}` : root,
      prefix,
      now: this.#now(),
    };
    return area ? area.handle(call) : search(call);
  }

  #now(): number {
    return Math.floor(this.#clock.now() / 1000);
  }

  #authenticate(incoming: Incoming): NextcloudUser {
    const session = this.#state.sessions.find(incoming);
    // Cookies are not enough to be sure that it was no page of somebody else's that sent the request.
    const isTrusted = session?.opensDav && incoming.headers.has("authorization");
    if (session && !isTrusted && incoming.method !== "GET") {
      throw notAuthenticated("CSRF check not passed.");
    }
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

function withRequestId(response: Response): Response {
  response.headers.set("x-request-id", randomBytes(10).toString("hex"));
  return response;
}
