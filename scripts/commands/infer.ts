import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { inferModel } from "@blacktail/frameworks";
import { BlacktailError, TaskInfo } from "@blacktail/sdk";
import type { Command } from "commander";
import { z } from "zod";
import { result, table } from "../lib/output.ts";

/** What `blacktail train` leaves beside the model. */
const Manifest = z.object({ task: TaskInfo });

/** `blacktail infer`: rows through a model that was trained here. */
export function inferCommand(program: Command): void {
  program
    .command("infer")
    .description("predict the rows of a CSV file with a trained model")
    .requiredOption("--model <folder>", "what `train --out` made: model.onnx and manifest.json")
    .requiredOption("--data <file>", "CSV file with the model's columns")
    .requiredOption("--out <file>", "CSV file for the predictions")
    .option("--json", "print one JSON object as the last line")
    .action(async (options: { model: string; data: string; out: string; json?: boolean }) => {
      const { task } = await readManifest(join(options.model, "manifest.json"));
      const {
        rows,
        metrics = {},
        path,
      } = await inferModel({
        modelPath: join(options.model, "model.onnx"),
        inputPath: options.data,
        outPath: options.out,
        task,
      });
      result(options.json, { rows, metrics, predictions: path }, () =>
        table([
          ["rows", String(rows)],
          ...Object.entries(metrics).map(([name, value]): [string, string] => [name, value.toFixed(4)]),
          ["predictions", path],
        ]),
      );
    });
}

async function readManifest(path: string): Promise<z.infer<typeof Manifest>> {
  try {
    return Manifest.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    throw new BlacktailError({
      code: "CLI_MANIFEST_UNREADABLE",
      message: `${path} is not the manifest of a trained model: ${(cause as Error).message.split("\n")[0]}.`,
      fix: "Give the folder that `train --out` wrote.",
      cause,
    });
  }
}
