/** Answers of a Nextcloud 32, as they came, with names and numbers filled in. */

const HEAD = `<?xml version="1.0"?>
<d:multistatus xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns" xmlns:oc="http://owncloud.org/ns" xmlns:nc="http://nextcloud.org/ns">`;
const TAIL = "</d:multistatus>\n";

/** A folder with so many files in it, each with a dozen properties. */
export function listing(entries: number): string {
  const files = Array.from({ length: entries }, (_, index) => file(index + 1, 1024));
  return [HEAD, folder(), ...files, TAIL].join("");
}

/** One file. */
export function stat(size: number): string {
  return HEAD + file(1, size) + TAIL;
}

function folder(): string {
  return `<d:response><d:href>/remote.php/dav/files/admin/big/</d:href><d:propstat><d:prop><d:getlastmodified>Sun, 22 Nov 2026 11:06:24 GMT</d:getlastmodified><d:getetag>&quot;6b02ccb0dd5bb&quot;</d:getetag><d:resourcetype><d:collection/></d:resourcetype><oc:fileid>182</oc:fileid><oc:size>34</oc:size><oc:permissions>RGDNVCK</oc:permissions><oc:favorite>0</oc:favorite><oc:owner-id>admin</oc:owner-id></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>`;
}

function file(id: number, size: number): string {
  const number = String(id).padStart(8, "0");
  return `<d:response><d:href>/remote.php/dav/files/admin/big/report%20${number}%20%28final%29.txt</d:href><d:propstat><d:prop><d:getlastmodified>Sun, 22 Nov 2026 11:06:20 GMT</d:getlastmodified><d:getetag>&quot;${ETAG}&quot;</d:getetag><d:getcontenttype>text/plain</d:getcontenttype><d:getcontentlength>${size}</d:getcontentlength><d:resourcetype/><oc:id>${number}ocizw2xmobwf</oc:id><oc:fileid>${id}</oc:fileid><oc:size>${size}</oc:size><oc:permissions>RGDNVW</oc:permissions><oc:favorite>0</oc:favorite><oc:owner-id>admin</oc:owner-id><oc:owner-display-name>Admin</oc:owner-display-name><nc:has-preview>true</nc:has-preview></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>`;
}

/** The etag of every file. */
export const ETAG = "cd82a10708fc003dbe24fda5d8bed74a";

/** OCS's answer to everything it is asked here: who is signed in, and what the server can do. */
export const OCS = JSON.stringify({
  ocs: {
    meta: { status: "ok", statuscode: 200, message: "OK" },
    data: {
      id: "admin",
      version: { major: 32, minor: 0, micro: 1, string: "32.0.1" },
      capabilities: { files: { chunked_upload: { max_size: 104_857_600, max_parallel_count: 5 } } },
    },
  },
});
