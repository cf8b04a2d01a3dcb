/**
 * GPT-2's alphabet: a printable character for each byte, so that any text is a sequence of printable characters.
 * Bytes that print stand for themselves; the others are moved beyond 255 in their order.
 */
function alphabet(): string[] {
  let moved = 0;
  return Array.from({ length: 256 }, (_, byte) => {
    const prints = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
    return String.fromCharCode(prints ? byte : 256 + moved++);
  });
}

/** The character of each byte. */
export const BYTE_CHARACTERS: readonly string[] = alphabet();

/** The byte of each character. */
export const CHARACTER_BYTES: ReadonlyMap<string, number> = new Map(
  BYTE_CHARACTERS.map((character, byte) => [character, byte]),
);
