/**
 * `npm test [-- SUITE…] [-- --deep]`: every test of every part, one suite after the other, then a line that counts them all.
 * A suite that ends badly without counting a failure counts as one.
 */
import { spawn } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { parseArgs } from "node:util";
import pc from "picocolors";

type Count = { passed: number; failed: number };
type Suite = {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  count: (output: string) => Count;
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { deep: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false } },
});

/** `concurrency`: test files at a time; each has its own processes and ports. */
const nodeTests = (name: string, pattern: string, concurrency = 1): Suite => ({
  name,
  command: "node",
  args: ["--test", "--test-reporter=spec", `--test-concurrency=${concurrency}`, ...globSync(pattern).sort()],
  count: countLines(/^ℹ pass (\d+)/gm, /^ℹ fail (\d+)/gm),
});

const SUITES: Suite[] = [
  {
    name: "contracts",
    command: "hardhat",
    args: ["test"],
    env: values.deep ? { BLACKTAIL_DEEP: "1" } : {},
    count: countLines(/(\d+) passing/g, /(\d+) failing/g),
  },
  { name: "gas", command: "node", args: ["scripts/bench/gas.ts", "--check"], count: () => ({ passed: 1, failed: 0 }) },
  nodeTests("sdk", "sdk/test/**/*.test.ts", 2),
  nodeTests("storage", "storage/test/**/*.test.ts"),
  nodeTests("frameworks", "frameworks/test/**/*.test.ts", 2),
  nodeTests("oracle-worker", "oracle-worker/test/**/*.test.ts", 2),
  {
    name: "subgraph",
    command: "node",
    args: ["subgraph/test.ts"],
    count: countLines(/^(\d+) passed/gm, /^\d+ passed, (\d+) failed/gm),
  },
  nodeTests("subgraph-e2e", "subgraph/test/**/*.test.ts"),
  nodeTests("frontend", "frontend/test/**/*.test.ts"),
  nodeTests("e2e", "test/e2e/**/*.test.ts"),
  {
    name: "browser",
    command: "node",
    args: ["test/browser/run.ts"],
    count: countLines(/(\d+) passed/g, /(\d+) failed/g),
  },
];

/** Adds up what a runner's summary lines say; the first capture group is the number. */
function countLines(passed: RegExp, failed: RegExp): (output: string) => Count {
  const sum = (output: string, pattern: RegExp) =>
    [...output.matchAll(pattern)].reduce((total, match) => total + Number(match[1] ?? 0), 0);
  return (output) => ({ passed: sum(output, passed), failed: sum(output, failed) });
}

function run(suite: Suite): Promise<{ output: string; ok: boolean }> {
  return new Promise((done) => {
    const child = spawn(suite.command, suite.args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...suite.env, FORCE_COLOR: "0", NO_COLOR: "1" },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        process.stdout.write(text);
      });
    child.once("error", (error) => done({ output: error.message, ok: false }));
    child.once("close", (code) => done({ output, ok: code === 0 }));
  });
}

const names = SUITES.map((suite) => suite.name);
if (values.help) {
  console.log(
    `npm test [-- SUITE…] [--deep]\n\nSuites: ${names.join(", ")}. All of them without a name.\n--deep  long fuzz and invariant campaigns`,
  );
  process.exit(0);
}
const unknown = positionals.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`No suite is called ${unknown.join(", ")}. There are: ${names.join(", ")}.`);
  process.exit(2);
}
if (!existsSync("artifacts/contracts")) {
  console.error("The contracts are not built. Run npm run build.");
  process.exit(2);
}

const total: Count = { passed: 0, failed: 0 };
const rows: string[] = [];
for (const suite of SUITES.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  console.log(pc.bold(`\n── ${suite.name}`));
  const started = performance.now();
  const { output, ok } = await run(suite);
  const count = suite.count(output);
  if (ok && /^skipped: /m.test(output)) {
    rows.push(`${suite.name.padEnd(16)} skipped`);
    continue;
  }
  if (!ok && count.failed === 0) count.failed = 1;
  if (ok && count.passed === 0) {
    // A suite that ran nothing proves nothing.
    count.failed = 1;
    console.error(`${suite.name} ran no test.`);
  }
  total.passed += count.passed;
  total.failed += count.failed;
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  rows.push(
    `${suite.name.padEnd(16)} ${String(count.passed).padStart(5)} passed ${String(count.failed).padStart(4)} failed ${seconds.padStart(5)} s`,
  );
}
console.log(`\n${rows.join("\n")}\n`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
