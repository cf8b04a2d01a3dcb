import { type Encoder, featureCount, type NumberEncoder } from "./encoders.ts";

const f = Math.fround;

/**
 * Features in the form "scaled" from those in the form "raw", by the float32 arithmetic of the encoders' graph, so that what lies on
 * disk serves both.
 * @param raw float32 [rows, raw width]
 */
export function scaleRows(encoders: readonly Encoder[]): (raw: Float32Array) => Float32Array {
  const numbers = encoders.filter((encoder) => encoder.type === "number");
  const marked = numbers.flatMap(({ indicator }, index) => (indicator ? [index] : []));
  const rawWidth = featureCount(encoders, "raw");
  const width = featureCount(encoders);
  const rest = rawWidth - numbers.length;
  return (raw) => {
    const rows = raw.length / rawWidth;
    const result = new Float32Array(rows * width);
    for (let row = 0; row < rows; row++) {
      const from = row * rawWidth;
      let to = row * width;
      for (const [index, encoder] of numbers.entries()) result[to++] = scaled(raw[from + index] as number, encoder);
      for (const index of marked) result[to++] = Number.isNaN(raw[from + index]) ? 1 : 0;
      for (let index = 0; index < rest; index++) result[to++] = raw[from + numbers.length + index] as number;
    }
    return result;
  };
}

function scaled(value: number, { fill, low, high, mean, deviation }: NumberEncoder): number {
  const filled = Number.isNaN(value) ? f(fill) : value;
  const cut = Math.min(Math.max(filled, f(low)), f(high));
  return f(f(cut - f(mean)) / f(deviation));
}
