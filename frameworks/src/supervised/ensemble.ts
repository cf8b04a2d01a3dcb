/** A network's weights and biases, layer by layer. */
export interface Layers {
  readonly weights: readonly Float32Array[];
  readonly shapes: readonly (readonly number[])[];
}

/**
 * One network that computes the mean of several networks' scores: hidden layers lie side by side, the last layer averages.
 * Linear models average into one of the same size.
 * @param members of the same shapes.
 */
export function mergeMembers(members: readonly Layers[]): Layers {
  const [first] = members;
  if (first === undefined) throw new RangeError("An ensemble needs a member.");
  const layers = first.shapes.length / 2;
  const weights: Float32Array[] = [];
  const shapes: number[][] = [];
  for (let layer = 0; layer < layers; layer++) {
    const [inputs = 0, outputs = 0] = first.shapes[layer * 2] ?? [];
    const last = layer === layers - 1;
    // The features are shared; what comes from a hidden layer is each member's own.
    const rows = layer === 0 ? inputs : inputs * members.length;
    const columns = last ? outputs : outputs * members.length;
    const weight = new Float64Array(rows * columns);
    const bias = new Float64Array(columns);
    const factor = last ? 1 / members.length : 1;
    members.forEach((member, index) => {
      const row = layer === 0 ? 0 : index * inputs;
      const column = last ? 0 : index * outputs;
      const from = member.weights[layer * 2] ?? [];
      for (let i = 0; i < inputs; i++) {
        for (let j = 0; j < outputs; j++) {
          const place = (row + i) * columns + column + j;
          weight[place] = (weight[place] ?? 0) + factor * (from[i * outputs + j] ?? 0);
        }
      }
      member.weights[layer * 2 + 1]?.forEach((value, j) => {
        bias[column + j] = (bias[column + j] ?? 0) + factor * value;
      });
    });
    weights.push(Float32Array.from(weight), Float32Array.from(bias));
    shapes.push([rows, columns], [columns]);
  }
  return { weights, shapes };
}
