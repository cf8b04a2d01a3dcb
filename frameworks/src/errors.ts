/**
 * A mistake in the data, the configuration or the model that the caller can mend.
 * Leaves the package as the SDK's BlacktailError (`edge.ts`); in here it is its own small class, since loading the SDK would
 * double the start of every child process.
 */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: string;
  readonly fix: string;
  readonly retryable: boolean;

  constructor({ code, message, fix, retryable = false, cause }: ProblemOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.fix = fix;
    this.retryable = retryable;
  }
}

interface ProblemOptions {
  /** Listed in docs/errors.md. */
  readonly code: string;
  /** Names the value that is wrong. */
  readonly message: string;
  /** Says what to do about it. */
  readonly fix: string;
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/** A problem that stays until somebody mends it. */
export function problem(code: string, message: string, fix: string, cause?: unknown): Problem {
  return new Problem({ code, message, fix, cause });
}

/** "a, b, c and 4 more": names for a message, however many there are. */
export function listNames(names: readonly string[], limit = 12): string {
  const shown = names.slice(0, limit).map((name) => `"${name}"`);
  const rest = names.length - shown.length;
  return rest > 0 ? `${shown.join(", ")} and ${rest} more` : shown.join(", ");
}

/** The candidate with the fewest edits (Levenshtein) from a word, if it is close enough to be a slip. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 2)) + 1;
  for (const candidate of candidates.slice(0, 5_000)) {
    const distance = editDistance(word.toLowerCase().slice(0, 128), candidate.toLowerCase().slice(0, 128));
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
