import { create, toBinary } from "@bufbuild/protobuf";
import { GraphProtoSchema, ModelProtoSchema, ValueInfoProtoSchema } from "onnx-buf";
import { problem } from "../errors.ts";
import type { InferenceSession, Tensor } from "../runner/onnxruntime.ts";
import { openSession } from "../runner/session.ts";
import { ancestorsOf } from "./dependencies.ts";
import type { Examples } from "./examples.ts";
import type { Parent } from "./parent.ts";
import { refuseParent } from "./refuseParent.ts";

const CHUNK_ROWS = 256;
const MAX_VALUES = 400_000_000;

/** A value of the parent's graph for some examples: float32 [rows, ...rowShape]. */
export interface ParentValue {
  readonly rowShape: readonly number[];
  readonly data: Float32Array;
}

/**
 * Computes values of the parent's graph for all examples, by the part of it that they need.
 * @throws BlacktailError MODEL_INVALID, MODEL_FAILED, PARENT_UNSUITABLE when a value has no row per example, DATA_TOO_LARGE
 */
export async function runParent(
  parent: Parent,
  values: readonly string[],
  examples: Examples,
  threads: number,
): Promise<ReadonlyMap<string, ParentValue>> {
  const session = await load(parent, values, threads);
  const results = new Map<string, { rowShape: number[]; data: Float32Array }>();
  try {
    for (let start = 0; start < examples.rows; start += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, examples.rows - start);
      const rows = Int32Array.from({ length: count }, (_, index) => start + index);
      const outputs = await run(session, examples.feeds(rows), values);
      for (const name of values) {
        const tensor = outputs[name];
        const [first, ...rowShape] = tensor?.dims ?? [];
        if (tensor === undefined || !(tensor.data instanceof Float32Array) || first !== count) {
          const found = `${tensor?.type} [${tensor?.dims.join(", ")}]`;
          throw refuseParent(`its value "${name}" is ${found} for ${count} examples, not one row of numbers for each`);
        }
        const width = tensor.data.length / count;
        let known = results.get(name);
        if (known === undefined) {
          checkSize(name, width * examples.rows);
          known = { rowShape, data: new Float32Array(width * examples.rows) };
          results.set(name, known);
        }
        if (known.rowShape.join() !== rowShape.join()) throw refuseParent(`its value "${name}" changes its size`);
        known.data.set(tensor.data, start * width);
      }
    }
  } finally {
    await session.release();
  }
  return results;
}

async function load({ model, graph }: Parent, values: readonly string[], threads: number): Promise<InferenceSession> {
  const { nodes, reads } = ancestorsOf(graph, values);
  const constants = new Set(graph.initializer.map(({ name }) => name));
  const part = create(GraphProtoSchema, {
    name: graph.name,
    node: nodes,
    initializer: graph.initializer.filter(({ name }) => reads.has(name)),
    input: graph.input.filter(({ name }) => !constants.has(name)),
    output: values.map((name) => create(ValueInfoProtoSchema, { name })),
  });
  const bytes = toBinary(ModelProtoSchema, create(ModelProtoSchema, { ...model, graph: part, metadataProps: [] }));
  try {
    return await openSession(bytes, { threads });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.slice(0, 300) : String(cause);
    throw problem("MODEL_INVALID", `The runtime cannot load the parent: ${why}`, "Give the file as published.", cause);
  }
}

async function run(
  session: InferenceSession,
  feeds: Readonly<Record<string, Tensor>>,
  outputs: readonly string[],
): Promise<Readonly<Record<string, Tensor>>> {
  try {
    return await session.run(feeds, [...outputs]);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.slice(0, 300) : String(cause);
    throw problem("MODEL_FAILED", `The parent failed on the data: ${why}`, "Check that they belong together.", cause);
  }
}

function checkSize(name: string, size: number): void {
  if (size <= MAX_VALUES) return;
  throw problem(
    "DATA_TOO_LARGE",
    `The parent's value "${name}" has ${size} numbers for all examples; the limit is ${MAX_VALUES}.`,
    "Give fewer examples, or name a smaller layer.",
  );
}
