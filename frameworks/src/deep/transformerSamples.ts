import type { TrainingReport } from "@blacktail/sdk";
import type { TextPart } from "../language/tokenizedText.ts";
import { decode, type Tokenizer } from "../language/tokenizer.ts";
import { openWriter, writeText } from "../language/writer.ts";

const SAMPLES = 3;
const PROMPT_TOKENS = 16;
const NEW_TOKENS = 160;
const SAMPLING = { temperature: 0.8, topK: 40 };
const MAX_PROMPT = 4_096;
const MAX_TEXT = 16_384;

/** What a model writes after some places of a text that it never saw. */
export async function transformerSamples(
  model: Uint8Array,
  tokenizer: Tokenizer,
  { file, first, end }: TextPart,
  seed: number,
): Promise<NonNullable<TrainingReport["samples"]>> {
  const writer = await openWriter(model);
  const samples: { prompt: string; text: string }[] = [];
  for (let index = 0; index < SAMPLES; index++) {
    const from = first + Math.floor(((end - first) * index) / SAMPLES);
    const ids = Array.from(file.read(from, Math.min(PROMPT_TOKENS, end - from)));
    const prompt = decode(tokenizer, ids).slice(0, MAX_PROMPT);
    const text = await writeText(writer, { prompt, maxTokens: NEW_TOKENS, seed: seed + index, ...SAMPLING });
    samples.push({ prompt, text: text.slice(0, MAX_TEXT) });
  }
  await writer.release();
  return samples;
}
