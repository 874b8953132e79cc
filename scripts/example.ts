// Runs an example by its name, as `npm run example` does, and lists all when there is none of that name.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = new URL("../examples/", import.meta.url);
const names = ["", "live/"].flatMap((part) =>
  readdirSync(new URL(part || ".", folder))
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `${part}${file.slice(0, -".ts".length)}`),
);

const usage = `Runs an example. On embedded servers with --fakes, otherwise on those of the environment or .env.

  npm run example -- NAME [arguments] [--fakes]
  npm run example -- NAME --help

${names.map((name) => `  ${name}\n      ${summaryOf(name)}\n`).join("")}
The page that shows what happens on the servers has a command of its own: npm run monitor -- --demo
`;

const [name = "--help"] = process.argv.slice(2);
if (names.includes(name)) {
  const script = new URL(`${name}.ts`, folder);
  // The example is what runs then, for what it forks too.
  process.argv.splice(1, 2, fileURLToPath(script));
  await import(script.href);
} else if (name === "--help" || name === "-h") {
  process.stdout.write(usage);
  process.exitCode = process.argv.length > 2 ? 0 : 2;
} else {
  process.stderr.write(`There is no example ${JSON.stringify(name)}.\n\n${usage}`);
  process.exitCode = 2;
}

/** The sentence an example begins with. */
function summaryOf(name: string): string {
  const [first = ""] = readFileSync(new URL(`${name}.ts`, folder), "utf8").split("\n");
  return first.replace(/^\/\/ /, "");
}
