import { bpeTokenizer } from "./bpeTokenizer.ts";
import { characterTokenizer, chooseCharacters } from "./characterTokenizer.ts";
import type { Piece } from "./corpus.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { trainBpe } from "./trainBpe.ts";
import { safeCut, words } from "./words.ts";

/** Characters that a BPE tokenizer is learned from, and distinct words whose counts are kept. */
const SAMPLE = 1 << 25;
const DISTINCT = 300_000;

/**
 * Learns a tokenizer from a corpus: all its characters, or the pairs in its first 32 million characters.
 * @param size tokens at most.
 * @returns the tokenizer, and how many distinct characters have no token of their own.
 */
export async function learnTokenizer(
  kind: Tokenizer["kind"],
  pieces: AsyncIterable<Piece>,
  size: number,
): Promise<{ tokenizer: Tokenizer; left: number }> {
  if (kind === "bpe") return { tokenizer: bpeTokenizer(trainBpe(await countWords(pieces), size)), left: 0 };
  const counts = new Map<string, number>();
  for await (const { text } of pieces) {
    for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  const characters = chooseCharacters(counts, size);
  return { tokenizer: characterTokenizer(characters), left: counts.size - characters.length };
}

async function countWords(pieces: AsyncIterable<Piece>): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  let rest = "";
  let seen = 0;
  const count = (text: string) => {
    for (const word of words(text)) {
      const known = counts.get(word);
      if (known !== undefined || counts.size < DISTINCT) counts.set(word, (known ?? 0) + 1);
    }
  };
  for await (const { text, ends } of pieces) {
    rest += text;
    const cut = ends ? rest.length : safeCut(rest);
    count(rest.slice(0, cut));
    rest = rest.slice(cut);
    seen += text.length;
    if (seen >= SAMPLE) break;
  }
  count(rest);
  return counts;
}
