/** Ends a document: a text, a table's row. The first token of every vocabulary. */
export const END_OF_TEXT = "<|endoftext|>";
/** What a character tokenizer reads for a character outside its vocabulary. */
export const UNKNOWN = "<unk>";

/** Turns text into numbers and back. */
export interface Tokenizer {
  readonly kind: "character" | "bpe";
  /** Every token in the order of the numbers; byte-level tokens in GPT-2's alphabet. */
  readonly tokens: readonly string[];
  /** Pairs of tokens that become one, the most urgent first; none where tokens are characters. */
  readonly merges: readonly (readonly [string, string])[];
  /** Number of the token that ends a document. */
  readonly endOfText: number;
  /** Numbers of a text's tokens. No special token comes from text. */
  encode(text: string): number[];
  /** Text of numbers that arrive one by one; what a number adds may be held back until its last byte has come. */
  decoder(): { push(id: number): string; end(): string };
  /** How many characters (code points) a token stands for. A character of several tokens counts with its first. */
  characters(id: number): number;
}

/** The text of some tokens, without special ones. */
export function decode(tokenizer: Tokenizer, ids: readonly number[]): string {
  const decoder = tokenizer.decoder();
  return ids.map((id) => decoder.push(id)).join("") + decoder.end();
}
