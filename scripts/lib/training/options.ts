import { type Command, Option } from "commander";
import { wholeNumber } from "../options.ts";

/** What may be said about a training, wherever it runs. */
export type TrainingOptions = {
  spec?: string;
  recipe?: string;
  family?: string;
  name?: string;
  data?: string;
  target?: string;
  labels?: string;
  test?: string;
  testLabels?: string;
  parent?: string[];
  module?: string;
  config?: string;
  seed?: number;
  device?: "auto" | "cpu" | "webgpu" | "cuda";
  stages?: number;
  minutes?: number;
  memory?: number;
};

const SEEDS = 2 ** 32 - 1;
const MONTH_MINUTES = 31 * 24 * 60;
const MEBIBYTES = 1_048_576;
/** As many as the chain takes. */
const MOST_STAGES = 32;

/** Adds the options that say what to train: by a spec file, by a recipe, or one by one. */
export function addTrainingOptions(command: Command): Command {
  return command
    .option("--family <family>", "learning family; `blacktail families` lists them")
    .option("--name <name>", "the family's framework (default: its first that takes the data)")
    .option("--data <file>", "what to learn from: a table (CSV), a text, or images (IDX)")
    .option("--target <column>", "the column of a table to predict")
    .option("--labels <file>", "labels of data that holds none, such as images")
    .option("--test <file>", "what to measure on (default: a part of the data)")
    .option("--test-labels <file>", "labels of a test file that holds none, such as images")
    .option("--parent <file...>", "trained models to learn from: .onnx files, or folders that `train --out` made")
    .option("--module <file>", "your own family or environment: an ES module in TypeScript or JavaScript")
    .option("--config <file>", "JSON file with the framework's settings")
    .option("--recipe <file>", "JSON file with family, name, config and seed; options go before it")
    .option(
      "--spec <file>",
      "spec file of an earlier run: the very same training, on the files that it names by digest",
    )
    .option("--seed <number>", "makes the run reproducible (default: 1)", wholeNumber(0, SEEDS))
    .option(
      "--stages <number>",
      "into how many parts a job divides it, each paid by itself (default: 1)",
      wholeNumber(1, MOST_STAGES),
    )
    .addOption(
      new Option(
        "--device <device>",
        "what computes; only the CPU gives the same bytes each time (default: cpu)",
      ).choices(["auto", "cpu", "webgpu", "cuda"]),
    )
    .option("--minutes <number>", "the longest that it may take (default: 15)", wholeNumber(1, MONTH_MINUTES))
    .option("--memory <MiB>", "the most memory that it may use (default: 4096)", wholeNumber(64, MEBIBYTES));
}
