import type { Framework, JobSpec, TaskInfo } from "@blacktail/sdk";
import { TransformerConfig } from "@blacktail/sdk/families";
import { readConfig } from "../config.ts";
import { problem } from "../errors.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { dataOf, pathOf } from "../inputs.ts";
import { type Corpus, openCorpus, readCorpus } from "../language/corpus.ts";
import { learnTokenizer } from "../language/learnTokenizer.ts";
import { cardMetadata } from "../language/modelCard.ts";
import { textWindows } from "../language/textWindows.ts";
import { countCharacters, divideText, type TextPart, tokenizeCorpus } from "../language/tokenizedText.ts";
import type { Tokenizer } from "../language/tokenizer.ts";
import { createRandom } from "../random.ts";
import { thin } from "../report/thin.ts";
import { fit } from "../runner/fit.ts";
import { cosine } from "../runner/schedule.ts";
import { transformerMeasure } from "./transformerMeasure.ts";
import { transformerModel } from "./transformerModel.ts";
import type { TransformerSizes } from "./transformerParameters.ts";
import { transformerProgram } from "./transformerProgram.ts";
import { transformerSamples } from "./transformerSamples.ts";
import { checkTransformerConfig, planSteps } from "./transformerSteps.ts";

const VERSION = "1.0.0";
/** Tokens that a validation looks at; it happens often. */
const VALIDATION_TOKENS = 65_536;
/** Validations in the course of a training. */
const VALIDATIONS = 25;

/** A language model: a GPT with the tokenizer that belongs to it. */
export const transformer: Family = {
  family: "deep",
  name: "transformer",
  version: VERSION,
  checkConfig: (config) => checkTransformerConfig(readConfig(TransformerConfig, config)),
  train: trainTransformer,
};

async function trainTransformer(context: TrainContext): Promise<TrainOutcome> {
  const { spec, threads, onProgress } = context;
  const config = readConfig(TransformerConfig, spec.framework?.config ?? {});
  checkTransformerConfig(config);
  onProgress({ phase: "training", step: 0, totalSteps: 0, epoch: 0, message: "reading the text" });
  const corpus = await corpusOf(context, "train", config.column);
  if (corpus === undefined) throw problem("INPUT_MISSING", "The job names no text.", 'Give data of the role "train".');
  const { tokenizer, left } = await learnTokenizer(config.tokenizer, readCorpus(corpus), config.vocabularySize);
  const warnings = left === 0 ? [] : [`${left} rare characters are no part of the vocabulary and count as unknown.`];
  const parts = await divide(context, config, corpus, tokenizer);
  const { train, validation, test } = parts;

  const sizes: TransformerSizes = { ...config, vocabulary: tokenizer.tokens.length };
  const program = transformerProgram(sizes, config, createRandom(spec.seed, 1));
  const data = textWindows(train, config.context);
  const steps = planSteps(config, spec.stages, train.end - train.first);
  const measure = await transformerMeasure(sizes, program.parameters, { threads });
  const glimpse = { ...validation, end: Math.min(validation.end, validation.first + VALIDATION_TOKENS) };
  const stepsPerRun = Math.max(1, Math.min(50, Math.ceil(steps / VALIDATIONS)));
  const passes = (step: number) => (step * config.batchSize * config.context) / (train.end - train.first);
  const fitted = await fit({
    program,
    data,
    key: "transformer",
    steps,
    seed: spec.seed,
    stream: 2,
    learningRate: cosine({
      peak: config.learningRate,
      steps,
      warmup: Math.min(config.warmup, Math.floor(steps / 4)),
      final: config.learningRate / 10,
    }),
    context,
    stepsPerRun,
    validate: async (weights) => ({ loss: await measure.nats(weights, glimpse) }),
    validateEvery: Math.ceil(steps / VALIDATIONS / stepsPerRun),
    onRun: ({ step, loss, validationLoss }) => {
      const measured = validationLoss === undefined ? {} : { validationLoss };
      onProgress({ phase: "training", step, totalSteps: steps, epoch: passes(step), loss, ...measured });
    },
  });
  onProgress({ phase: "evaluating", step: fitted.steps, totalSteps: steps, epoch: passes(fitted.steps) });
  const nats = await measure.nats(fitted.weights, test);
  await measure.release();

  const task: TaskInfo = { kind: "generation", text: { context: config.context } };
  const framework: Framework = {
    family: "deep",
    name: "transformer",
    version: VERSION,
    config: spec.framework?.config ?? {},
  };
  const model = transformerModel(sizes, program.parameters, fitted.weights, {
    "blacktail.task": JSON.stringify(task),
    "blacktail.framework": JSON.stringify(framework),
    ...cardMetadata(tokenizer, sizes),
  });
  const count = ({ first, end }: TextPart) => end - first;
  const characters = countCharacters(tokenizer, test);
  const samples = await transformerSamples(model, tokenizer, test, spec.seed);
  for (const file of new Set([train.file, test.file])) file.close();
  return {
    model,
    metrics: {
      nats,
      perplexity: Math.exp(nats),
      ...(characters > 0 && { bitsPerCharacter: (nats * (count(test) - 1)) / Math.LN2 / characters }),
    },
    task,
    split: { train: count(train), validation: count(validation), test: count(test) },
    report: { v: 1, curves: fitted.curves.map((curve) => ({ ...curve, points: thin(curve.points) })), samples },
    warnings,
    details: {
      parameters: program.parameters.reduce((sum, { initial }) => sum + initial.length, 0),
      vocabulary: tokenizer.tokens.length,
      steps: fitted.steps,
      ...(corpus.column === undefined ? {} : { column: corpus.column }),
    },
  };
}

async function corpusOf(
  { spec, inputs }: TrainContext,
  role: JobSpec["data"][number]["role"],
  column: string | undefined,
): Promise<Corpus | undefined> {
  const data = dataOf(spec, role);
  if (data === undefined) return undefined;
  return openCorpus(pathOf(inputs, data), data.format, column ?? data.target);
}

/** The text in parts; with a test file of its own, what would be for testing is learned from. */
async function divide(
  context: TrainContext,
  { split, column, context: length }: TransformerConfig,
  corpus: Corpus,
  tokenizer: Tokenizer,
): Promise<{ train: TextPart; validation: TextPart; test: TextPart }> {
  const testCorpus = await corpusOf(context, "test", corpus.column ?? column);
  const file = await tokenizeCorpus(tokenizer, corpus, context.scratch, "train");
  const own = testCorpus !== undefined;
  const shares = own ? [split.train + split.test, split.validation] : [split.train, split.validation, split.test];
  const [train, validation, rest] = divideText(file, shares, length);
  const test = own
    ? divideText(await tokenizeCorpus(tokenizer, testCorpus, context.scratch, "test"), [1], length)[0]
    : rest;
  if (train === undefined || validation === undefined || test === undefined) throw new TypeError("A part is missing.");
  return { train, validation, test };
}
