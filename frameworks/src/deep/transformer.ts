import type { Framework, TaskInfo } from "@blacktail/sdk";
import { TransformerConfig } from "@blacktail/sdk/families";
import { readConfig } from "../config.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { cardMetadata } from "../language/modelCard.ts";
import { textWindows } from "../language/textWindows.ts";
import { countCharacters, type TextPart } from "../language/tokenizedText.ts";
import { createRandom } from "../random.ts";
import { thin } from "../report/thin.ts";
import { fit } from "../runner/fit.ts";
import { cosine } from "../runner/schedule.ts";
import { loadText } from "./loadText.ts";
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
  const { tokenizer, left, column, train, validation, test } = await loadText(context, config);
  const warnings = left === 0 ? [] : [`${left} rare characters are no part of the vocabulary and count as unknown.`];

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
      ...(column === undefined ? {} : { column }),
    },
  };
}
