/**
 * `npm test [-- SUITE…] [--deep]`: every test of every part, then a line that counts them all. Two suites run at a time, since many wait
 * more than they compute: what each prints comes whole, when it ends. A suite that ends badly without counting a failure counts as one.
 */
import { spawn, spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { resolve } from "node:path";
import pc from "picocolors";
import { parseOptions } from "./lib/options.ts";

/** What the processes of the tests compile, hundreds of times the same, is kept. */
const COMPILE_CACHE = process.env.NODE_COMPILE_CACHE ?? resolve("node_modules/.cache/compile");

type Count = { passed: number; failed: number; skipped: number };
type Run = { output: string; ok: boolean };
type Suite = {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  count: (run: Run) => Count;
};

const NAMES =
  "contracts, deployment, gas, differential, simulation, sdk, storage, frameworks, oracle-worker, frontend, subgraph, subgraph-e2e, e2e, browser";
const { values, positionals } = parseOptions(
  `npm test [-- SUITE…] [--deep]\n\nSuites: ${NAMES}. All of them without a name.\n--deep  long fuzz, invariant and differential campaigns`,
  { deep: { type: "boolean", default: false } },
);

/** `concurrency`: test files at a time; each has its own processes and ports. */
const nodeTests = (name: string, pattern: string, concurrency = 1): Suite => ({
  name,
  command: "node",
  args: ["--test", "--test-reporter=spec", `--test-concurrency=${concurrency}`, ...filesOf(pattern)],
  count: countLines(/^ℹ pass (\d+)/gm, /^ℹ fail (\d+)/gm, /^ℹ skipped (\d+)/gm),
});

/** The long ones first, one that computes beside one that waits. */
const SUITES: Suite[] = [
  {
    // The same tests, and the proof that they reach every line; a long campaign does without that.
    name: "contracts",
    ...(values.deep
      ? { command: "hardhat", args: ["test", "solidity", "--test-profile", "deep"] }
      : { command: "node", args: ["scripts/coverage.ts"] }),
    count: countLines(/(\d+) passing/g, /(\d+) failing/g),
  },
  nodeTests("oracle-worker", "oracle-worker/test/**/*.test.ts", 2),
  nodeTests("frameworks", "frameworks/test/**/*.test.ts", 2),
  nodeTests("e2e", "test/e2e/**/*.test.ts", 2),
  {
    name: "browser",
    command: "node",
    args: ["test/browser/run.ts"],
    count: countLines(/(\d+) passed/g, /(\d+) failed/g),
  },
  nodeTests("subgraph-e2e", "subgraph/test/**/*.test.ts"),
  nodeTests("sdk", "sdk/test/**/*.test.ts", 2),
  {
    name: "deployment",
    command: "hardhat",
    // Built just before; compiling here would also compile every Solidity test.
    args: ["test", "nodejs", "--no-compile"],
    count: countLines(/(\d+) passing/g, /(\d+) failing/g),
  },
  nodeTests("storage", "storage/test/**/*.test.ts"),
  {
    name: "subgraph",
    command: "node",
    args: ["subgraph/test.ts"],
    count: countLines(/^(\d+) passed/gm, /^\d+ passed, (\d+) failed/gm),
  },
  {
    name: "gas",
    command: "node",
    args: ["scripts/bench/gas.ts", "--check"],
    count: ({ ok }) => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }),
  },
  {
    ...nodeTests("differential", "test/differential/**/*.test.ts"),
    env: values.deep ? { BLACKTAIL_DEEP: "1" } : {},
  },
  nodeTests("simulation", "test/sim/**/*.test.ts"),
  nodeTests("frontend", "frontend/test/**/*.test.ts"),
];

/** The test files of a pattern; without any, node would run whatever it finds. */
function filesOf(pattern: string): string[] {
  const files = globSync(pattern).sort();
  if (files.length === 0) throw new Error(`No test file fits ${pattern}.`);
  return files;
}

/** Adds up what a runner's summary lines say; the first capture group is the number. */
function countLines(passed: RegExp, failed: RegExp, skipped?: RegExp): (run: Run) => Count {
  const sum = (output: string, pattern: RegExp) =>
    [...output.matchAll(pattern)].reduce((total, match) => total + Number(match[1] ?? 0), 0);
  return ({ output }) => ({
    passed: sum(output, passed),
    failed: sum(output, failed),
    skipped: skipped === undefined ? 0 : sum(output, skipped),
  });
}

/** @param print Takes what the suite prints, as it comes. */
function run(suite: Suite, print: (text: string) => void): Promise<Run> {
  return new Promise((done) => {
    const child = spawn(suite.command, suite.args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...suite.env, NODE_COMPILE_CACHE: COMPILE_CACHE, FORCE_COLOR: "0", NO_COLOR: "1" },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        print(text);
      });
    child.once("error", (error) => done({ output: error.message, ok: false }));
    child.once("close", (code) => done({ output, ok: code === 0 }));
  });
}

/** What a suite's end says, in counts; a suite that ran nothing proves nothing. */
function judge(suite: Suite, ended: Run): Count {
  if (ended.ok && /^skipped: /m.test(ended.output)) return { passed: 0, failed: 0, skipped: 1 };
  const count = suite.count(ended);
  if (!ended.ok && count.failed === 0) return { ...count, failed: 1 };
  if (!ended.ok || count.passed > 0) return count;
  console.error(`${suite.name} ran no test.`);
  return { ...count, failed: 1 };
}

const names = SUITES.map((suite) => suite.name);
const unknown = positionals.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`No suite is called ${unknown.join(", ")}. There are: ${names.join(", ")}.`);
  process.exit(2);
}
// What is tested is what stands in the sources now.
if (spawnSync(process.execPath, ["scripts/build.ts"], { stdio: "inherit" }).status !== 0) process.exit(1);

const chosen = SUITES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const counts = new Map<Suite, Count & { seconds: number }>();
const waiting = [...chosen];

/** Runs suites, one after the other, until none waits. */
async function lane(): Promise<void> {
  for (let suite = waiting.shift(); suite !== undefined; suite = waiting.shift()) {
    const heading = pc.bold(`\n── ${suite.name}`);
    const live = chosen.length === 1;
    console.log(live ? heading : pc.dim(`${suite.name} …`));
    const started = performance.now();
    const ended = await run(suite, live ? (text) => process.stdout.write(text) : () => {});
    if (!live) console.log(`${heading}\n${ended.output.trimEnd()}`);
    counts.set(suite, { ...judge(suite, ended), seconds: (performance.now() - started) / 1000 });
  }
}
await Promise.all([lane(), lane()]);

const total: Count = { passed: 0, failed: 0, skipped: 0 };
const rows = chosen.map((suite) => {
  const { passed, failed, skipped, seconds } = counts.get(suite) as Count & { seconds: number };
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  const cell = (count: number) => String(count).padStart(5);
  return `${suite.name.padEnd(16)} ${cell(passed)} passed ${cell(failed)} failed ${cell(skipped)} skipped ${cell(Math.round(seconds))} s`;
});
console.log(`\n${rows.join("\n")}\n`);
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`);
process.exit(total.failed === 0 ? 0 : 1);
