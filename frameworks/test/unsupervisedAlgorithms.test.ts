import assert from "node:assert/strict";
import { test } from "node:test";
import { silhouette } from "../src/metrics/silhouette.ts";
import { createRandom } from "../src/random.ts";
import { inMemoryMatrix } from "../src/tables/featureMatrix.ts";
import { assign } from "../src/unsupervised/assign.ts";
import { inverseCholesky } from "../src/unsupervised/cholesky.ts";
import { chooseClusters } from "../src/unsupervised/chooseClusters.ts";
import { covariance, meanPoint } from "../src/unsupervised/covariance.ts";
import { symmetricEigen } from "../src/unsupervised/eigen.ts";
import { fitMixture } from "../src/unsupervised/fitMixture.ts";
import { growForest, isolationScores } from "../src/unsupervised/isolationForest.ts";
import { kMeans } from "../src/unsupervised/kMeans.ts";
import { fitCloud, mahalanobisDistances } from "../src/unsupervised/mahalanobis.ts";
import { responsibilities } from "../src/unsupervised/mixture.ts";
import { countDistinct, type PointSet, pointSet, pointsInMemory } from "../src/unsupervised/pointSet.ts";
import { type Points, takePoints } from "../src/unsupervised/points.ts";
import { principalComponents, project } from "../src/unsupervised/principalComponents.ts";
import { sampleRows } from "../src/unsupervised/sampleRows.ts";
import { leadingDirections } from "../src/unsupervised/subspace.ts";

const near = (actual: number | undefined, expected: number, tolerance = 1e-9) =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) <= tolerance, `${actual} instead of ${expected}`);

const memory = (values: Float32Array, width: number) => pointsInMemory({ values, rows: values.length / width, width });

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

test("principal components of wide points by random projections are those of the covariance", async () => {
  const random = createRandom(3);
  const [rows, width] = [200, 30];
  const values = Float32Array.from({ length: rows * width }, (_, index) => random.uniform() * 0.9 ** (index % width));
  const points = memory(values, width);
  const exact = await principalComponents(points, 4, 1);
  const found = await leadingDirections(points, await meanPoint(points), 4, createRandom(5));
  for (let direction = 0; direction < 4; direction++) {
    near(found.variances[direction], exact.variances[direction] ?? 0, 1e-8);
    for (let column = 0; column < width; column++) {
      const place = direction * width + column;
      near(found.directions[place], exact.directions[place] ?? 0, 1e-4);
    }
  }
  const spread = project({ values, rows, width }, exact);
  let square = 0;
  for (let row = 0; row < rows; row++) square += (spread[row * 4] ?? 0) ** 2;
  near(square / rows, exact.variances[0] ?? 0, 1e-9);
});

