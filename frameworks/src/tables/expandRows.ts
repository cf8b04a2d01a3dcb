import { type Encoder, encoderWidth, featureCount } from "./encoders.ts";

/**
 * Features in the form "raw" from those in the form "coded": a category's number becomes one feature per bucket, 1 where it applies.
 * @param coded float32 [rows, coded width]
 */
export function expandRows(encoders: readonly Encoder[]): (coded: Float32Array) => Float32Array {
  const numbers = encoders.filter(({ type }) => type === "number").length;
  const others = encoders.filter(({ type }) => type !== "number");
  const blocks = others.map((encoder) => ({ category: encoder.type === "category", width: encoderWidth(encoder) }));
  const codedWidth = featureCount(encoders, "coded");
  const width = featureCount(encoders, "raw");
  return (coded) => {
    const rows = coded.length / codedWidth;
    const result = new Float32Array(rows * width);
    for (let row = 0; row < rows; row++) {
      let from = row * codedWidth;
      let to = row * width;
      for (let index = 0; index < numbers; index++) result[to++] = coded[from++] as number;
      for (const block of blocks) {
        if (block.category) {
          const bucket = coded[from++] as number;
          if (bucket < block.width) result[to + bucket] = 1;
          to += block.width;
        } else for (let index = 0; index < block.width; index++) result[to++] = coded[from++] as number;
      }
    }
    return result;
  };
}
