import assert from "node:assert/strict";
import { test } from "node:test";
import { silhouette } from "../src/metrics/silhouette.ts";
import { createRandom } from "../src/random.ts";
import { inverseCholesky } from "../src/unsupervised/cholesky.ts";
import { chooseClusters } from "../src/unsupervised/chooseClusters.ts";
import { symmetricEigen } from "../src/unsupervised/eigen.ts";
import { fitMixture } from "../src/unsupervised/fitMixture.ts";
import { growForest, isolationScores } from "../src/unsupervised/isolationForest.ts";
import { kMeans } from "../src/unsupervised/kMeans.ts";
import { fitCloud, mahalanobisDistances } from "../src/unsupervised/mahalanobis.ts";
import { responsibilities } from "../src/unsupervised/mixture.ts";
import { countDistinct, meanPoint, type Points, takePoints } from "../src/unsupervised/points.ts";
import { principalComponents, project } from "../src/unsupervised/principalComponents.ts";
import { sampleRows } from "../src/unsupervised/sampleRows.ts";
import { leadingDirections } from "../src/unsupervised/subspace.ts";

const near = (actual: number | undefined, expected: number, tolerance = 1e-9) =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) <= tolerance, `${actual} instead of ${expected}`);

/** Round clouds of so many points, each with the deviation 0.3 (uniform) around its centre. */
function clouds(centres: readonly (readonly number[])[], size: number, seed = 1): Points {
  const random = createRandom(seed);
  const width = centres[0]?.length ?? 0;
  const values = centres.flatMap((centre) =>
    Array.from({ length: size }, () => centre.map((place) => place + (random.uniform() - 0.5) * 1.04)).flat(),
  );
  return { values: Float32Array.from(values), rows: centres.length * size, width };
}

for (const size of [1, 2, 3, 8, 40]) {
  test(`eigenvectors of a symmetric matrix of size ${size} are orthogonal and rebuild it`, () => {
    const random = createRandom(size);
    const matrix = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) matrix[i * size + j] = matrix[j * size + i] = random.uniform() - 0.5;
    }
    const { values, vectors } = symmetricEigen(matrix, size);
    for (let i = 0; i < size; i++) {
      if (i > 0) assert.ok((values[i - 1] ?? 0) >= (values[i] ?? 0), "largest first");
      for (let j = 0; j < size; j++) {
        let [product, rebuilt] = [0, 0];
        for (let k = 0; k < size; k++) {
          product += (vectors[i * size + k] ?? 0) * (vectors[j * size + k] ?? 0);
          rebuilt += (values[k] ?? 0) * (vectors[k * size + i] ?? 0) * (vectors[k * size + j] ?? 0);
        }
        near(product, i === j ? 1 : 0, 1e-12);
        near(rebuilt, matrix[i * size + j] ?? 0, 1e-12);
      }
    }
  });
}

test("matrices with equal eigenvalues, of zeros and with three diagonals already have eigenvectors too", () => {
  assert.deepEqual([...symmetricEigen([2, 0, 0, 0, 2, 0, 0, 0, 2], 3).values], [2, 2, 2]);
  assert.deepEqual([...symmetricEigen(new Float64Array(16), 4).values], [0, 0, 0, 0]);
  const { values } = symmetricEigen([2, -1, 0, -1, 2, -1, 0, -1, 2], 3);
  near(values[0], 2 + Math.SQRT2, 1e-12);
  near(values[2], 2 - Math.SQRT2, 1e-12);
  assert.throws(() => symmetricEigen([Number.NaN, 1, 1, 0], 2), /NaN/);
});

test("the inverse of the Cholesky factor whitens, and is refused where there is none", () => {
  const inverse = inverseCholesky([4, 0, 2, 5], 2) ?? assert.fail();
  // P A Pᵀ = 1 for A = [[4, 2], [2, 5]], whose factor is [[2, 0], [1, 2]].
  assert.deepEqual([...inverse], [0.5, 0, -0.25, 0.5]);
  assert.equal(inverseCholesky([1, 0, 1, 1], 2), undefined);
});

test("principal components of wide points by random projections are those of the covariance", () => {
  const random = createRandom(3);
  const [rows, width] = [200, 30];
  const values = Float32Array.from({ length: rows * width }, (_, index) => random.uniform() * 0.9 ** (index % width));
  const points = { values, rows, width };
  const exact = principalComponents(points, 4, 1);
  const found = leadingDirections(points, meanPoint(points), 4, createRandom(5));
  for (let direction = 0; direction < 4; direction++) {
    near(found.variances[direction], exact.variances[direction] ?? 0, 1e-8);
    for (let column = 0; column < width; column++) {
      const place = direction * width + column;
      near(found.directions[place], exact.directions[place] ?? 0, 1e-4);
    }
  }
  const spread = project(points, exact);
  let square = 0;
  for (let row = 0; row < rows; row++) square += (spread[row * 4] ?? 0) ** 2;
  near(square / rows, exact.variances[0] ?? 0, 1e-9);
});

test("k-means finds clouds from any seed, and lowers its inertia with each iteration", () => {
  const points = clouds(
    [
      [0, 0],
      [5, 0],
      [0, 5],
      [5, 5],
    ],
    30,
  );
  for (const seed of [1, 2, 3]) {
    const { labels, inertia, curve } = kMeans(points, {
      clusters: 4,
      restarts: 3,
      iterations: 50,
      random: createRandom(seed),
    });
    for (let cloud = 0; cloud < 4; cloud++) {
      assert.equal(new Set(labels.subarray(cloud * 30, (cloud + 1) * 30)).size, 1);
    }
    assert.ok(inertia < 120 * 0.25, `${inertia}`);
    assert.ok(curve.every((value, index) => index === 0 || value < (curve[index - 1] ?? 0)));
  }
});

