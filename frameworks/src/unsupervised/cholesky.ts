/**
 * The inverse P of the lower Cholesky factor of a symmetric positive definite matrix: y = P (x - mean) has the covariance 1.
 * @param matrix [size, size], only its lower half is read.
 * @returns float64 [size, size], lower triangular; undefined when the matrix is not positive definite.
 */
export function inverseCholesky(matrix: ArrayLike<number>, size: number): Float64Array | undefined {
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j] as number;
      for (let k = 0; k < j; k++) sum -= (factor[i * size + k] as number) * (factor[j * size + k] as number);
      if (i !== j) factor[i * size + j] = sum / (factor[j * size + j] as number);
      else if (sum > 0) factor[i * size + i] = Math.sqrt(sum);
      else return undefined;
    }
  }
  const inverse = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    for (let i = column; i < size; i++) {
      let sum = i === column ? 1 : 0;
      for (let k = column; k < i; k++) sum -= (factor[i * size + k] as number) * (inverse[k * size + column] as number);
      inverse[i * size + column] = sum / (factor[i * size + i] as number);
    }
  }
  return inverse;
}
