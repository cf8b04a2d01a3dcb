import { BYTE_CHARACTERS, CHARACTER_BYTES } from "./byteAlphabet.ts";
import { END_OF_TEXT, type Tokenizer } from "./tokenizer.ts";
import { words } from "./words.ts";

export type Merge = readonly [string, string];

/** Bytes of a word that are merged together; a longer word is cut. */
const WORD_BYTES = 1_024;
/** Words whose tokens are kept, and how long they may be. */
const CACHED_WORDS = 50_000;
const CACHED_LENGTH = 32;

/**
 * A byte-level BPE tokenizer (Sennrich et al., arXiv 1508.07909; bytes as in GPT-2): a word is its bytes, and neighbours that were
 * often seen together are joined, the pairs learned first first.
 */
export function bpeTokenizer(merges: readonly Merge[]): Tokenizer {
  // Two pairs may make the same token: "a" + "bc" and "ab" + "c".
  const tokens = [...new Set([END_OF_TEXT, ...BYTE_CHARACTERS, ...merges.map(([left, right]) => left + right)])];
  const numbers = new Map(tokens.map((token, number) => [token, number]));
  const number = (token: string) => numbers.get(token) ?? 0;
  const ranks = new Map(merges.map(([left, right], rank) => [pairKey(number(left), number(right)), rank]));
  const joined = merges.map(([left, right]) => number(left + right));
  const bytes = tokens.map((token, id) =>
    id === 0 ? new Uint8Array() : Uint8Array.from(token, (character) => CHARACTER_BYTES.get(character) ?? 0),
  );
  const cache = new Map<string, readonly number[]>();
  const utf8 = new TextEncoder();

  const encodeWord = (word: string): readonly number[] => {
    const known = cache.get(word);
    if (known !== undefined) return known;
    const data = utf8.encode(word);
    const ids: number[] = [];
    for (let first = 0; first < data.length; first += WORD_BYTES) {
      const part = Array.from(data.subarray(first, first + WORD_BYTES), (byte) => byte + 1);
      ids.push(...mergeAll(part, ranks, joined));
    }
    if (word.length <= CACHED_LENGTH && cache.size < CACHED_WORDS) cache.set(word, ids);
    return ids;
  };

  return {
    kind: "bpe",
    tokens,
    merges,
    endOfText: 0,
    encode: (text) => words(text).flatMap(encodeWord),
    decoder() {
      const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
      return {
        push: (id) => decoder.decode(bytes[id] ?? new Uint8Array(), { stream: true }),
        end: () => decoder.decode(),
      };
    },
    // Every byte of UTF-8 that begins a character.
    characters: (id) =>
      (bytes[id] ?? new Uint8Array()).reduce((sum, byte) => sum + ((byte & 0xc0) === 0x80 ? 0 : 1), 0),
  };
}

/** Two token numbers as one. */
export const pairKey = (left: number, right: number): number => left * 65_536 + right;

/** Joins the most urgent pair wherever it stands, then the next, until no pair is known. */
function mergeAll(ids: number[], ranks: ReadonlyMap<number, number>, joined: readonly number[]): number[] {
  let current = ids;
  for (;;) {
    let best = Number.POSITIVE_INFINITY;
    for (let index = 0; index + 1 < current.length; index++) {
      const rank = ranks.get(pairKey(current[index] as number, current[index + 1] as number));
      if (rank !== undefined && rank < best) best = rank;
    }
    const merged = joined[best];
    if (merged === undefined) return current;
    current = mergePair(current, (left, right) => ranks.get(pairKey(left, right)) === best, merged);
  }
}

/** Replaces each pair for which `is` holds, from the left. */
export function mergePair(
  ids: readonly number[],
  is: (left: number, right: number) => boolean,
  merged: number,
): number[] {
  const result: number[] = [];
  for (let index = 0; index < ids.length; index++) {
    const left = ids[index] as number;
    const right = ids[index + 1];
    if (right !== undefined && is(left, right)) {
      result.push(merged);
      index++;
    } else result.push(left);
  }
  return result;
}
