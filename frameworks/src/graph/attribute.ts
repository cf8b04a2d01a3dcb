import { create } from "@bufbuild/protobuf";
import { type AttributeProto, AttributeProto_AttributeType, AttributeProtoSchema, type GraphProto } from "onnx-buf";

/** An attribute of a node; `kind` fixes the ONNX type, since JavaScript has one number type where ONNX has two. */
export type Attribute =
  | { readonly kind: "int"; readonly value: number }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "floats"; readonly value: ArrayLike<number> }
  | { readonly kind: "ints"; readonly value: readonly number[] }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "strings"; readonly value: readonly string[] }
  | { readonly kind: "graph"; readonly value: GraphProto };

export const int = (value: number): Attribute => ({ kind: "int", value });
export const float = (value: number): Attribute => ({ kind: "float", value });
export const floats = (value: ArrayLike<number>): Attribute => ({ kind: "floats", value });
export const text = (value: string): Attribute => ({ kind: "string", value });
export const ints = (...value: readonly number[]): Attribute => ({ kind: "ints", value });
export const texts = (value: readonly string[]): Attribute => ({ kind: "strings", value });
export const body = (value: GraphProto): Attribute => ({ kind: "graph", value });

const utf8 = new TextEncoder();

/** The protobuf form of an attribute. */
export function attributeProto(name: string, attribute: Attribute): AttributeProto {
  switch (attribute.kind) {
    case "int":
      return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(attribute.value) });
    case "float":
      return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.FLOAT, f: attribute.value });
    case "floats":
      return create(AttributeProtoSchema, {
        name,
        type: AttributeProto_AttributeType.FLOATS,
        floats: Array.from(attribute.value),
      });
    case "string":
      return create(AttributeProtoSchema, {
        name,
        type: AttributeProto_AttributeType.STRING,
        s: utf8.encode(attribute.value),
      });
    case "ints":
      return create(AttributeProtoSchema, {
        name,
        type: AttributeProto_AttributeType.INTS,
        ints: attribute.value.map(BigInt),
      });
    case "strings":
      return create(AttributeProtoSchema, {
        name,
        type: AttributeProto_AttributeType.STRINGS,
        strings: attribute.value.map((item) => utf8.encode(item)),
      });
    case "graph":
      return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.GRAPH, g: attribute.value });
  }
}
