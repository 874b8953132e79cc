import { type buildConnector, errors } from "undici";

/** A property, for copies of this package in one process share their connections. */
const OF_USED_CONNECTION = Symbol.for("platformq.of-used-connection");

/** Marks the errors of connections that had answered before. */
export function marksUsed(connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) =>
    connect(options, (...result) => {
      const [, socket] = result;
      // Before undici's own listener. The bytes of a handshake are not among those that were read.
      socket?.once("error", (error) => {
        if (socket.bytesRead > 0) Object.defineProperty(error, OF_USED_CONNECTION, { value: true });
      });
      callback(...result);
    });
}

/**
 * Tells whether a connection broke that had been kept after an answer: the server, or somebody on the way to it, may have
 * given it up while nobody used it.
 */
export function isOfUsedConnection(error: unknown): boolean {
  // It was closed without an error, of which undici tells in its own words.
  if (error instanceof errors.SocketError) return (error.socket?.bytesRead ?? 0) > 0;
  return error instanceof Error && OF_USED_CONNECTION in error;
}
