/** Eigenvalues from the largest to the smallest, each with its vector of length 1. */
export interface Eigen {
  readonly values: Float64Array;
  /** [size, size], one vector a row. */
  readonly vectors: Float64Array;
}

const MAX_SWEEPS = 64;

/**
 * Eigendecomposition of a symmetric matrix: Householder's reduction to three diagonals, then implicit QL (Golub and Van Loan,
 * "Matrix Computations", section 8.3). The sign of a vector is such that its largest entry is positive.
 * @param matrix [size, size]; it is not changed.
 */
export function symmetricEigen(matrix: ArrayLike<number>, size: number): Eigen {
  const { diagonal, beside, vectors } = tridiagonalize(Float64Array.from(matrix), size);
  implicitQl(diagonal, beside, vectors, size);
  const order = Array.from(diagonal.keys()).sort((a, b) => (diagonal[b] as number) - (diagonal[a] as number) || a - b);
  const sorted = new Float64Array(size * size);
  order.forEach((from, to) => {
    sorted.set(orient(vectors.subarray(from * size, (from + 1) * size)), to * size);
  });
  return { values: Float64Array.from(order, (from) => diagonal[from] as number), vectors: sorted };
}

/** A vector or its opposite: the one whose largest entry is positive. */
export function orient(vector: Float64Array): Float64Array {
  const largest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) * (1 + 1e-9) ? value : most), 0);
  return largest < 0 ? vector.map((value) => -value) : vector;
}

/** @returns rows of `vectors` are the orthogonal basis in which the matrix has three diagonals. */
function tridiagonalize(a: Float64Array, size: number) {
  const vectors = new Float64Array(size * size);
  for (let index = 0; index < size; index++) vectors[index * size + index] = 1;
  const v = new Float64Array(size);
  const p = new Float64Array(size);
  for (let k = 0; k + 2 < size; k++) {
    let norm = 0;
    for (let i = k + 1; i < size; i++) norm += (a[i * size + k] as number) ** 2;
    norm = Math.sqrt(norm);
    const head = a[(k + 1) * size + k] as number;
    let square = 0;
    v.fill(0);
    for (let i = k + 1; i < size; i++) {
      const entry = (a[i * size + k] as number) + (i === k + 1 ? (head < 0 ? -norm : norm) : 0);
      v[i] = entry;
      square += entry * entry;
    }
    if (square === 0) continue;
    // The reflection I - 2vvᵀ/vᵀv from both sides: a - vqᵀ - qvᵀ.
    const beta = 2 / square;
    let along = 0;
    for (let i = k; i < size; i++) {
      let sum = 0;
      for (let j = k + 1; j < size; j++) sum += (a[i * size + j] as number) * (v[j] as number);
      p[i] = beta * sum;
      along += (p[i] as number) * (v[i] as number);
    }
    const half = (beta * along) / 2;
    for (let i = k; i < size; i++) p[i] = (p[i] as number) - half * (v[i] as number);
    for (let i = k; i < size; i++) {
      const [vi, pi] = [v[i] as number, p[i] as number];
      for (let j = k; j < size; j++) {
        const place = i * size + j;
        a[place] = (a[place] as number) - vi * (p[j] as number) - pi * (v[j] as number);
      }
    }
    reflectRows(vectors, v, beta, size);
  }
  const diagonal = Float64Array.from({ length: size }, (_, i) => a[i * size + i] as number);
  const beside = Float64Array.from({ length: size }, (_, i) => (i + 1 < size ? (a[(i + 1) * size + i] as number) : 0));
  return { diagonal, beside, vectors };
}

/** Multiplies the rows' matrix by the reflection from the left. */
function reflectRows(rows: Float64Array, v: Float64Array, beta: number, size: number): void {
  const along = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const weight = v[i] as number;
    if (weight === 0) continue;
    for (let j = 0; j < size; j++) along[j] = (along[j] as number) + weight * (rows[i * size + j] as number);
  }
  for (let i = 0; i < size; i++) {
    const weight = beta * (v[i] as number);
    if (weight === 0) continue;
    for (let j = 0; j < size; j++) rows[i * size + j] = (rows[i * size + j] as number) - weight * (along[j] as number);
  }
}

/** Makes the side diagonal vanish by rotations, which turn the rows of `vectors` into eigenvectors. */
function implicitQl(d: Float64Array, e: Float64Array, vectors: Float64Array, size: number): void {
  for (let l = 0; l < size; l++) {
    for (let sweep = 0; ; sweep++) {
      let m = l;
      while (m + 1 < size) {
        const scale = Math.abs(d[m] as number) + Math.abs(d[m + 1] as number);
        if (Math.abs(e[m] as number) <= Number.EPSILON * scale) break;
        m++;
      }
      if (m === l) break;
      if (sweep === MAX_SWEEPS) throw new RangeError("The eigenvalues of a matrix did not converge; it holds NaN.");
      let g = ((d[l + 1] as number) - (d[l] as number)) / (2 * (e[l] as number));
      let r = Math.hypot(g, 1);
      g = (d[m] as number) - (d[l] as number) + (e[l] as number) / (g + (g < 0 ? -r : r));
      let [s, c, p] = [1, 1, 0];
      let i = m - 1;
      for (; i >= l; i--) {
        const f = s * (e[i] as number);
        const b = c * (e[i] as number);
        r = Math.hypot(f, g);
        e[i + 1] = r;
        if (r === 0) {
          d[i + 1] = (d[i + 1] as number) - p;
          e[m] = 0;
          break;
        }
        s = f / r;
        c = g / r;
        g = (d[i + 1] as number) - p;
        r = ((d[i] as number) - g) * s + 2 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
        rotateRows(vectors, i, s, c, size);
      }
      if (r === 0 && i >= l) continue;
      d[l] = (d[l] as number) - p;
      e[l] = g;
      e[m] = 0;
    }
  }
}

function rotateRows(rows: Float64Array, i: number, s: number, c: number, size: number): void {
  const [low, high] = [i * size, (i + 1) * size];
  for (let j = 0; j < size; j++) {
    const [x, y] = [rows[low + j] as number, rows[high + j] as number];
    rows[high + j] = s * x + c * y;
    rows[low + j] = c * x - s * y;
  }
}
