import type { Piece } from "./corpus.ts";
import type { TokenWriter } from "./tokenFile.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { safeCut } from "./words.ts";

/** Characters encoded in one go. */
const CHUNK = 1 << 16;

/**
 * Encodes a corpus into a token file, a chunk at a time. Each document but the corpus' last ends with the token for that.
 * @returns the number of tokens.
 */
export async function encodeCorpus(
  tokenizer: Tokenizer,
  pieces: AsyncIterable<Piece>,
  writer: TokenWriter,
): Promise<void> {
  let rest = "";
  let ended = false;
  for await (const { text, ends } of pieces) {
    if (ended) writer.push([tokenizer.endOfText]);
    rest += text;
    if (ends || rest.length >= CHUNK) {
      const cut = ends ? rest.length : safeCut(rest);
      writer.push(tokenizer.encode(rest.slice(0, cut)));
      rest = rest.slice(cut);
    }
    ended = ends;
  }
  writer.push(tokenizer.encode(rest));
}