test("clusters are ordered by size, and as many as different points are found exactly", () => {
  const values = Float32Array.from([9, 1, 1, 1, 4, 4]);
  const points = { values, rows: 6, width: 1 };
  const found = kMeans(points, { clusters: 3, restarts: 2, iterations: 20, random: createRandom(1) });
  assert.deepEqual([...found.centres], [1, 4, 9]);
  assert.deepEqual([...found.labels], [2, 0, 0, 0, 1, 1]);
  assert.equal(found.inertia, 0);
  assert.equal(countDistinct(points, 10), 3);
});

test("the silhouette is that of its definition", () => {
  // Points 0, 1 | 10, 12 on a line: by hand from Rousseeuw's formula.
  const value = silhouette([0, 1, 10, 12], 1, Int32Array.of(0, 0, 1, 1));
  const rows = [(11 - 1) / 11, (10 - 1) / 10, (9.5 - 2) / 9.5, (11.5 - 2) / 11.5];
  near(value, rows.reduce((sum, row) => sum + row, 0) / 4, 1e-12);
  assert.equal(silhouette([0, 1], 1, Int32Array.of(0, 0)), undefined);
  assert.equal(silhouette([0, 1, 1], 1, Int32Array.of(0, 1, 1)), 2 / 3, "a point alone counts 0");
});

test("the number of clusters is found, and rises no further than different points allow", () => {
  const points = clouds(
    [
      [0, 0],
      [6, 0],
      [0, 6],
      [6, 6],
      [3, 12],
    ],
    20,
  );
  assert.equal(chooseClusters(points, 1, () => undefined).clusters, 5);
  const few = { values: Float32Array.from([1, 1, 1, 5, 5, 5]), rows: 6, width: 1 };
  assert.equal(chooseClusters(few, 1, () => undefined).clusters, 2);
});

test("a mixture tells clouds of different extent apart, and its probabilities are Bayes'", () => {
  const random = createRandom(4);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  // A long thin cloud and a small round one near it, which k-means would cut wrongly.
  const values = Array.from({ length: 300 }, (_, row) =>
    row < 200 ? [3 * normal(), 0.2 * normal()] : [0.3 * normal(), 2 + 0.3 * normal()],
  );
  const points = { values: Float32Array.from(values.flat()), rows: 300, width: 2 };
  const floor = new Float64Array(2).fill(1e-3);
  const options = {
    components: 2,
    covariance: "full" as const,
    floor,
    restarts: 2,
    iterations: 200,
    random: createRandom(1),
  };
  const { mixture, meanLogDensity, bic, curve } = fitMixture(points, options);
  const { probabilities } = responsibilities(points, mixture);
  let wrong = 0;
  for (let row = 0; row < 300; row++) {
    const [first = 0, second = 0] = probabilities.subarray(row * 2, row * 2 + 2);
    near(first + second, 1, 1e-12);
    if (first > second !== row < 200) wrong++;
  }
  assert.ok(wrong <= 3, `${wrong} rows are in the wrong component`);
  near(mixture.weights[0], 2 / 3, 0.03);
  near(bic, -2 * meanLogDensity * 300 + 11 * Math.log(300), 1e-6);
  assert.ok(curve.every((value, index) => index === 0 || value > (curve[index - 1] ?? 0)));
  const diagonal = fitMixture(points, { ...options, covariance: "diagonal", random: createRandom(1) });
  near(diagonal.mixture.whitening.length, 4);
});

test("a mixture of one point repeated and another stays finite", () => {
  const points = { values: Float32Array.from([0, 0, 0, 0, 7, 7]), rows: 6, width: 1 };
  const floor = Float64Array.of(1e-3);
  const options = {
    components: 2,
    covariance: "full" as const,
    floor,
    restarts: 1,
    iterations: 20,
    random: createRandom(1),
  };
  const { meanLogDensity, mixture } = fitMixture(points, options);
  assert.ok(Number.isFinite(meanLogDensity));
  near(mixture.weights[0], 2 / 3, 1e-6);
});

test("a lone point far away has the highest anomaly score by either method, a crowd of them too", () => {
  const usual = clouds([[0, 0, 0]], 200);
  const strange = clouds([[6, 6, 6]], 12, 9);
  const values = new Float32Array(212 * 3);
  values.set(usual.values);
  values.set(strange.values, 600);
  const points = { values, rows: 212, width: 3 };
  const forest = growForest(points, { trees: 100, sampleSize: 64, random: createRandom(1) }, () => undefined);
  const cloud = fitCloud(points);
  for (const scores of [isolationScores(points, forest), mahalanobisDistances(points, cloud)]) {
    const most = Math.max(...scores.subarray(0, 200));
    assert.ok(
      scores.subarray(200).every((score) => score > most),
      `${most} against ${scores.subarray(200)}`,
    );
  }
});

test("rows that are all the same have one score", () => {
  const points = { values: new Float32Array(40).fill(3), rows: 20, width: 2 };
  const forest = growForest(points, { trees: 5, sampleSize: 8, random: createRandom(1) }, () => undefined);
  assert.equal(new Set(isolationScores(points, forest)).size, 1);
});

test("samples are without replacement, in order, and whole where they can be", () => {
  assert.deepEqual([...sampleRows(4, 9, createRandom(1))], [0, 1, 2, 3]);
  const sample = sampleRows(1_000, 100, createRandom(1));
  assert.equal(new Set(sample).size, 100);
  assert.ok(sample.every((row, index) => index === 0 || row > (sample[index - 1] ?? 0)));
  assert.deepEqual([...takePoints({ values: Float32Array.of(1, 2, 3, 4), rows: 2, width: 2 }, [1]).values], [3, 4]);
});
