#!/usr/bin/env node
import { parseArgs } from "node:util";
import pino from "pino";
import { parseConfig } from "./config.ts";
import { explain, failure } from "./error.ts";
import { HELP } from "./help.ts";
import { VERSION } from "./rpc/version.ts";
import { start } from "./start.ts";

/** Exit codes of sysexits.h: a wrong setting; try again later. */
const EX_CONFIG = 78;
const EX_TEMPFAIL = 75;

const options = readOptions();
if (options.help) process.stdout.write(HELP);
else if (options.version) process.stdout.write(`${VERSION}\n`);
else await main();

function readOptions(): { help?: boolean; version?: boolean } {
  try {
    return parseArgs({ options: { help: { type: "boolean", short: "h" }, version: { type: "boolean" } } }).values;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/\.$/, "") : String(cause);
    exitWith(
      failure(
        "STORAGE_CONFIG",
        `The command line is wrong: ${reason}.`,
        `Settings are environment variables.\n\n${HELP.trimEnd()}`,
        cause,
      ),
    );
  }
}

async function main(): Promise<void> {
  try {
    const config = parseConfig(process.env);
    const log = pino({ name: "storage", level: config.logLevel });
    const { url, stop } = await start(config, log);
    const { directory, maxBytes, quotaBytes } = config;
    log.info({ url, directory, maxBytes, quotaBytes }, "listening");
    if (!/^(127\.|::1$|localhost$)/.test(config.host) && config.token === undefined) {
      log.warn({ host: config.host }, "anyone who reaches this address can store content; set BLACKTAIL_STORAGE_TOKEN");
    }
    let stopping = false;
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.on(signal, () => {
        if (stopping) return;
        stopping = true;
        log.info({ signal }, "stopping");
        stop().then(
          () => process.exit(0),
          (error: unknown) => exitWith(error),
        );
      });
    }
  } catch (error) {
    exitWith(error);
  }
}

/** Prints what is wrong and what to do, and ends with the exit code that says who can mend it. */
function exitWith(cause: unknown): never {
  const { error } = explain(cause);
  const reason = error.code === "STORAGE_INTERNAL" && error.cause instanceof Error ? ` ${error.cause.message}.` : "";
  process.stderr.write(`${error.code}: ${error.message}${reason} ${error.fix}\n`);
  const tryAgain = ["STORAGE_PORT_TAKEN", "STORAGE_LOCKED"].includes(error.code);
  process.exit(tryAgain ? EX_TEMPFAIL : error.code === "STORAGE_CONFIG" ? EX_CONFIG : 1);
}
