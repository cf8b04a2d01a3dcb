import { execFile } from "node:child_process";
import { chown, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { BlacktailError } from "@blacktail/sdk";
import pg from "pg";
import { type Disguise, disguiseFor, disguiseOf } from "./disguise.ts";
import { exists } from "./exists.ts";
import { postgresBinaries } from "./postgresBinaries.ts";
import type { ProcessSpec } from "./process.ts";

const run = promisify(execFile);

const USER = "graph";
/** Milliseconds that making a cluster may take. */
const INIT_TIMEOUT = 60_000;

export type PostgresOptions = {
  /** Folder of the database cluster; made when missing, readable by nobody else. */
  dataDir: string;
  /** TCP port on 127.0.0.1. */
  port: number;
  /** Interrupts the making of a cluster. */
  signal?: AbortSignal;
  /** Password of the user `graph`. It is set when the cluster is made and must stay the same. */
  password: string;
};

/**
 * Makes the database cluster unless there is a whole one. A cluster that was only half made is made anew.
 * @throws BlacktailError `POSTGRES_NOT_INSTALLED`, `POSTGRES_FOLDER_CLOSED`, `POSTGRES_INIT_FAILED`.
 */
export async function preparePostgres({ dataDir, password, signal }: PostgresOptions): Promise<void> {
  const { initdb } = await postgresBinaries();
  if (await exists(join(dataDir, "PG_VERSION"))) return;
  // initdb writes PG_VERSION early; a cluster becomes ours only by the rename of a finished one.
  await mkdir(dirname(dataDir), { recursive: true });
  const who = await disguiseFor(dirname(dataDir), initdb);
  const draft = `${dataDir}.new`;
  const secret = await mkdtemp(join(tmpdir(), "blacktail-pw-"));
  try {
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { mode: 0o700 });
    const file = join(secret, "password");
    await writeFile(file, password, { mode: 0o600 });
    if (who.uid !== undefined && who.gid !== undefined)
      for (const path of [draft, secret, file]) await chown(path, who.uid, who.gid);
    const args = ["-D", draft, "-U", USER, "-A", "scram-sha-256", `--pwfile=${file}`, "-E", "UTF8", "--locale=C"];
    const { command, args: words, ...as } = disguised(who, initdb, [...args, "--no-sync"]);
    await run(command, words, {
      ...as,
      ...(signal === undefined ? {} : { signal }),
      timeout: INIT_TIMEOUT,
      cwd: draft,
      env: { PATH: process.env.PATH },
    });
    await rename(draft, dataDir);
  } catch (error) {
    throw new BlacktailError({
      code: "POSTGRES_INIT_FAILED",
      message: `The database folder ${dataDir} could not be made: ${reasonOf(error)}`,
      fix: "Check that the disk has room and that the folder may be written, then try again.",
      cause: error,
    });
  } finally {
    await rm(secret, { recursive: true, force: true });
    await rm(draft, { recursive: true, force: true });
  }
}

/** The server itself. It needs `preparePostgres` first, listens on 127.0.0.1 only, and stops in good order on SIGINT. */
export async function postgresProcess({ dataDir, port }: PostgresOptions): Promise<ProcessSpec> {
  const { postgres } = await postgresBinaries();
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "100",
    shared_buffers: "64MB",
    // The index can be rebuilt from the chain, but must never be half-written: commits may be lost, order may not.
    synchronous_commit: "off",
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return {
    ...disguised(await disguiseOf(dataDir), postgres, ["-D", dataDir, "-p", String(port), ...flags]),
    env: { TZ: "UTC" },
    cwd: dataDir,
    stopSignal: "SIGINT",
    graceMs: 15_000,
  };
}

/** Whether the server answers a query. */
export async function postgresReady(options: PostgresOptions): Promise<boolean> {
  try {
    await query(options, "postgres", "select 1");
    return true;
  } catch {
    // Refused or still starting: both mean not ready, and the supervisor's time limit has the last word.
    return false;
  }
}

/**
 * The database of a chain, named after its genesis block: a chain made anew must not meet the index of the old one.
 * Makes it when missing.
 * @returns the URL that graph-node connects to
 */
export async function createDatabase(options: PostgresOptions, genesisHash: string): Promise<string> {
  const name = `graph_${/^0x([0-9a-f]{16})/.exec(genesisHash.toLowerCase())?.[1]}`;
  if (name.endsWith("undefined")) {
    throw new BlacktailError({
      code: "SUBGRAPH_BAD_GENESIS",
      message: `"${genesisHash}" is not the hash of a genesis block.`,
      fix: "Pass the hash of block 0 as the chain reports it.",
    });
  }
  const found = await query(options, "postgres", "select 1 from pg_database where datname = $1", [name]);
  if (found.rowCount === 0) await query(options, "postgres", `create database ${name}`);
  return databaseUrl(options, name);
}

function databaseUrl({ port, password }: PostgresOptions, database: string): string {
  return `postgresql://${USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

function disguised({ prefix, ...who }: Disguise, command: string, args: string[]) {
  const [first = command, ...rest] = [...prefix, command, ...args];
  return { command: first, args: rest, ...who };
}

function reasonOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message?: string };
  return (stderr?.trim() || message || String(error)).split("\n").slice(-3).join(" ");
}

async function query(options: PostgresOptions, database: string, sql: string, values: unknown[] = []) {
  const client = new pg.Client({
    host: "127.0.0.1",
    port: options.port,
    user: USER,
    password: options.password,
    database,
    connectionTimeoutMillis: 2_000,
  });
  // A server that goes away after the answer must not end this process.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await client.query(sql, values);
  } finally {
    await client.end();
  }
}
