/** GPT-2's division of text into words, each with the space before it: no token crosses a word's border. */
const WORD = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

/** Characters after which a text without any blank is cut all the same. */
const LONGEST = 1 << 16;

/** The words of a text, which together are the text. */
export function words(text: string): string[] {
  return text.match(WORD) ?? [];
}

/**
 * Where a text that goes on may be cut without changing its words: before the last blank that follows something else.
 * @returns 0 when it cannot be cut yet.
 */
export function safeCut(text: string): number {
  for (let index = text.length - 1; index > 0; index--) {
    if (isBlank(text.charCodeAt(index)) && !isBlank(text.charCodeAt(index - 1))) return index;
  }
  if (text.length < LONGEST) return 0;
  // Not within a surrogate pair.
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last < 0xdc00 ? text.length - 1 : text.length;
}

const isBlank = (code: number) => code === 32 || (code >= 9 && code <= 13);
