// Sends prepared requests over a fixed number of connections, each as soon as the one before is answered.
import { connect } from "node:net";

export interface Load {
  readonly perSecond: number;
  readonly p99Ms: number;
}

const HEAD_END = "\r\n\r\n";

/** Sends all requests, and fails on the first answer that is not 2xx. */
export async function load(port: number, requests: readonly Buffer[], connections: number): Promise<Load> {
  let next = 0;
  const latencies: number[] = [];
  // A sleeping client has to be woken for every answer, which the server would pay for, and a slow server more often.
  let isRunning = true;
  const stayAwake = (): void => {
    if (isRunning) setImmediate(stayAwake);
  };
  stayAwake();
  const begun = performance.now();
  const worker = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1", noDelay: true });
      let received = "";
      let sentAt = 0;
      const send = (): void => {
        const request = requests[next++];
        if (request === undefined) {
          socket.end();
          resolve();
          return;
        }
        sentAt = performance.now();
        socket.write(request);
      };
      socket.setEncoding("latin1");
      socket.on("connect", send);
      socket.on("error", reject);
      socket.on("data", (text) => {
        received += text;
        const headEnd = received.indexOf(HEAD_END);
        if (headEnd === -1) return;
        const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
        if (received.length < headEnd + HEAD_END.length + length) return;
        if (!received.startsWith("HTTP/1.1 2")) reject(new Error(received.slice(0, 200)));
        received = "";
        latencies.push(performance.now() - sentAt);
        send();
      });
    });
  await Promise.all(Array.from({ length: connections }, worker));
  isRunning = false;
  const seconds = (performance.now() - begun) / 1000;
  latencies.sort((a, b) => a - b);
  return { perSecond: requests.length / seconds, p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? 0 };
}
