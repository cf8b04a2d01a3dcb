/** Whether bit `candidate` of a vote, or of an outcome, accepts that candidate. */
export const accepts = (vote: number, candidate: number): boolean => ((vote >> candidate) & 1) === 1;

/** A vote or an outcome in words: one result is right or wrong, of several a number are right. */
export function verdictOf(vote: number, candidates: number): { text: string; right: number } {
  const right = Array.from({ length: candidates }, (_, candidate) => accepts(vote, candidate)).filter(Boolean).length;
  if (candidates === 1) return { text: right === 1 ? "right" : "wrong", right };
  return { text: `${right} of ${candidates} results right`, right };
}
