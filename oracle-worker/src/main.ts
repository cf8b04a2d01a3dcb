#!/usr/bin/env node
/** The provider's daemon: reads the settings, takes its folder, runs until told to stop. */
import { mkdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { BlacktailError, toBlacktailError } from "@blacktail/sdk";
import { systemClock } from "./clock.ts";
import { helpText } from "./config/help.ts";
import { type Config, parseConfig } from "./config/parse.ts";
import { attempt } from "./data/journal.ts";
import { lockFolder } from "./data/lock.ts";
import { createLog } from "./log.ts";
import { EXIT, listenForSignals } from "./shutdown.ts";
import { isWorthAnotherStart, start } from "./start.ts";

function readArguments(): { config?: string; help: boolean } {
  try {
    const { values } = parseArgs({ options: { config: { type: "string" }, help: { type: "boolean", short: "h" } } });
    return { help: values.help ?? false, ...(values.config === undefined ? {} : { config: values.config }) };
  } catch (cause) {
    throw new BlacktailError({
      code: "WORKER_CONFIG",
      message: `${cause instanceof Error ? cause.message : cause}`,
      fix: "The only options are --config FILE and --help; everything else is set by variables.",
      cause,
    });
  }
}

function complain(error: unknown): void {
  const { code, message, fix } = toBlacktailError(error);
  process.stderr.write(`${code}: ${message}\n${fix}\n`);
}

async function run(config: Config): Promise<number> {
  const log = createLog(config.LOG_LEVEL);
  const { stop } = listenForSignals(log);
  try {
    attempt(config.DATA_DIR, () => mkdirSync(config.DATA_DIR, { recursive: true, mode: 0o700 }));
    const unlock = await lockFolder(config.DATA_DIR);
    try {
      await start(config, systemClock, log, stop.signal);
    } finally {
      unlock();
    }
    log.info("stopped");
    return EXIT.ok;
  } catch (error) {
    log.fatal({ err: error }, "the worker ends");
    complain(error);
    return isWorthAnotherStart(error) ? EXIT.tryAgain : EXIT.error;
  }
}

async function main(): Promise<number> {
  let config: Config;
  try {
    const { help, config: file } = readArguments();
    if (help) {
      process.stdout.write(helpText());
      return EXIT.ok;
    }
    config = parseConfig(process.env, file);
  } catch (error) {
    complain(error);
    return EXIT.config;
  }
  // What the settings were read from must not be handed on to anything that is started from here.
  for (const name of Object.keys(process.env))
    if (/^BLACKTAIL_(OPERATOR_KEY|ATTESTATION_KEY|\w+_TOKEN)/.test(name)) delete process.env[name];
  return run(config);
}

process.exit(await main());
