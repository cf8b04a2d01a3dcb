import type { NodeProto } from "onnx-buf";

const utf8 = new TextDecoder();

/** A node's attributes by name, each with its default where it is not set. */
export const attributesOf = ({ attribute }: NodeProto) => {
  const find = (name: string) => attribute.find((candidate) => candidate.name === name);
  return {
    int: (name: string, otherwise: number): number => {
      const found = find(name);
      return found === undefined ? otherwise : Number(found.i);
    },
    float: (name: string, otherwise: number): number => find(name)?.f ?? otherwise,
    ints: (name: string, otherwise: readonly number[]): readonly number[] => find(name)?.ints.map(Number) ?? otherwise,
    text: (name: string, otherwise: string): string => {
      const found = find(name);
      return found === undefined ? otherwise : utf8.decode(found.s);
    },
  };
};
