import type { Framework, TaskInfo } from "@blacktail/sdk";
import { Tape, type Value } from "../autodiff/tape.ts";
import { int } from "../graph/attribute.ts";
import { Graph } from "../graph/graph.ts";
import { encodeModel } from "../graph/model.ts";
import { EMBEDDING_OUTPUT, LABEL_OUTPUT, PROBABILITIES_OUTPUT } from "../inference/signature.ts";
import { encoderGraph } from "./encoderGraph.ts";
import type { Encoder, FeatureForm } from "./encoders.ts";

/** What a model computes from its features. */
export type ModelOutput =
  /** Scores [N, classes] whose softmax are probabilities. */
  | { readonly scores: Value }
  /** Probabilities [N, classes]. */
  | { readonly probabilities: Value }
  /** A quantity [N, 1]. */
  | { readonly value: Value }
  /** A description [N, dimensions]. */
  | { readonly embedding: Value };

export interface ExportOptions {
  /** The graph's name. */
  readonly name: string;
  readonly encoders: readonly Encoder[];
  /** How the features are formed; default "scaled". */
  readonly form?: FeatureForm;
  readonly task: TaskInfo;
  readonly framework: Framework;
  /**
   * Adds the model's own nodes.
   * @param features float32 [N, features], as `encoderGraph` orders them
   * @param free makes a name for an initializer that no column has
   */
  outputs(tape: Tape, features: Value, free: (name: string) => string): ModelOutput;
  /** More entries of `metadata_props`. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * The artifact of a family that learns from columns: an .onnx that takes raw columns, [N, 1] each, and returns
 * - where the task has classes `label` string [N] and `probabilities` float32 [N, classes],
 * - for a quantity `label` float32 [N], for a description `embedding` float32 [N, dimensions].
 * `metadata_props` hold the task and the framework as JSON. The same arguments give the same bytes.
 */
export function exportTable({
  name,
  encoders,
  form = "scaled",
  task,
  framework,
  outputs,
  metadata = {},
}: ExportOptions): Uint8Array {
  const tape = new Tape(new Graph(name));
  const features = encoderGraph(tape, encoders, form);
  const taken = new Set(encoders.map((encoder) => encoder.name));
  addOutputs(
    tape,
    outputs(tape, features, (wanted) => freeName(wanted, taken)),
    task,
    taken,
  );
  return encodeModel(tape.graph, {
    "blacktail.task": JSON.stringify(task),
    "blacktail.framework": JSON.stringify(framework),
    ...metadata,
  });
}

function addOutputs(tape: Tape, output: ModelOutput, task: TaskInfo, taken: ReadonlySet<string>): void {
  const { graph } = tape;
  if ("embedding" in output) {
    graph.nodeNamed("Identity", [output.embedding.name], [EMBEDDING_OUTPUT]);
    graph.output(EMBEDDING_OUTPUT, "float32", output.embedding.shape);
  } else if ("value" in output) {
    graph.nodeNamed("Squeeze", [output.value.name, graph.int64(1)], [LABEL_OUTPUT]);
    graph.output(LABEL_OUTPUT, "float32", ["N"]);
  } else {
    if (task.classes === undefined) throw new TypeError(`A task of kind ${task.kind} has no probabilities.`);
    const given = "scores" in output ? output.scores : output.probabilities;
    if ("scores" in output) {
      graph.nodeNamed("Softmax", [given.name], [PROBABILITIES_OUTPUT], { attributes: { axis: int(-1) } });
    } else graph.nodeNamed("Identity", [given.name], [PROBABILITIES_OUTPUT]);
    const best = graph.node("ArgMax", [given.name], { attributes: { axis: int(-1), keepdims: int(0) } });
    const names = graph.initializer(freeName("classes", taken), "string", [task.classes.length], task.classes);
    graph.nodeNamed("Gather", [names, best], [LABEL_OUTPUT]);
    graph.output(LABEL_OUTPUT, "string", ["N"]);
    graph.output(PROBABILITIES_OUTPUT, "float32", ["N", task.classes.length]);
  }
}

/** Columns may have any name; ours give way. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  while (taken.has(free)) free += "'";
  return free;
}
