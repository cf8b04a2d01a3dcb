import { join } from "node:path";
import { problem } from "../errors.ts";
import { type Corpus, readCorpus } from "./corpus.ts";
import { encodeCorpus } from "./encodeCorpus.ts";
import { TokenFile, TokenWriter } from "./tokenFile.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** Tokens of a file from `first` up to, not including, `end`. */
export interface TextPart {
  readonly file: TokenFile;
  readonly first: number;
  readonly end: number;
}

/** Encodes a corpus into a token file in a scratch folder. */
export async function tokenizeCorpus(
  tokenizer: Tokenizer,
  corpus: Corpus,
  folder: string,
  name: string,
): Promise<TokenFile> {
  const path = join(folder, `${name}.tokens`);
  const writer = new TokenWriter(path);
  try {
    await encodeCorpus(tokenizer, readCorpus(corpus), writer);
  } finally {
    writer.close();
  }
  return new TokenFile(path);
}

/**
 * Divides a text into parts, one after the other.
 * @param shares they need not sum to 1
 * @throws BlacktailError TEXT_TOO_SHORT when a part would not hold a whole context and the token after it.
 */
export function divideText(file: TokenFile, shares: readonly number[], context: number): TextPart[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  let before = 0;
  const parts = shares.map((share) => {
    const first = Math.round((file.length * before) / total);
    before += share;
    return { file, first, end: Math.round((file.length * before) / total) };
  });
  const least = Math.min(...parts.map(({ first, end }) => end - first));
  if (least > context) return parts;
  throw problem(
    "TEXT_TOO_SHORT",
    `The text has ${file.length} tokens; its smallest part would have ${least}, and a context needs ${context + 1}.`,
    "Give more text, or a smaller context.",
  );
}

/** Characters (code points) of a part after its first token. */
export function countCharacters(tokenizer: Tokenizer, { file, first, end }: TextPart): number {
  const lengths = tokenizer.tokens.map((_, id) => tokenizer.characters(id));
  let sum = 0;
  for (let from = first + 1; from < end; from += 1 << 20) {
    for (const id of file.read(from, Math.min(1 << 20, end - from))) sum += lengths[id] ?? 0;
  }
  return sum;
}
