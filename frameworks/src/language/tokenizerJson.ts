import { z } from "zod";
import { problem } from "../errors.ts";
import { bpeTokenizer } from "./bpeTokenizer.ts";
import { characterTokenizer } from "./characterTokenizer.ts";
import { END_OF_TEXT, type Tokenizer, UNKNOWN } from "./tokenizer.ts";

const special = (content: string, id: number) => ({
  id,
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
});

/**
 * A tokenizer as a `tokenizer.json`, as the libraries of Hugging Face read it. One of characters is written as a BPE without
 * merges over words of one character, which every such library knows.
 */
export function tokenizerJson(tokenizer: Tokenizer): Record<string, unknown> {
  const characters = tokenizer.kind === "character";
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: (characters ? [END_OF_TEXT, UNKNOWN] : [END_OF_TEXT]).map(special),
    normalizer: null,
    pre_tokenizer: characters
      ? { type: "Split", pattern: { Regex: "[\\s\\S]" }, behavior: "Isolated", invert: false }
      : { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: null,
    decoder: characters
      ? { type: "Fuse" }
      : { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: characters ? UNKNOWN : null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      vocab: Object.fromEntries(tokenizer.tokens.map((token, id) => [token, id])),
      merges: tokenizer.merges.map(([left, right]) => [left, right]),
    },
  };
}

const Written = z.object({
  pre_tokenizer: z.object({ type: z.enum(["Split", "ByteLevel"]) }),
  model: z.object({
    vocab: z.record(z.string(), z.int().min(0).max(65_535)),
    merges: z.array(z.tuple([z.string(), z.string()])).max(65_536),
  }),
});

/**
 * A tokenizer from what `tokenizerJson` wrote.
 * @throws BlacktailError MODEL_UNLIKE_TASK when it is something else.
 */
export function readTokenizer(json: unknown): Tokenizer {
  const result = Written.safeParse(json);
  if (!result.success) throw unlike("it is not of this form");
  const { vocab, merges } = result.data.model;
  const tokens = Object.entries(vocab)
    .sort(([, a], [, b]) => a - b)
    .map(([token]) => token);
  const tokenizer =
    result.data.pre_tokenizer.type === "ByteLevel" ? bpeTokenizer(merges) : characterTokenizer(tokens.slice(2));
  const same = tokenizer.tokens.length === tokens.length && tokenizer.tokens.every((token, id) => vocab[token] === id);
  if (!same) throw unlike("its vocabulary does not follow from its merges");
  return tokenizer;
}

const unlike = (why: string) =>
  problem("MODEL_UNLIKE_TASK", `The model's tokenizer cannot be used: ${why}.`, "Use a model that was trained here.");
