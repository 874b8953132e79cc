import { connect } from "node:net";

/** What came back on a socket before it was closed. */
export interface RawAnswer {
  readonly status: number;
  readonly text: string;
}

/** Speaks HTTP byte by byte: `write` sends what it is given and the rest when it calls again. */
export function rawRequest(
  port: number,
  head: readonly string[],
  write: (send: (bytes: string | Uint8Array) => void) => void | Promise<void>,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(`${head.join("\r\n")}\r\n\r\n`);
      const written = write((bytes) => {
        if (socket.writable) socket.write(bytes);
      });
      Promise.resolve(written).catch(reject);
    });
    socket.setEncoding("latin1");
    socket.on("data", (chunk) => {
      text += chunk;
    });
    // The server closes while we may still be writing.
    socket.on("error", () => {});
    socket.on("close", () => {
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]);
      if (Number.isNaN(status)) reject(new Error(`No answer: ${text.slice(0, 100)}`));
      else resolve({ status, text });
    });
  });
}
