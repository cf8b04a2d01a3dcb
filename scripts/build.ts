/**
 * `npm run build [-- contracts|subgraph|dapp …] [--force]`: all three, or those named, each only when what it is made from has changed.
 * Runs after the install, so that the first start waits for nothing.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import pc from "picocolors";
import { parseOptions } from "./lib/options.ts";

type Target = { name: string; inputs: string[]; output: string; command: string; args: string[]; cwd?: string };

const ROOT = resolve(import.meta.dirname, "..");
const BIN = join(ROOT, "node_modules/.bin");
const STAMPS = join(ROOT, "node_modules/.cache/blacktail-build");

const TARGETS: Target[] = [
  {
    name: "contracts",
    inputs: ["contracts/**/*.sol", "test/mocks/**/*.sol", "hardhat.config.ts", "package-lock.json"],
    output: "artifacts/contracts",
    command: "hardhat",
    args: ["build", "--no-tests"],
  },
  {
    name: "subgraph",
    inputs: ["subgraph/{schema.graphql,subgraph.yaml,build.ts}", "subgraph/{src,abis,lib}/**/*", "package-lock.json"],
    output: "subgraph/build",
    command: "node",
    args: ["subgraph/build.ts"],
  },
  {
    name: "dapp",
    inputs: [
      "frontend/{index.html,vite.config.ts,package.json}",
      "frontend/{src,public,vite}/**/*",
      "stubs/**/*",
      "sdk/src/**/*.ts",
      "package-lock.json",
    ],
    output: "frontend/dist/index.html",
    command: "vite",
    args: ["build", "--logLevel", "warn"],
    cwd: "frontend",
  },
];

/** One digest over the names and contents of everything a target is made from. */
function fingerprint(target: Target): string {
  const hash = createHash("sha256");
  const files = target.inputs.flatMap((pattern) => globSync(pattern, { cwd: ROOT })).sort();
  for (const file of files) {
    const path = join(ROOT, file);
    if (statSync(path).isFile()) hash.update(`${file}\0`).update(readFileSync(path)).update("\0");
  }
  return hash.update(JSON.stringify([target.command, target.args])).digest("hex");
}

const { values, positionals } = parseOptions(
  "npm run build [-- contracts|subgraph|dapp …] [--force]\n\nBuilds all three, or those named, each only when stale. --force builds in any case.",
  { force: { type: "boolean", default: false } },
);
const unknown = positionals.find((name) => !TARGETS.some((target) => target.name === name));
if (unknown !== undefined) {
  console.error(`There is no ${unknown} to build. There are: ${TARGETS.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}
mkdirSync(STAMPS, { recursive: true });
for (const target of TARGETS) {
  if (positionals.length > 0 && !positionals.includes(target.name)) continue;
  const stamp = join(STAMPS, target.name);
  const wanted = fingerprint(target);
  const fresh = existsSync(join(ROOT, target.output)) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted;
  if (fresh && !values.force) continue;
  process.stderr.write(`building ${target.name} … `);
  const started = performance.now();
  const run = spawnSync(join(BIN, target.command), target.args, {
    cwd: join(ROOT, target.cwd ?? "."),
    encoding: "utf8",
    env: { ...process.env, PATH: `${BIN}:${process.env.PATH}`, NO_COLOR: "1" },
  });
  if (run.status !== 0) {
    console.error(pc.red("failed"));
    console.error([run.error?.message, run.stdout, run.stderr].filter(Boolean).join("\n"));
    process.exit(1);
  }
  process.stderr.write(`${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  writeFileSync(stamp, wanted);
}
