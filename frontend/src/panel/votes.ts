/** Whether bit `candidate` of a vote, or of an outcome, accepts that candidate. */
export const accepts = (vote: number, candidate: number): boolean => ((vote >> candidate) & 1) === 1;

/** A vote or an outcome in words, results counted from 1; and how many it takes for right. */
export function verdictOf(vote: number, candidates: number): { text: string; right: number } {
  const right = Array.from({ length: candidates }, (_, candidate) => candidate).filter((each) => accepts(vote, each));
  return { text: wordsOf(right, candidates), right: right.length };
}

function wordsOf(right: readonly number[], candidates: number): string {
  if (candidates === 1) return right.length === 1 ? "right" : "wrong";
  if (right.length === 0) return `none of ${candidates} results right`;
  if (right.length === candidates) return `all ${candidates} results right`;
  return `${right.length === 1 ? "result" : "results"} ${right.map((each) => each + 1).join(", ")} right`;
}
