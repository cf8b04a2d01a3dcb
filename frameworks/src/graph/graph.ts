import { create } from "@bufbuild/protobuf";
import {
  type GraphProto,
  GraphProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "onnx-buf";
import { type Attribute, attributeProto } from "./attribute.ts";
import { type ElementData, type ElementType, onnxType, pack } from "./element.ts";
import type { Dim, Shape } from "./shape.ts";
import { tensorProto } from "./tensor.ts";

/** What a node needs besides its type and inputs. */
export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Operator domain; the default is ONNX's own. */
  readonly domain?: string;
}

/** Hands out names that are unique over a graph and all graphs nested in it, as ONNX demands. */
class Names {
  readonly #taken = new Set<string>();
  #next = 0;

  claim(name: string): string {
    if (this.#taken.has(name)) throw new TypeError(`The graph already has a value named "${name}".`);
    this.#taken.add(name);
    return name;
  }

  fresh(hint: string): string {
    let name: string;
    do name = `${hint}_${this.#next++}`;
    while (this.#taken.has(name));
    return this.claim(name);
  }
}

/**
 * Builds one ONNX graph node by node. Values are referred to by name; the same calls in the same order give the same bytes.
 * Nested graphs (the body of a Scan) come from `nested()` and may use the outer graph's values.
 */
export class Graph {
  readonly name: string;
  readonly #names: Names;
  readonly #nodes: NodeProto[] = [];
  readonly #initializers: TensorProto[] = [];
  readonly #inputs: ValueInfoProto[] = [];
  readonly #outputs: ValueInfoProto[] = [];
  readonly #constants = new Map<string, string>();

  constructor(name: string, outer?: Graph) {
    this.name = name;
    this.#names = outer === undefined ? new Names() : outer.#names;
  }

  /** A graph to be used as an attribute of one of this graph's nodes. */
  nested(name: string): Graph {
    return new Graph(name, this);
  }

  /** Declares an input and returns its name. */
  input(name: string, type: ElementType, shape: Shape): string {
    this.#inputs.push(valueInfo(this.#names.claim(name), type, shape));
    return name;
  }

  /** Declares that a value leaves the graph under its own name. */
  output(name: string, type: ElementType, shape: Shape): void {
    this.#outputs.push(valueInfo(name, type, shape));
  }

  /** Adds a named constant tensor, such as a weight. */
  initializer(name: string, type: ElementType, shape: readonly number[], data: ElementData): string {
    this.#initializers.push(tensorProto(this.#names.claim(name), type, shape, data));
    return name;
  }

  /** A constant of few numbers, stored once per graph. */
  constant(type: Exclude<ElementType, "string">, shape: readonly number[], values: readonly number[]): string {
    const key = `${type} ${shape.join(",")}: ${values.join(",")}`;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const name = this.#names.fresh("constant");
    this.#initializers.push(tensorProto(name, type, shape, pack(type, values)));
    this.#constants.set(key, name);
    return name;
  }

  /** A one-dimensional int64 constant: axes, sizes, indices. */
  int64(...values: readonly number[]): string {
    return this.constant("int64", [values.length], values);
  }

  /** Adds a node with one output and returns the output's fresh name. */
  node(operator: string, inputs: readonly string[], options: NodeOptions = {}): string {
    const name = this.#names.fresh(operator);
    this.#add(operator, inputs, [name], options);
    return name;
  }

  /** Adds a node with several outputs and returns their fresh names. */
  nodes(operator: string, inputs: readonly string[], count: number, options: NodeOptions = {}): string[] {
    const names = Array.from({ length: count }, () => this.#names.fresh(operator));
    this.#add(operator, inputs, names, options);
    return names;
  }

  /** Adds a node whose outputs get the names given. */
  nodeNamed(operator: string, inputs: readonly string[], outputs: readonly string[], options: NodeOptions = {}): void {
    for (const output of outputs) this.#names.claim(output);
    this.#add(operator, inputs, outputs, options);
  }

  #add(operator: string, inputs: readonly string[], outputs: readonly string[], options: NodeOptions): void {
    this.#nodes.push(
      create(NodeProtoSchema, {
        opType: operator,
        input: [...inputs],
        output: [...outputs],
        domain: options.domain ?? "",
        attribute: Object.entries(options.attributes ?? {}).map(([name, value]) => attributeProto(name, value)),
      }),
    );
  }

  /** The graph as protobuf. */
  toProto(): GraphProto {
    return create(GraphProtoSchema, {
      name: this.name,
      node: this.#nodes,
      initializer: this.#initializers,
      input: this.#inputs,
      output: this.#outputs,
    });
  }
}

function valueInfo(name: string, type: ElementType, shape: Shape): ValueInfoProto {
  const dimension = (dim: Dim) =>
    create(TensorShapeProto_DimensionSchema, {
      value: typeof dim === "number" ? { case: "dimValue", value: BigInt(dim) } : { case: "dimParam", value: dim },
    });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, {
      value: {
        case: "tensorType",
        value: create(TypeProto_TensorSchema, {
          elemType: onnxType(type),
          shape: create(TensorShapeProtoSchema, { dim: shape.map(dimension) }),
        }),
      },
    }),
  });
}
