// Uploads a file in a process of its own, which holds the built client and nothing else, and prints how much memory that
// took at most, in bytes. It is no TypeScript because what compiles that would be in the figure.
import { setTimeout } from "node:timers/promises";
import { ZulipClient } from "@platformq/zulip";

const [, , baseUrl, path] = process.argv;
const client = new ZulipClient({ baseUrl, email: "bench@example.com", apiKey: "0".repeat(32) });
// V8 optimizes undici's HTTP parser during the first second after the first request, which takes 40 MB for that time,
// whatever is sent.
await client.testConnection();
await setTimeout(2_000);
let peak = 0;
await client.uploads.upload(
  { localPath: path },
  {
    onProgress: () => {
      peak = Math.max(peak, process.memoryUsage.rss());
    },
  },
);
await client.close();
console.log(peak);
