import type { Incoming } from "../../incoming.js";
import { basicCredentials } from "../../incoming.js";
import { Home, type Located } from "../home.js";
import type { NextcloudShare, NextcloudState } from "../state.js";
import type { DavCall } from "./call.js";
import { download } from "./download.js";
import { DavError, notAuthenticated, notImplemented } from "./errors.js";
import { encodeHref } from "./names.js";
import { propfind } from "./propfind.js";
import { upload } from "./upload.js";

/** The shared file or folder as if it were somebody's home. */
class LinkHome extends Home {
  constructor(
    state: NextcloudState,
    private readonly target: Located,
  ) {
    super(state, target.node.owner);
  }

  override root(): Located {
    return this.target;
  }
}

/** Answer below `/public.php/dav/files/<token>`: no account is asked for, at most the link's password. */
export function publicLink(
  state: NextcloudState,
  incoming: Incoming,
  [token = "", ...names]: readonly string[],
  { prefix, now }: { readonly prefix: string; readonly now: number },
): Response {
  const share = [...state.shares.values()].find((one) => one.token === token);
  const node = share && state.files.byId(share.fileId);
  const user = share && state.users.get(share.owner);
  // No outage: it is how the server says that there is no such link.
  if (!share || !node || !user) throw new DavError(503, "Sabre\\DAV\\Exception\\NotFound", "");
  checkPassword(share, incoming);
  const target = { node, name: "", permissions: share.permissions, share: undefined, isMountRoot: false };
  const call: DavCall = {
    state,
    user,
    incoming,
    home: new LinkHome(state, target),
    names,
    homeHref: `${prefix}/public.php/dav/files/${encodeHref(token)}`,
    now,
  };
  if (incoming.method === "PROPFIND") return propfind(call);
  if (incoming.method === "GET" || incoming.method === "HEAD") return download(call);
  if (incoming.method === "PUT") return upload(call);
  throw notImplemented("");
}

function checkPassword({ password }: NextcloudShare, { headers }: Incoming): void {
  if (password === null || basicCredentials(headers)?.password === password) return;
  throw notAuthenticated("Cannot authenticate over ajax calls", {
    headers: { "www-authenticate": 'Basic realm="sabre/dav"' },
  });
}
