import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { z } from "zod";
import { problem } from "../errors.ts";
import { END_OF_TEXT, type Tokenizer, UNKNOWN } from "./tokenizer.ts";
import { readTokenizer, tokenizerJson } from "./tokenizerJson.ts";

/** A language model's sizes, in the words of Hugging Face's `config.json` for GPT-2. */
const Config = z.looseObject({
  model_type: z.literal("gpt2"),
  vocab_size: z.int().min(1).max(65_536),
  n_positions: z.int().min(1).max(1_048_576),
  n_embd: z.int().min(1).max(65_536),
  n_layer: z.int().min(1).max(1_024),
  n_head: z.int().min(1).max(1_024),
});
export type Config = z.infer<typeof Config>;

/** Keys of `metadata_props`. */
const CONFIG = "blacktail.config";
const TOKENIZER = "blacktail.tokenizer";

/** What travels with a language model's graph. */
export interface ModelCard {
  readonly config: Config;
  readonly tokenizer: Tokenizer;
}

/** The entries of `metadata_props` that hold the tokenizer and the sizes. */
export function cardMetadata(
  tokenizer: Tokenizer,
  sizes: { layers: number; heads: number; width: number; context: number; activation: "relu2" | "gelu" },
): Record<string, string> {
  const config: Config = {
    architectures: ["GPT2LMHeadModel"],
    model_type: "gpt2",
    vocab_size: tokenizer.tokens.length,
    n_positions: sizes.context,
    n_embd: sizes.width,
    n_layer: sizes.layers,
    n_head: sizes.heads,
    n_inner: 4 * sizes.width,
    activation_function: sizes.activation === "gelu" ? "gelu_new" : sizes.activation,
    layer_norm_epsilon: 1e-5,
    bos_token_id: tokenizer.endOfText,
    eos_token_id: tokenizer.endOfText,
    tie_word_embeddings: true,
    use_cache: true,
  };
  return { [CONFIG]: JSON.stringify(config), [TOKENIZER]: JSON.stringify(tokenizerJson(tokenizer)) };
}

/**
 * Reads what travels with a model.
 * @throws BlacktailError MODEL_INVALID when the bytes are no model, MODEL_UNLIKE_TASK when it is no language model of this form.
 */
export function readCard(bytes: Uint8Array): ModelCard {
  const metadata = readMetadata(bytes);
  const config = Config.safeParse(parse(metadata.get(CONFIG)));
  const tokenizer = parse(metadata.get(TOKENIZER));
  if (!config.success || tokenizer === undefined) throw noLanguageModel();
  const read = readTokenizer(tokenizer);
  if (read.tokens.length !== config.data.vocab_size) throw noLanguageModel();
  return { config: config.data, tokenizer: read };
}

/** The files beside the model in a folder of Hugging Face's layout, by their names. */
export function cardFiles({ config, tokenizer }: ModelCard): Record<string, unknown> {
  const { bos_token_id, eos_token_id, n_positions } = config;
  return {
    "config.json": config,
    "tokenizer.json": tokenizerJson(tokenizer),
    "tokenizer_config.json": {
      tokenizer_class: "PreTrainedTokenizerFast",
      model_max_length: n_positions,
      bos_token: END_OF_TEXT,
      eos_token: END_OF_TEXT,
      ...(tokenizer.kind === "character" ? { unk_token: UNKNOWN } : {}),
      clean_up_tokenization_spaces: false,
    },
    "generation_config.json": { bos_token_id, eos_token_id, max_length: n_positions },
  };
}

function readMetadata(bytes: Uint8Array): Map<string, string> {
  try {
    const { metadataProps } = fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false });
    return new Map(metadataProps.map(({ key, value }) => [key, value]));
  } catch (cause) {
    throw problem("MODEL_INVALID", "The file is not an ONNX model.", "Give the .onnx file as it was published.", cause);
  }
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    // Not written by us, or not there: the caller says so.
    return undefined;
  }
}

const noLanguageModel = () =>
  problem(
    "MODEL_UNLIKE_TASK",
    "The model is no language model: its metadata lacks a configuration and a tokenizer.",
    'Give a model that "deep/transformer" trained.',
  );
