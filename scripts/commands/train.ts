import type { Command } from "commander";
import { wholeNumber } from "../lib/options.ts";
import { result } from "../lib/output.ts";
import { addTrainingOptions, type TrainingOptions } from "../lib/training/options.ts";
import { planTraining } from "../lib/training/plan.ts";
import { summary } from "../lib/training/summary.ts";
import { type LocalOptions, trainLocally } from "../lib/training/trainLocally.ts";
import { writeRun } from "../lib/training/writeRun.ts";

type Options = TrainingOptions & LocalOptions & { json?: boolean };

const MOST_STEPS = 1_000_000_000;
const MOST_THREADS = 1_024;

const EXAMPLES = `
Examples:
  blacktail train --family supervised --data titanic.csv --target survived
  blacktail train --family deep --data images-idx3-ubyte.gz --labels labels-idx1-ubyte.gz --checkpoint-every 200
  blacktail train --family deep --data shakespeare.txt --minutes 20 --out ./writer
  blacktail train --family reinforcement --name dqn --out ./pole
  blacktail train --family transfer --parent ./blacktail-model --data few.csv --target kind
  blacktail train --recipe frameworks/recipes/supervised.json --data FILE --target COLUMN
  blacktail train --spec ./blacktail-model/spec.json --data titanic.csv
Settings of a framework: blacktail families supervised/tabular`;

/** `blacktail train`: the same spec that a job on the network would run, on this machine. */
export function trainCommand(program: Command): void {
  addTrainingOptions(program.command("train").description("train a model on this machine"))
    .option("--out <folder>", "where the model, its manifest, its spec and its report go", "./blacktail-model")
    .option("--threads <number>", "CPU threads (default: 2, or as many as there are)", wholeNumber(1, MOST_THREADS))
    .option("--checkpoint-every <steps>", "keep the run's state every so many steps", wholeNumber(1, MOST_STEPS))
    .option("--resume", "go on from the state that a stopped run left in --out")
    .option("--json", "print one JSON object as the last line")
    .addHelpText("after", EXAMPLES)
    .action(async (options: Options) => {
      const started = performance.now();
      const plan = await planTraining(options);
      const trained = await trainLocally(plan, options);
      const files = await writeRun(options.out, plan.spec, trained);
      const seconds = Number(((performance.now() - started) / 1000).toFixed(2));
      const { metrics, artifactPath: artifact, digest, split, warnings } = trained;
      const { executionProvider: device } = trained.runtime;
      const json = {
        metrics,
        artifact,
        digest,
        split,
        seconds,
        report: files.html,
        spec: files.spec,
        device,
        warnings,
      };
      result(options.json, json, () => summary(plan.spec, trained, files, seconds));
    });
}
