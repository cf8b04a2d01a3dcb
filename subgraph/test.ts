/**
 * The unit tests: `tests/cases/*.json` in graph-node's own store and runtime (`gnd test`), on a Postgres of their own.
 * Prints `N passed, N failed` last; the exit code tells. An event without a test, or without a handler, counts as a failure.
 */
import { spawn } from "node:child_process";
import { glob, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { binary } from "./lib/graphNode.ts";
import { ROOT } from "./lib/paths.ts";
import { createDatabase } from "./lib/postgres.ts";
import { temporaryPostgres } from "./test/support/temporaryPostgres.ts";
import { buildForTests } from "./tests/support/build.ts";
import { coverageGaps } from "./tests/support/coverage.ts";
import { expand } from "./tests/support/expand.ts";

const folder = await buildForTests();
const cases = join(folder, "cases");
await mkdir(cases);
const used = new Set<string>();
const files: string[] = [];
for await (const file of glob(join(ROOT, "tests", "cases", "*.json"))) files.push(file);
for (const file of files.sort()) {
  const { test, used: events } = await expand(await readFile(file, "utf8")).catch((error: Error) => {
    throw new Error(`${basename(file)}: ${error.message}`);
  });
  for (const event of events) used.add(event);
  await writeFile(join(cases, basename(file)), JSON.stringify(test));
}

const gaps = await coverageGaps(used);
for (const gap of gaps) console.log(`  ✘ ${gap}`);

const postgres = await temporaryPostgres();
let passed = 0;
let failed = gaps.length;
try {
  // Each in a database of its own: what one leaves in the store is in the way of the next.
  for (const [index, file] of files.entries()) {
    const database = await createDatabase(postgres, `0x${index.toString(16).padStart(16, "0")}`);
    const output = await run(
      binary(),
      ["test", "--skip-build", "--manifest", join(folder, "subgraph.yaml"), join(cases, basename(file))],
      database,
    );
    const [, good, bad] = /Tests: (\d+) passed, (\d+) failed/.exec(output) ?? [undefined, "0", "1"];
    passed += Number(good);
    failed += Number(bad);
  }
} finally {
  await postgres.stop();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function run(command: string, args: string[], database: string): Promise<string> {
  return new Promise((done, fail) => {
    const env = {
      ...process.env,
      POSTGRES_URL: database,
      GRAPH_ALLOW_NON_DETERMINISTIC_FULLTEXT_SEARCH: "true",
      // What goes wrong in a mapping is told by the test; the rest of the log is not about it.
      GRAPH_LOG: process.env.GRAPH_LOG ?? "crit",
    };
    const child = spawn(command, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        text += chunk;
        process.stdout.write(chunk);
      });
    child.once("error", fail);
    child.once("close", () => done(text));
  });
}
