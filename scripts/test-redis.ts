// Runs the tests that need a Redis server (`*.redis.test.ts`) against one of their own.
import { parseCLI, startVitest } from "vitest/node";
import { RedisServer } from "../packages/resilience/test/support/redis-server.js";

async function startRedis(): Promise<RedisServer> {
  try {
    return await RedisServer.start();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    console.error("These tests need redis-server in the PATH. Install it and run them again:");
    console.error("  Debian, Ubuntu   apt-get install redis-server");
    console.error("  macOS            brew install redis");
    process.exit(1);
  }
}

const { filter, options } = parseCLI(["vitest", ...process.argv.slice(2)]);
const conditions = ["@platformq/source"];
const redis = await startRedis();
process.env.REDIS_URL = redis.url;
try {
  const vitest = await startVitest(
    "test",
    filter,
    {
      ...options,
      config: false,
      watch: false,
      include: ["packages/*/test/**/*.redis.test.ts", "scripts/test/**/*.redis.test.ts"],
      testTimeout: 60_000,
      // They measure rates in real time: one at a time.
      fileParallelism: false,
    },
    { resolve: { conditions }, ssr: { resolve: { conditions, externalConditions: conditions } } },
  );
  await vitest.close();
} finally {
  await redis.stop();
}
