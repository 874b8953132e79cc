// A process that claims a run and is going to be killed: `hold-run.ts <directory> <run id>`.
import { fileJournal } from "../../src/index.js";

const [directory = "", runId = ""] = process.argv.slice(2);
await fileJournal(directory).claim(runId);
process.stdout.write("claimed\n");
setInterval(() => {}, 1000);
