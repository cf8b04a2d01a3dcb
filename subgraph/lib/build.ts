import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { glob, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { BlacktailError } from "@blacktail/sdk";
import { exists } from "./exists.ts";
import { BUILD, ROOT } from "./paths.ts";

const run = promisify(execFile);
const require = createRequire(import.meta.url);

const SOURCES = ["schema.graphql", "subgraph.yaml", "abis/*.json", "src/**/*.ts"];
const STAMP = "inputs.sha256";

/**
 * Compiles schema, manifest and mappings into `build/` with graph-cli, unless that was done from the same inputs before.
 * Nothing in it depends on a deployment's addresses, so once for each version of the sources is enough.
 * @returns whether it had to compile (about 14 s on one core)
 * @throws BlacktailError `SUBGRAPH_BUILD_FAILED` with the compiler's last lines
 */
export async function buildSubgraph(options: { force?: boolean } = {}): Promise<boolean> {
  const wanted = await inputHash();
  const stamp = join(BUILD, STAMP);
  if (!options.force && (await exists(stamp)) && (await readFile(stamp, "utf8")) === wanted) return false;
  await graphCli(["codegen", "subgraph.yaml"]);
  const draft = `${BUILD}.new`;
  await rm(draft, { recursive: true, force: true });
  await graphCli(["build", "subgraph.yaml", "--output-dir", draft]);
  await writeFile(join(draft, STAMP), wanted);
  await rm(BUILD, { recursive: true, force: true });
  await rename(draft, BUILD);
  return true;
}

/** sha-256 over everything that the build is made from, the compiler's version included. */
async function inputHash(): Promise<string> {
  const hash = createHash("sha256");
  for (const name of ["@graphprotocol/graph-cli", "@graphprotocol/graph-ts"])
    hash.update(`${name}@${(require(`${name}/package.json`) as { version: string }).version}\n`);
  const files: string[] = [];
  for await (const file of glob(SOURCES, { cwd: ROOT })) files.push(file);
  for (const file of files.sort())
    hash
      .update(`${file}\0`)
      .update(await readFile(join(ROOT, file)))
      .update("\0");
  return hash.digest("hex");
}

/** Runs a command of graph-cli in the workspace. */
export async function graphCli(args: string[]): Promise<void> {
  const cli = require.resolve("@graphprotocol/graph-cli/bin/run.js");
  try {
    await run(process.execPath, [cli, ...args], {
      cwd: ROOT,
      env: { ...process.env, NO_COLOR: "1" },
      maxBuffer: 1 << 26,
    });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new BlacktailError({
      code: "SUBGRAPH_BUILD_FAILED",
      message: `graph ${args[0]} failed: ${`${stdout}\n${stderr}`.trim().split("\n").slice(-12).join("\n")}`,
      fix: "Mend what the compiler names, then run npm run build again.",
      cause: error,
    });
  }
}
