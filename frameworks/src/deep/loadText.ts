import type { JobSpec } from "@blacktail/sdk";
import type { TransformerConfig } from "@blacktail/sdk/families";
import { problem } from "../errors.ts";
import type { TrainContext } from "../family.ts";
import { dataOf, pathOf } from "../inputs.ts";
import { type Corpus, openCorpus, readCorpus } from "../language/corpus.ts";
import { learnTokenizer } from "../language/learnTokenizer.ts";
import { divideText, type TextPart, tokenizeCorpus } from "../language/tokenizedText.ts";
import type { Tokenizer } from "../language/tokenizer.ts";

type Context = Pick<TrainContext, "spec" | "inputs" | "scratch">;

/** A job's text in tokens, divided by use. */
interface LoadedText {
  /** Learned from the training text. */
  readonly tokenizer: Tokenizer;
  /** Rare characters that are no part of its vocabulary. */
  readonly left: number;
  /** Of a table: the column that was read. */
  readonly column: string | undefined;
  readonly train: TextPart;
  readonly validation: TextPart;
  readonly test: TextPart;
}

/** @throws BlacktailError INPUT_MISSING, TEXT_…, DATA_… */
export async function loadText(context: Context, config: TransformerConfig): Promise<LoadedText> {
  const corpus = await corpusOf(context, "train", config.column);
  if (corpus === undefined) throw problem("INPUT_MISSING", "The job names no text.", 'Give data of the role "train".');
  const { tokenizer, left } = await learnTokenizer(config.tokenizer, readCorpus(corpus), config.vocabularySize);
  return { tokenizer, left, column: corpus.column, ...(await divide(context, config, corpus, tokenizer)) };
}

async function corpusOf(
  { spec, inputs }: Context,
  role: JobSpec["data"][number]["role"],
  column: string | undefined,
): Promise<Corpus | undefined> {
  const data = dataOf(spec, role);
  if (data === undefined) return undefined;
  return openCorpus(pathOf(inputs, data), data.format, column ?? data.target);
}

/** The text in parts; with a test file of its own, what would be for testing is learned from. */
async function divide(
  context: Context,
  { split, column, context: length }: TransformerConfig,
  corpus: Corpus,
  tokenizer: Tokenizer,
): Promise<{ train: TextPart; validation: TextPart; test: TextPart }> {
  const testCorpus = await corpusOf(context, "test", corpus.column ?? column);
  const file = await tokenizeCorpus(tokenizer, corpus, context.scratch, "train");
  const own = testCorpus !== undefined;
  const shares = own ? [split.train + split.test, split.validation] : [split.train, split.validation, split.test];
  const [train, validation, rest] = divideText(file, shares, length);
  const test = own
    ? divideText(await tokenizeCorpus(tokenizer, testCorpus, context.scratch, "test"), [1], length)[0]
    : rest;
  if (train === undefined || validation === undefined || test === undefined) throw new TypeError("A part is missing.");
  return { train, validation, test };
}
