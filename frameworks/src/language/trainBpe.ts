import { type Merge, mergePair, pairKey } from "./bpeTokenizer.ts";
import { BYTE_CHARACTERS } from "./byteAlphabet.ts";
import { PairHeap } from "./pairHeap.ts";
import { END_OF_TEXT } from "./tokenizer.ts";

/** Bytes of a word that are looked at. */
const WORD_BYTES = 64;
/** A pair that was seen only once says nothing. */
const LEAST_COUNT = 2;

/**
 * Learns which pairs of tokens to join, the most frequent first (ties: the lower token numbers), until there are as many tokens as
 * wanted or no pair comes twice.
 * @param counts how often each word comes.
 * @param size tokens wanted, with the 256 bytes and the end of a document.
 */
export function trainBpe(counts: ReadonlyMap<string, number>, size: number): Merge[] {
  const utf8 = new TextEncoder();
  const learned: Merge[] = [];
  const names = [END_OF_TEXT, ...BYTE_CHARACTERS];
  const numbers = new Map(names.map((name, number) => [name, number]));
  const words = [...counts].map(([word, count]) => ({
    ids: Array.from(utf8.encode(word).subarray(0, WORD_BYTES), (byte) => byte + 1),
    count,
  }));
  const pairs = new PairHeap();
  // The words in which a pair may stand; some no longer hold it.
  const places = new Map<number, Set<number>>();
  const note = (ids: readonly number[], word: number, sign: number) => {
    const times = (words[word]?.count ?? 0) * sign;
    for (let index = 0; index + 1 < ids.length; index++) {
      const key = pairKey(ids[index] as number, ids[index + 1] as number);
      pairs.add(key, times);
      if (sign < 0) continue;
      const known = places.get(key);
      if (known === undefined) places.set(key, new Set([word]));
      else known.add(word);
    }
  };
  for (const [index, { ids }] of words.entries()) note(ids, index, 1);
  pairs.settle();

  while (names.length < size) {
    const best = pairs.most();
    if (best === undefined || best.count < LEAST_COUNT) break;
    const [left, right] = [Math.floor(best.key / 65_536), best.key % 65_536];
    const name = `${names[left]}${names[right]}`;
    const merged = numbers.get(name) ?? names.push(name) - 1;
    numbers.set(name, merged);
    learned.push([names[left] as string, names[right] as string]);
    for (const index of places.get(best.key) ?? []) {
      const word = words[index];
      if (word === undefined) continue;
      const next = mergePair(word.ids, (a, b) => a === left && b === right, merged);
      if (next.length === word.ids.length) continue;
      note(word.ids, index, -1);
      word.ids = next;
      note(next, index, 1);
    }
    places.delete(best.key);
    pairs.settle();
  }
  return learned;
}
