/** Answer with a body of known length, as the real servers do for everything that is not a stream. */
export function reply(
  status: number,
  contentType: string,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
): Response {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return new Response(bytes, {
    status,
    headers: { "content-type": contentType, "content-length": String(bytes.byteLength), ...headers },
  });
}

const REASONS: Record<number, string> = {
  400: "Bad Request",
  404: "Not Found",
  413: "Request Entity Too Large",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Temporarily Unavailable",
  504: "Gateway Time-out",
};

/** The error page of the web server in front, which is what a client meets when the application itself is away. */
export function proxyPage(status: number): Response {
  const title = `${status} ${REASONS[status] ?? "Error"}`;
  const page = [
    "<html>",
    `<head><title>${title}</title></head>`,
    "<body>",
    `<center><h1>${title}</h1></center>`,
    "<hr><center>nginx</center>",
    "</body>",
    "</html>",
    "",
  ];
  return reply(status, "text/html", page.join("\r\n"));
}
