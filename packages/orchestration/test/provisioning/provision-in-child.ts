// A process of its own for `provisionToFolder`, so that it can be killed.
import { provisionToFolder } from "./provision-to-folder.js";

const [baseUrl = "", username = "", password = "", folder = ""] = process.argv.slice(2);
await provisionToFolder({ baseUrl, username, password }, folder);
