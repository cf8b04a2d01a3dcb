import type { Framework, TaskInfo } from "@blacktail/sdk";
import { CnnConfig } from "@blacktail/sdk/families";
import { softmaxCrossEntropy } from "../autodiff/losses.ts";
import { adam } from "../autodiff/optimizer.ts";
import { readConfig } from "../config.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { pixelsOf } from "../images/imageShape.ts";
import { imageSource } from "../images/imageSource.ts";
import { type LoadedImages, loadImages } from "../images/loadImages.ts";
import { classificationTally } from "../metrics/classification.ts";
import { createRandom } from "../random.ts";
import { reportTally } from "../report/classificationReport.ts";
import { fit } from "../runner/fit.ts";
import { plannedEpochs } from "../runner/plannedEpochs.ts";
import { runsPerValidation } from "../runner/runsPerValidation.ts";
import type { Program } from "../runner/scan.ts";
import { cosine } from "../runner/schedule.ts";
import { type Brightness, brightnessOf } from "./brightness.ts";
import { createCnnForward } from "./cnnForward.ts";
import { type CnnShape, cnnParameters, cnnScores } from "./cnnNetwork.ts";
import { exportCnn } from "./exportCnn.ts";

const VERSION = "1.0.0";
/** Pixels of one run of the Scan: 64 MiB as float32. */
const MAX_PIXELS_PER_RUN = 2 ** 24;
const DEFAULT_STEPS = 1_500;
/** Unless the settings name epochs: many images are seen in part, which is what an hour on two cores allows. */
const MAX_DEFAULT_STEPS = 20_000;
/** An image of 28 pixels moves by 2 at most, one of 8 stays where it is. */
const SIDES_PER_SHIFT = 14;
const MAX_SHIFT = 16;

/** Images told apart by a convolutional network. */
export const cnn: Family = {
  family: "deep",
  name: "cnn",
  version: VERSION,
  checkConfig: (config) => void readConfig(CnnConfig, config),
  train: (context) => trainCnn(context),
};

/** @param memory pixels of a file that are held in memory at most */
export async function trainCnn(context: TrainContext, memory?: number): Promise<TrainOutcome> {
  const { spec, onProgress, threads } = context;
  const config = readConfig(CnnConfig, spec.framework?.config ?? {});
  const images = await loadImages(context, { ...config, memory });
  const { split, labels, classes, pixels } = images;
  const shape: CnnShape = { ...config, image: images.shape, classes: classes.length };
  const brightness = await brightnessOf(pixels, split.train);
  const batchSize = Math.min(config.batchSize, split.train.length);
  const program = createProgram(config, shape, brightness, batchSize, spec.seed);
  const perEpoch = Math.ceil(split.train.length / batchSize);
  const usual = Math.min(100, Math.max(10, Math.ceil(DEFAULT_STEPS / perEpoch)));
  const epochs = plannedEpochs(spec.stages, config.epochs);
  const steps = epochs === undefined ? Math.min(perEpoch * usual, MAX_DEFAULT_STEPS) : perEpoch * epochs;
  const stepsPerRun = Math.max(
    1,
    Math.min(perEpoch, Math.floor(MAX_PIXELS_PER_RUN / (batchSize * pixelsOf(images.shape)))),
  );
  const forward = await createCnnForward(program.parameters, shape, brightness, threads);
  const measure = async (weights: readonly Float32Array[], rows: Int32Array) => {
    const tally = classificationTally(classes.length);
    const report = reportTally(classes);
    for await (const { positions, probabilities } of forward.run(weights, pixels, rows)) {
      const truths = positions.map((position) => labels[position] ?? -1);
      tally.add(probabilities, truths);
      report.add(probabilities, truths);
    }
    return { metrics: tally.metrics(), report: report.report() };
  };
  try {
    const fitted = await fit({
      program,
      data: imageSource({ images, labels, rows: split.train, shift: shiftOf(config, shape), seed: spec.seed }),
      key: "network",
      steps,
      seed: spec.seed,
      stream: 3,
      learningRate: cosine({ peak: config.learningRate, steps, warmup: Math.min(100, Math.floor(steps / 10)) }),
      context,
      stepsPerRun,
      validateEvery: runsPerValidation({ validation: split.validation.length, perEpoch, stepsPerRun, batchSize }),
      ...(split.validation.length > 0 && {
        patience: config.patience,
        validate: async (weights: readonly Float32Array[]) => {
          const { metrics } = await measure(weights, split.validation);
          return { loss: metrics.logLoss, metric: { name: "accuracy", value: metrics.accuracy } };
        },
      }),
      onRun: ({ step, loss, validationLoss, metric }) =>
        onProgress({
          phase: "training",
          step,
          totalSteps: steps,
          epoch: step / perEpoch,
          loss,
          ...(validationLoss !== undefined && { validationLoss }),
          ...(metric && { metric: { ...metric } }),
        }),
    });
    onProgress({ phase: "evaluating", step: fitted.steps, totalSteps: fitted.steps, epoch: fitted.steps / perEpoch });
    const { metrics, report } = await measure(fitted.weights, split.test);
    const task = taskOf(images);
    const framework: Framework = {
      family: "deep",
      name: "cnn",
      version: VERSION,
      config: spec.framework?.config ?? {},
    };
    const model = exportCnn({ ...program, weights: fitted.weights, shape, brightness, task, framework });
    const values = program.parameters.reduce((sum, { initial }) => sum + initial.length, 0);
    return {
      model,
      metrics: { ...metrics },
      task,
      split: { train: split.train.length, validation: split.validation.length, test: split.test.length },
      report: { v: 1, curves: fitted.curves, ...report },
      warnings: images.warnings,
      details: { parameters: values, steps: fitted.steps, image: images.shape },
    };
  } finally {
    await forward.release();
  }
}

const shiftOf = ({ shift }: CnnConfig, { image: { height, width } }: CnnShape) =>
  shift ?? Math.min(MAX_SHIFT, Math.floor(Math.min(height, width) / SIDES_PER_SHIFT));

function createProgram(
  config: CnnConfig,
  shape: CnnShape,
  { mean, deviation }: Brightness,
  batchSize: number,
  seed: number,
): Program {
  const { channels, height, width } = shape.image;
  return {
    parameters: cnnParameters(shape, createRandom(seed, 2)),
    batchSize,
    optimizer: adam({ weightDecay: config.weightDecay }),
    seed,
    data: [
      { name: "images", type: "float32", rowShape: [height, width, channels] },
      { name: "labels", type: "int64", rowShape: [] },
    ],
    loss(tape, weights, [images, labels]) {
      if (images === undefined || labels === undefined) throw new TypeError("A batch has images and labels.");
      const { graph } = tape;
      const centred = graph.node("Sub", [images.name, tape.scalar(mean)]);
      const x = tape.value(graph.node("Div", [centred, tape.scalar(deviation)]), images.shape);
      return softmaxCrossEntropy(tape, cnnScores(tape, x, weights, shape, config), labels);
    },
  };
}

function taskOf({ classes, input }: LoadedImages): TaskInfo {
  return { kind: "classification", classes: [...classes], ...input };
}
