/** `npm run check`: everything that must hold before a commit, in one run that goes on to the end and names each failure. */
import { spawnSync } from "node:child_process";
import pc from "picocolors";

const CHECKS: [name: string, command: string, ...args: string[]][] = [
  ["lockfile complete", "node", "scripts/lockfile.ts", "--check"],
  ["format, lint, import rules (TypeScript, JSON, CSS)", "biome", "check", "--error-on-warnings", "."],
  ["format (Solidity)", "prettier", "--check", "--log-level", "warn", "{contracts,test}/**/*.sol"],
  ["lint (Solidity)", "solhint", "--max-warnings", "0", "contracts/**/*.sol"],
  ["generated files fresh", "node", "scripts/generate.ts", "--check"],
  ["error codes documented", "node", "scripts/check-errors.ts"],
  ["types", "tsc", "-p", "tsconfig.json"],
  ["types (subgraph's tools)", "tsc", "-p", "subgraph/tsconfig.json"],
  ["types (dApp)", "tsc", "-p", "frontend/tsconfig.json"],
  ["unused code and dependencies", "knip"],
];

const failed: string[] = [];
for (const [name, command, ...args] of CHECKS) {
  const started = performance.now();
  const run = spawnSync(command, args, { encoding: "utf8" });
  const seconds = `${((performance.now() - started) / 1000).toFixed(1)} s`;
  if (run.status === 0) {
    console.log(`${pc.green("ok")}    ${name} ${pc.dim(seconds)}`);
    continue;
  }
  failed.push(name);
  console.log(`${pc.red("fail")}  ${name} ${pc.dim(seconds)}`);
  console.log([run.error?.message, run.stdout, run.stderr].filter(Boolean).join("\n").trimEnd());
}
if (failed.length > 0) {
  console.error(
    `\n${failed.length} of ${CHECKS.length} checks failed: ${failed.join("; ")}. \`npm run format\` mends format, \`npm run generate\` generated files.`,
  );
  process.exit(1);
}
