/** The engine under the frameworks, for those who build a model or a family of their own: graphs, gradients, the Scan runner. */
export { leakyRelu, relu, sigmoid, silu, softplus, tanh } from "./autodiff/activations.ts";
export { add, divide, multiply, scale, subtract } from "./autodiff/arithmetic.ts";
export { type AttentionShape, causalSelfAttention } from "./autodiff/attention.ts";
export { convolution } from "./autodiff/convolution.ts";
export { klDivergence, softmaxCrossEntropy, softTargetCrossEntropy } from "./autodiff/crossEntropy.ts";
export { dropout } from "./autodiff/dropout.ts";
export { abs, exp, log, power, sqrt } from "./autodiff/elementwise.ts";
export { embedding } from "./autodiff/embedding.ts";
export { gelu } from "./autodiff/gelu.ts";
export { gradients } from "./autodiff/gradients.ts";
export { concat, reshape, slice, split, transpose } from "./autodiff/layout.ts";
export { clip, maximum, minimum } from "./autodiff/limits.ts";
export { linear } from "./autodiff/linear.ts";
export { binaryCrossEntropy, huber, meanSquaredError } from "./autodiff/losses.ts";
export { matmul } from "./autodiff/matmul.ts";
export { layerNorm } from "./autodiff/normalization.ts";
export { adam, type Optimizer, sgd } from "./autodiff/optimizer.ts";
export { pick } from "./autodiff/pick.ts";
export { averagePooling, globalAveragePooling, maxPooling } from "./autodiff/pooling.ts";
export { mean, sum } from "./autodiff/reduce.ts";
export { rowScores } from "./autodiff/rowScores.ts";
export { logSoftmax, softmax } from "./autodiff/softmax.ts";
export { squaredRelu } from "./autodiff/squaredRelu.ts";
export { type FloatType, Tape, type Value } from "./autodiff/tape.ts";
export { tokenCrossEntropy } from "./autodiff/tokenCrossEntropy.ts";
export { readConfig } from "./config.ts";
export { type CnnShape, cnnLayers, cnnParameters, cnnScores } from "./deep/cnnNetwork.ts";
export { transformerProgram } from "./deep/transformerProgram.ts";
export { problem } from "./errors.ts";
export type { Family, TrainContext, TrainOutcome } from "./family.ts";
export { Graph } from "./graph/graph.ts";
export { encodeModel } from "./graph/model.ts";
export { classificationMetrics } from "./metrics/classification.ts";
export { regressionMetrics } from "./metrics/regression.ts";
export { createRandom, type Random } from "./random.ts";
export { cartPole } from "./reinforcement/environments/cartPole.ts";
export type {
  Box,
  Discrete,
  Environment,
  EnvironmentFactory,
  EnvironmentTools,
  Transition,
} from "./reinforcement/environments/environment.ts";
export { gridWorld } from "./reinforcement/environments/gridWorld.ts";
export { classificationReport } from "./report/classificationReport.ts";
export { type Checkpoints, noCheckpoints, type Snapshot } from "./runner/checkpoints.ts";
export { type DataBlocks, type DataSource, inMemory } from "./runner/data.ts";
export { chooseDevice, type Device, detectDevices } from "./runner/device.ts";
export { type FileCheckpointsOptions, fileCheckpoints } from "./runner/fileCheckpoints.ts";
export { type FitOptions, type FitResult, fit } from "./runner/fit.ts";
export { type Activation, network, networkParameters } from "./runner/network.ts";
export { runtimeVersion, Tensor } from "./runner/onnxruntime.ts";
export { type DataSpec, type Parameter, type Program, scanModel } from "./runner/scan.ts";
export { constant, cosine, linearDecay, type Schedule, stepDecay } from "./runner/schedule.ts";
export { openSession } from "./runner/session.ts";
export { Trainer } from "./runner/trainer.ts";
export { chunksOf } from "./tables/chunks.ts";
export { exportTable } from "./tables/exportTable.ts";
export { loadTable } from "./tables/loadTable.ts";
export { predictionTask } from "./tables/task.ts";
