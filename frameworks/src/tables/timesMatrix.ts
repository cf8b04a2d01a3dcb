import { type FeatureMatrix, inMemoryMatrix } from "./featureMatrix.ts";

/** A matrix with each column multiplied by a factor, on the way where it lies on disk. @param factors float32 [width] */
export function timesMatrix(matrix: FeatureMatrix, factors: Float32Array): FeatureMatrix {
  const { rows, width, whole } = matrix;
  const times = (values: Float32Array) => {
    const result = new Float32Array(values.length);
    for (let start = 0; start < values.length; start += width) {
      for (let column = 0; column < width; column++) {
        result[start + column] = (values[start + column] as number) * (factors[column] as number);
      }
    }
    return result;
  };
  if (whole !== undefined) return inMemoryMatrix(times(whole), width);
  return { rows, width, read: async (positions) => times(await matrix.read(positions)) };
}
