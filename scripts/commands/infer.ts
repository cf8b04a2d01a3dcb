import { generateText, inferModel } from "@blacktail/frameworks";
import { BlacktailError, type TaskInfo } from "@blacktail/sdk";
import { type Command, InvalidArgumentError } from "commander";
import { interrupt } from "../lib/interrupt.ts";
import { wholeNumber } from "../lib/options.ts";
import { result, table } from "../lib/output.ts";
import { trainedModel } from "../lib/trainedModel.ts";

type Options = {
  model: string;
  data?: string;
  out?: string;
  prompt?: string;
  tokens: number;
  temperature: number;
  topK?: number;
  seed: number;
  json?: boolean;
};

const EXAMPLES = `
Examples:
  blacktail infer --model ./blacktail-model --data new.csv --out predictions.csv
  blacktail infer --model ./digits --data t10k-images-idx3-ubyte.gz --out digits.csv
  blacktail infer --model ./writer --prompt "ROMEO:" --tokens 300 --temperature 0.8
  blacktail infer --model ./writer --data prompts.txt --out answers.csv`;

/** `blacktail infer`: a file's rows, images or prompts through a trained model, or one prompt. */
export function inferCommand(program: Command): void {
  program
    .command("infer")
    .description("run a trained model on a file, or let a language model write")
    .requiredOption("--model <folder>", "what `train --out` made: model.onnx and manifest.json")
    .option("--data <file>", "what the model takes: a table with its columns, images, or prompts line by line")
    .option("--out <file>", "CSV file for what comes out")
    .option("--prompt <text>", "of a language model: what it writes on from, shown as it is written")
    .option("--tokens <number>", "of a prompt: the most tokens to write", wholeNumber(1, 100_000), 200)
    .option("--temperature <number>", "of a prompt: 0 writes what is likeliest, 1 as the model draws", temperature, 0.8)
    .option("--top-k <number>", "of a prompt: draw among so many likeliest tokens", wholeNumber(1, 1_000_000))
    .option("--seed <number>", "of a prompt: fixes what is drawn", wholeNumber(0, 2 ** 32 - 1), 0)
    .option("--json", "print one JSON object as the last line")
    .addHelpText("after", EXAMPLES)
    .action(async (options: Options) => {
      const { modelPath, task } = await trainedModel(options.model);
      if (options.prompt === undefined) return inferFile(modelPath, task, options);
      if (task.kind !== "generation") {
        throw new BlacktailError({
          code: "CLI_NO_WRITER",
          message: `--prompt is for language models; this is one of ${task.kind}.`,
          fix: "Give --data and --out.",
        });
      }
      return write(modelPath, options.prompt, options);
    });
}

async function inferFile(modelPath: string, task: TaskInfo, { data, out, json }: Options): Promise<void> {
  if (data === undefined || out === undefined) {
    throw new BlacktailError({
      code: "CLI_OPTION_MISSING",
      message: `--${data === undefined ? "data" : "out"} is missing.`,
      fix: task.kind === "generation" ? "Give --data and --out, or --prompt." : "Give --data and --out.",
    });
  }
  const { signal, stop } = interrupt();
  const inferred = inferModel({ modelPath, inputPath: data, outPath: out, task, signal }).finally(stop);
  const { rows, metrics = {}, path } = await inferred;
  result(json, { rows, metrics, predictions: path }, () =>
    table([
      ["rows", String(rows)],
      ...Object.entries(metrics).map(([name, value]): [string, string] => [name, value.toFixed(4)]),
      ["predictions", path],
    ]),
  );
}

async function write(modelPath: string, prompt: string, options: Options): Promise<void> {
  const { tokens: maxTokens, temperature: heat, topK, seed, json } = options;
  const { signal, stop } = interrupt();
  const show = (text: string) => void process.stdout.write(text);
  if (!json) show(prompt);
  const onToken = json ? undefined : show;
  const args = { modelPath, prompt, maxTokens, temperature: heat, topK, seed, onToken, signal };
  const text = await generateText(args).finally(stop);
  result(json, { prompt, text }, () => "");
}

function temperature(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value <= 100) return value;
  throw new InvalidArgumentError("Give a number from 0 to 100.");
}
