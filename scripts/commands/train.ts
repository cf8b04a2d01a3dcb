import { createReadStream } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { trainSpec } from "@blacktail/frameworks";
import { type Artifact, BlacktailError, DEFAULT_SEED, identify, trainingSpec } from "@blacktail/sdk";
import type { Command } from "commander";
import { wholeNumber } from "../lib/options.ts";
import { result, table } from "../lib/output.ts";
import { progressLine } from "../lib/progress.ts";

type Options = {
  family: string;
  data: string;
  target?: string;
  out: string;
  config?: string;
  seed: number;
  json?: boolean;
};

/** `blacktail train`: the same spec that a job on the network would run, on this machine. */
export function trainCommand(program: Command): void {
  program
    .command("train")
    .description("train a model on this machine")
    .requiredOption("--family <family>", "learning family: supervised")
    .requiredOption("--data <file>", "CSV file with a header")
    .option("--target <column>", "the column to predict")
    .requiredOption("--out <folder>", "where model.onnx and manifest.json go")
    .option("--config <file>", "JSON file with the framework's settings")
    .option("--seed <number>", "makes the run reproducible", wholeNumber(0, 2 ** 32 - 1), DEFAULT_SEED)
    .option("--json", "print one JSON object as the last line")
    .action(async (options: Options) => {
      const started = performance.now();
      const data = await identifyFile(options.data);
      const spec = trainingSpec({
        data,
        ...(options.target === undefined ? {} : { target: options.target }),
        family: options.family,
        config: options.config === undefined ? {} : await readConfig(options.config),
        seed: options.seed,
      });
      const line = progressLine();
      const trained = await trainSpec({
        spec,
        inputs: new Map([[data.digest, options.data]]),
        outDir: options.out,
        onProgress: line.show,
      }).finally(line.end);
      await writeFile(join(options.out, "manifest.json"), `${JSON.stringify(trained.manifest, null, 2)}\n`);
      const seconds = Number(((performance.now() - started) / 1000).toFixed(2));
      result(
        options.json,
        { metrics: trained.metrics, artifact: trained.artifactPath, digest: trained.digest, seconds },
        () =>
          table([
            ...Object.entries(trained.metrics).map(([name, value]): [string, string] => [
              name,
              String(Number(value.toFixed(4))),
            ]),
            ["model", trained.artifactPath],
            ["digest", trained.digest],
            ["seconds", String(seconds)],
          ]),
      );
    });
}

/** CID, digest and size of a file, read in pieces. */
async function identifyFile(path: string): Promise<Artifact> {
  try {
    return await identify(createReadStream(path));
  } catch (cause) {
    throw new BlacktailError({
      code: "CLI_FILE_UNREADABLE",
      message: `${path} cannot be read: ${(cause as Error).message}.`,
      fix: "Name a file that exists and that you may read.",
      cause,
    });
  }
}

async function readConfig(path: string): Promise<Record<string, unknown>> {
  try {
    const config: unknown = JSON.parse(await readFile(path, "utf8"));
    if (typeof config !== "object" || config === null || Array.isArray(config)) throw new Error("it is no JSON object");
    return config as Record<string, unknown>;
  } catch (cause) {
    throw new BlacktailError({
      code: "CLI_CONFIG_UNREADABLE",
      message: `${path} is no readable JSON file: ${(cause as Error).message}.`,
      fix: "Give a file that holds one JSON object of settings.",
      cause,
    });
  }
}
