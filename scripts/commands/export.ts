import { exportHuggingFace } from "@blacktail/frameworks";
import { type Command, Option } from "commander";
import { result } from "../lib/output.ts";
import { trainedModel } from "../lib/trainedModel.ts";

/** `blacktail export`: a trained model in the layout of other tools. */
export function exportCommand(program: Command): void {
  program
    .command("export")
    .description("lay a trained language model out for other tools")
    .requiredOption("--model <folder>", "what `train --out` made")
    .addOption(
      new Option("--format <format>", "huggingface: as transformers and transformers.js load it")
        .choices(["huggingface"])
        .default("huggingface"),
    )
    .requiredOption("--out <folder>", "where the files go")
    .option("--json", "print one JSON object as the last line")
    .action(async (options: { model: string; out: string; json?: boolean }) => {
      const { modelPath } = await trainedModel(options.model);
      const files = await exportHuggingFace({ modelPath, outDir: options.out });
      result(options.json, { files }, () => files.map((path) => `  ${path}`).join("\n"));
    });
}
