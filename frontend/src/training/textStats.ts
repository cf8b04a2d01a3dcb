export type TextStats = {
  characters: number;
  lines: number;
  words: number;
  /** Different characters, which is what a tokenizer of characters has to know. */
  different: number;
  /** How it begins. */
  start: string;
};

const SHOWN = 400;

/** What a text holds, as a language model will see it. Characters are Unicode code points. */
export function textStats(text: string): TextStats {
  const seen = new Set<string>();
  let characters = 0;
  let lines = 1;
  let words = 0;
  let inWord = false;
  for (const character of text) {
    characters += 1;
    seen.add(character);
    if (character === "\n") lines += 1;
    const blank = character === " " || character === "\n" || character === "\t" || character === "\r";
    if (!blank && !inWord) words += 1;
    inWord = !blank;
  }
  return { characters, lines, words, different: seen.size, start: text.slice(0, SHOWN) };
}
