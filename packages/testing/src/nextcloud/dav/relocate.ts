import type { Located } from "../home.js";
import { CREATE, DELETE, UPDATE } from "../permissions.js";
import type { DavCall } from "./call.js";
import { badRequest, conflict, forbidden, noSuchFile, preconditionFailed } from "./errors.js";
import { checkName, decodeNames } from "./names.js";
import { checkPreconditions, quoted } from "./preconditions.js";
import { discard } from "./remove.js";
import { changedHeaders, requirePermission } from "./upload.js";

const DAV_ROOT = "/remote.php/dav/";

/** Answer MOVE and COPY. */
export function relocate(call: DavCall, prefix: string): Response {
  const { state, home, names, incoming } = call;
  const target = destination(call, prefix);
  checkNotBelow(call, target);
  const source = home.locate(names);
  if (source === undefined) throw noSuchFile(names);
  checkPreconditions(incoming.headers, source.node);
  const isMove = incoming.method === "MOVE";
  requirePermission(target.parent, CREATE);
  // To rename is to update; to take away from where it was is to delete.
  const isRename = source.node.parent === target.parent.node;
  if (isMove && !source.isMountRoot) requirePermission(source, isRename ? UPDATE : DELETE);
  if (isMove && source.isMountRoot) {
    renameMount(source, target.parent, target.name);
    return new Response(null, { status: 201, headers: changedHeaders(source.node) });
  }
  if (target.existing) discard(state, call.user, target.existing);
  const folder = target.parent.node;
  if (folder.kind === "file") throw conflict("The destination node is not found");
  const status = target.existing ? 204 : 201;
  if (!isMove) {
    return new Response(null, {
      status,
      headers: changedHeaders(state.files.copy(source.node, folder, target.name)),
    });
  }
  state.files.move(source.node, folder, target.name);
  const etag = quoted(source.node);
  return new Response(null, { status, headers: { ...changedHeaders(source.node), etag, "oc-etag": etag } });
}

/** Where MOVE and COPY lead. */
export interface Target {
  readonly names: readonly string[];
  readonly parent: Located;
  readonly name: string;
  readonly existing: Located | undefined;
}

/** Check the `Destination` in the order sabre does. Of an address only the path counts: any host will do. */
export function destination(
  { home, user, incoming: { headers } }: Pick<DavCall, "home" | "user" | "incoming">,
  prefix: string,
): Target {
  const header = headers.get("destination");
  if (header === null) throw badRequest("The destination header was not supplied");
  // Node reads header bytes as Latin-1; the server tolerates a path sent as raw UTF-8.
  const address = Buffer.from(header, "latin1").toString("utf8");
  const path = address.replace(/^https?:\/\/[^/]*/i, "");
  const root = `${prefix}${DAV_ROOT}`;
  if (!path.startsWith(root)) {
    throw forbidden(`Requested uri (${path}) is out of base uri (${root})`);
  }
  const [area, uid = "", ...targetNames] = decodeNames(path.slice(root.length));
  const name = targetNames.at(-1) ?? "";
  if (area !== "files" || uid.toLowerCase() !== user.id.toLowerCase()) {
    throw forbidden(`Permission denied to create file (filename ${name})`);
  }
  const parent = home.locate(targetNames.slice(0, -1));
  if (parent?.node.kind !== "folder") throw conflict("The destination node is not found");
  const existing = home.locate(targetNames);
  if (existing && headers.get("overwrite")?.toUpperCase() === "F") {
    throw preconditionFailed(
      "The destination node already exists, and the overwrite header is set to false",
      {
        header: "Overwrite",
      },
    );
  }
  return { names: targetNames, parent, name, existing };
}

function checkNotBelow({ names }: DavCall, target: Target): void {
  const isBelow = names.every((part, index) => part === target.names[index]);
  if (isBelow && target.names.length === names.length) {
    throw forbidden("Source and destination uri are identical.");
  }
  if (isBelow) throw conflict("The destination may not be part of the same subtree as the source path.");
  checkName(target.name);
}

/** A received share is a name in the recipient's home: moving it changes nothing for its owner. */
function renameMount({ share }: Located, parent: Located, name: string): void {
  if (share === undefined || parent.node.parent !== null) throw forbidden("");
  share.target = `/${name}`;
}
