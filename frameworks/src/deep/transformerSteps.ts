import type { JobSpec } from "@blacktail/sdk";
import type { TransformerConfig } from "@blacktail/sdk/families";
import { problem } from "../errors.ts";

/** Passes over the text, and steps at most, when nothing is said. */
const DEFAULT_PASSES = 6;
const DEFAULT_MOST = 3_000;
/** The bytes and the end of a document. */
const LEAST_BPE = 258;

/** Rules that tie settings together. @throws BlacktailError CONFIG_INVALID */
export function checkTransformerConfig({
  width,
  heads,
  tokenizer,
  vocabularySize,
  batchSize,
  accumulate,
}: TransformerConfig): void {
  const refuse = (setting: string, why: string, fix: string) =>
    problem("CONFIG_INVALID", `The training setting "${setting}" is wrong: ${why}.`, fix);
  if (width % (2 * heads) !== 0) {
    const why = `${heads} heads do not divide a width of ${width} into even parts`;
    throw refuse("heads", why, "Choose a width that is a multiple of twice the heads.");
  }
  if (tokenizer === "bpe" && vocabularySize < LEAST_BPE) {
    throw refuse(
      "vocabularySize",
      `${vocabularySize} tokens are fewer than the ${LEAST_BPE} that bpe needs`,
      `Give ${LEAST_BPE} or more.`,
    );
  }
  if (batchSize % accumulate !== 0) {
    throw refuse(
      "accumulate",
      `a batch of ${batchSize} has no ${accumulate} equal parts`,
      "Choose a divisor of batchSize.",
    );
  }
}

/** Optimizer steps: what the job's stages say in sum, else the settings. @param tokens of the training part */
export function planSteps(config: TransformerConfig, stages: JobSpec["stages"], tokens: number): number {
  const { batchSize, context } = config;
  const perPass = tokens / (batchSize * context);
  const ofPasses = (passes: number) => Math.max(1, Math.round(passes * perPass));
  const staged = stages.reduce((sum, { steps = 0, epochs = 0 }) => sum + steps + epochs * perPass, 0);
  const own = config.steps ?? (config.epochs === undefined ? undefined : ofPasses(config.epochs));
  if (staged > 0) return Math.max(1, Math.min(Math.round(staged), own ?? Number.POSITIVE_INFINITY));
  return own ?? Math.min(DEFAULT_MOST, ofPasses(DEFAULT_PASSES));
}
