const words: Record<string, string> = {
  clustering: "finds groups",
  embedding: "describes in few numbers",
  anomaly: "tells how odd something is",
  generation: "writes text",
  control: "chooses actions",
};

/** What a model does, from its card: “classification of boils”, “finds groups”. A kind that is not known stays as it is. */
export function taskWords(kind: string | null | undefined, target?: string | null): string {
  if (!kind) return "task unknown";
  const known = words[kind];
  if (known) return known;
  return target ? `${kind} of ${target}` : kind;
}

/** A name to begin with for a model of this task. */
export function taskName(kind: string | undefined, target: string | undefined): string {
  if (target) return `Predicts ${target}`;
  const known = kind === undefined ? undefined : words[kind];
  return known ? known.charAt(0).toUpperCase() + known.slice(1) : "";
}
