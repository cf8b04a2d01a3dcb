/** Encoded rows, wherever they are. */
export interface FeatureMatrix {
  readonly rows: number;
  readonly width: number;
  /** All rows, float32 [rows, width], where they are in memory. */
  readonly whole?: Float32Array;
  /** Rows by position, in the order given: float32 [positions, width]. */
  read(positions: Int32Array): Float32Array | Promise<Float32Array>;
}

/** A matrix that answers at once. */
export interface ReadyMatrix extends FeatureMatrix {
  read(positions: Int32Array): Float32Array;
}

/** A matrix in memory. @param whole float32 [rows, width] */
export function inMemoryMatrix(whole: Float32Array, width: number): ReadyMatrix {
  return {
    rows: whole.length / width,
    width,
    whole,
    read(positions) {
      const features = new Float32Array(positions.length * width);
      positions.forEach((position, index) => {
        features.set(whole.subarray(position * width, (position + 1) * width), index * width);
      });
      return features;
    },
  };
}
