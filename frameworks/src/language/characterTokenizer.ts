import { END_OF_TEXT, type Tokenizer, UNKNOWN } from "./tokenizer.ts";

const SPECIAL = 2;

/** A tokenizer with one token per character (code point). @param characters in the order of their numbers. */
export function characterTokenizer(characters: readonly string[]): Tokenizer {
  const tokens = [END_OF_TEXT, UNKNOWN, ...characters];
  const numbers = new Map(characters.map((character, index) => [character, index + SPECIAL]));
  const unknown = tokens.indexOf(UNKNOWN);
  return {
    kind: "character",
    tokens,
    merges: [],
    endOfText: 0,
    encode: (text) => Array.from(text, (character) => numbers.get(character) ?? unknown),
    decoder: () => ({ push: (id) => (id < SPECIAL ? "" : (tokens[id] ?? "")), end: () => "" }),
    // An unknown token stands for a character too.
    characters: (id) => (id === 0 ? 0 : 1),
  };
}

/**
 * The characters that a tokenizer keeps: the most frequent (ties: the lower code point), in the order of code points.
 * @param limit tokens at most, special ones included.
 */
export function chooseCharacters(counts: ReadonlyMap<string, number>, limit: number): string[] {
  const byCode = (a: string, b: string) => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0);
  const frequent = [...counts].sort(([a, many], [b, more]) => more - many || byCode(a, b));
  return frequent
    .slice(0, limit - SPECIAL)
    .map(([character]) => character)
    .sort(byCode);
}
