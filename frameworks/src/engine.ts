/** The engine under the frameworks, for those who build a model or a family of their own: graphs, gradients, the Scan runner. */
export { relu, sigmoid, tanh } from "./autodiff/activations.ts";
export { add, multiply, scale, subtract } from "./autodiff/arithmetic.ts";
export { gradients } from "./autodiff/gradients.ts";
export { linear } from "./autodiff/linear.ts";
export { huber, meanSquaredError, softmaxCrossEntropy } from "./autodiff/losses.ts";
export { adam, type Optimizer, sgd } from "./autodiff/optimizer.ts";
export { type FloatType, Tape, type Value } from "./autodiff/tape.ts";
export { Graph } from "./graph/graph.ts";
export { encodeModel } from "./graph/model.ts";
export { createRandom, type Random } from "./random.ts";
export { type Activation, network, networkParameters } from "./runner/network.ts";
export { runtimeVersion, Tensor } from "./runner/onnxruntime.ts";
export { type DataSpec, type Parameter, type Program, scanModel } from "./runner/scan.ts";
export { openSession } from "./runner/session.ts";
export { Trainer } from "./runner/trainer.ts";
