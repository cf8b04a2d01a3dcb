/** How sure probabilities are of their most probable class: 0 is a guess among all classes, 1 is certainty. Float64 [rows]. */
export function certainties(probabilities: Float64Array, classes: number): Float64Array {
  const guess = 1 / classes;
  return Float64Array.from({ length: probabilities.length / classes }, (_, row) => {
    let most = 0;
    for (let label = 0; label < classes; label++) most = Math.max(most, probabilities[row * classes + label] as number);
    return (most - guess) / (1 - guess);
  });
}
