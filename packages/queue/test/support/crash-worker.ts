// A process that is going to be killed: `crash-worker.ts run|enqueue|die <place as JSON> <log file> <concurrency>`.
// `run` logs the data of each job it runs, `enqueue` that of each job that was accepted; the log outlives the process.
// The first job that `die` runs kills it.
import { openSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { openQueue } from "./durable-queue.js";

const [task, place = "", logPath = "", concurrency = ""] = process.argv.slice(2);
const log = openSync(logPath, "a");
const queue = openQueue(JSON.parse(place));
if (task === "run") {
  queue.process(
    "job",
    async (job) => {
      writeSync(log, `${job.data}\n`);
      await sleep(1);
    },
    { concurrency: Number(concurrency) },
  );
} else if (task === "die") {
  queue.process("job", () => void process.kill(process.pid, "SIGKILL"));
} else {
  let next = 0;
  await Promise.all(
    Array.from({ length: Number(concurrency) }, async () => {
      for (;;) {
        const number = next++;
        await queue.enqueue("job", number);
        writeSync(log, `${number}\n`);
      }
    }),
  );
}