test("k-means finds clouds from any seed, and lowers its inertia with each iteration", async () => {
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
    const { labels, inertia, curve } = await kMeans(pointsInMemory(points), {
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

test("clusters are ordered by size, and as many as different points are found exactly", async () => {
  const values = Float32Array.from([9, 1, 1, 1, 4, 4]);
  const points = memory(values, 1);
  const found = await kMeans(points, { clusters: 3, restarts: 2, iterations: 20, random: createRandom(1) });
  assert.deepEqual([...found.centres], [1, 4, 9]);
  assert.deepEqual([...found.labels], [2, 0, 0, 0, 1, 1]);
  assert.equal(found.inertia, 0);
  assert.equal(await countDistinct(points, 10), 3);
});

test("the silhouette is that of its definition", () => {
  // Points 0, 1 | 10, 12 on a line: by hand from Rousseeuw's formula.
  const value = silhouette([0, 1, 10, 12], 1, Int32Array.of(0, 0, 1, 1));
  const rows = [(11 - 1) / 11, (10 - 1) / 10, (9.5 - 2) / 9.5, (11.5 - 2) / 11.5];
  near(value, rows.reduce((sum, row) => sum + row, 0) / 4, 1e-12);
  assert.equal(silhouette([0, 1], 1, Int32Array.of(0, 0)), undefined);
  assert.equal(silhouette([0, 1, 1], 1, Int32Array.of(0, 1, 1)), 2 / 3, "a point alone counts 0");
});

test("the number of clusters is found, and rises no further than different points allow", async () => {
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
  assert.equal((await chooseClusters(pointsInMemory(points), 1, () => undefined)).clusters, 5);
  const few = memory(Float32Array.from([1, 1, 1, 5, 5, 5]), 1);
  assert.equal((await chooseClusters(few, 1, () => undefined)).clusters, 2);
});

test("a mixture tells clouds of different extent apart, and its probabilities are Bayes'", async () => {
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
  const { mixture, meanLogDensity, bic, curve } = await fitMixture(pointsInMemory(points), options);
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
  const diagonal = await fitMixture(pointsInMemory(points), {
    ...options,
    covariance: "diagonal",
    random: createRandom(1),
  });
  near(diagonal.mixture.whitening.length, 4);
});

test("a mixture of one point repeated and another stays finite", async () => {
  const points = memory(Float32Array.from([0, 0, 0, 0, 7, 7]), 1);
  const floor = Float64Array.of(1e-3);
  const options = {
    components: 2,
    covariance: "full" as const,
    floor,
    restarts: 1,
    iterations: 20,
    random: createRandom(1),
  };
  const { meanLogDensity, mixture } = await fitMixture(points, options);
  assert.ok(Number.isFinite(meanLogDensity));
  near(mixture.weights[0], 2 / 3, 1e-6);
});

test("a lone point far away has the highest anomaly score by either method, a crowd of them too", async () => {
  const usual = clouds([[0, 0, 0]], 200);
  const strange = clouds([[6, 6, 6]], 12, 9);
  const values = new Float32Array(212 * 3);
  values.set(usual.values);
  values.set(strange.values, 600);
  const points = memory(values, 3);
  const forest = await growForest(points, { trees: 100, sampleSize: 64, random: createRandom(1) }, () => undefined);
  const cloud = await fitCloud(points, createRandom(1));
  for (const scores of [await isolationScores(points, forest), await mahalanobisDistances(points, cloud)]) {
    const most = Math.max(...scores.subarray(0, 200));
    assert.ok(
      scores.subarray(200).every((score) => score > most),
      `${most} against ${scores.subarray(200)}`,
    );
  }
});

test("rows that are all the same have one score", async () => {
  const points = memory(new Float32Array(40).fill(3), 2);
  const forest = await growForest(points, { trees: 5, sampleSize: 8, random: createRandom(1) }, () => undefined);
  assert.equal(new Set(await isolationScores(points, forest)).size, 1);
});

test("samples are without replacement, in order, and whole where they can be", () => {
  assert.deepEqual([...sampleRows(4, 9, createRandom(1))], [0, 1, 2, 3]);
  const sample = sampleRows(1_000, 100, createRandom(1));
  assert.equal(new Set(sample).size, 100);
  assert.ok(sample.every((row, index) => index === 0 || row > (sample[index - 1] ?? 0)));
  assert.deepEqual([...takePoints({ values: Float32Array.of(1, 2, 3, 4), rows: 2, width: 2 }, [1]).values], [3, 4]);
});

test("points come part by part: what is made of them does not depend on the parts, nor on where they lie", async () => {
  const { values, rows, width } = clouds(
    [
      [0, 0, 1],
      [5, 0, 2],
      [0, 5, 9],
    ],
    40,
  );
  const order = createRandom(7).shuffle(Int32Array.from({ length: rows }, (_, row) => row));
  const whole = inMemoryMatrix(values, width);
  const elsewhere = { rows, width, read: (positions: Int32Array) => whole.read(positions) };
  const results = [];
  for (const matrix of [whole, elsewhere]) {
    for (const partRows of [rows, 7]) {
      const points = pointSet(matrix, order, partRows);
      const random = createRandom(1);
      const kMeansOptions = { clusters: 3, restarts: 2, iterations: 20, random };
      const floor = new Float64Array(width).fill(1e-3);
      const mixture = { components: 3, covariance: "full" as const, floor, restarts: 1, iterations: 20, random };
      const clustering = await kMeans(points, kMeansOptions);
      const forest = await growForest(points, { trees: 5, sampleSize: 16, random }, () => undefined);
      results.push({
        taken: await points.take(Int32Array.of(3, 0, 119)),
        distinct: await countDistinct(points, 1_000),
        clustering,
        assigned: await assign(points, clustering.centres),
        mixture: await fitMixture(points, mixture),
        leading: await leadingDirections(points, await meanPoint(points), 2, random),
        components: await principalComponents(points, 2, 1),
        scores: await isolationScores(points, forest),
        cloud: await fitCloud(points, random),
      });
    }
  }
  for (const result of results) assert.deepEqual(result, results[0]);
});

/** Three clouds of so many rows in all that algorithms with many passes take a sample, read from elsewhere. */
function manyPoints(): { points: PointSet; rows: number } {
  const { values, rows, width } = clouds(
    [
      [0, 0],
      [5, 0],
      [0, 5],
    ],
    20_000,
  );
  const whole = inMemoryMatrix(values, width);
  const positions = createRandom(3).shuffle(Int32Array.from({ length: rows }, (_, row) => row));
  return { points: pointSet({ rows, width, read: (wanted) => whole.read(wanted) }, positions), rows };
}

test("of many points a sample makes the starts, and all of them the result", async () => {
  const { points, rows } = manyPoints();
  const options = { clusters: 3, restarts: 2, iterations: 100, random: createRandom(1) };
  let passes = 0;
  const found = await kMeans(points, { ...options, onPass: () => passes++ });
  assert.equal(found.sampled, 50_000);
  assert.ok(passes > 0);
  // A fixed point of all rows: each centre is the mean of its cluster, to what one more iteration would move.
  const { labels, counts, sums, inertia } = await assign(points, found.centres);
  assert.deepEqual(labels, found.labels);
  assert.equal(inertia, found.inertia);
  sums.forEach((sum, place) => {
    near(sum / (counts[Math.floor(place / 2)] ?? 0), found.centres[place] ?? 0, 1e-6);
  });
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    rows,
  );

  const floor = new Float64Array(2).fill(1e-3);
  const { mixture, sampled, curve } = await fitMixture(points, {
    components: 3,
    covariance: "diagonal",
    floor,
    restarts: 1,
    iterations: 100,
    random: createRandom(1),
  });
  assert.equal(sampled, 50_000);
  assert.ok(curve.length > 1 && curve.every((value, index) => index === 0 || value > (curve[index - 1] ?? 0)));
  for (const weight of mixture.weights) near(weight, 1 / 3, 1e-4);
});

test("the middle of many points is that of their nearer part, all of them counted", async () => {
  const { points, rows } = manyPoints();
  const cloud = await fitCloud(points, createRandom(1));
  assert.equal(cloud.sampled, 50_000);
  const again = await mahalanobisDistances(points, cloud);
  const order = Array.from(again.keys()).sort((a, b) => (again[a] ?? 0) - (again[b] ?? 0));
  const kept = new Uint8Array(rows);
  for (const row of order.slice(0, 0.75 * rows)) kept[row] = 1;
  const { mean } = await covariance(points, kept);
  mean.forEach((value, column) => {
    near(value, cloud.mean[column] ?? 0, 0.02);
  });
});

test("few of very many rows are drawn without an order of all", () => {
  const sample = sampleRows(3_000_000, 1_000, createRandom(1));
  assert.equal(new Set(sample).size, 1_000);
  assert.ok(sample.every((row, index) => row < 3_000_000 && (index === 0 || row > (sample[index - 1] ?? 0))));
  near(sample.reduce((sum, row) => sum + row, 0) / 1_000, 1_500_000, 100_000);
});
