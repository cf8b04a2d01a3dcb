import { problem } from "../errors.ts";
import { unlike } from "../inference/model.ts";
import { createRandom } from "../random.ts";
import { openSession } from "../runner/session.ts";
import type { Sampling } from "./chooseToken.ts";
import { generate } from "./generate.ts";
import { readCard } from "./modelCard.ts";

/** What to write. */
export interface Wish extends Sampling {
  readonly prompt: string;
  /** New tokens at most. */
  readonly maxTokens: number;
  readonly seed: number;
}

/** A language model that is ready to write. */
export interface Writer {
  readonly context: number;
  /** @returns the new text, piece by piece, without the prompt. */
  write(wish: Wish): AsyncGenerator<string>;
  release(): Promise<void>;
}

/**
 * Loads a language model that the guard has passed.
 * @throws BlacktailError MODEL_INVALID, MODEL_UNLIKE_TASK
 */
export async function openWriter(bytes: Uint8Array): Promise<Writer> {
  const { config, tokenizer } = readCard(bytes);
  let session: Awaited<ReturnType<typeof openSession>>;
  try {
    session = await openSession(bytes);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.slice(0, 300) : String(cause);
    throw problem(
      "MODEL_INVALID",
      `The runtime cannot load the model: ${why}`,
      "Give the .onnx file as it was published.",
      cause,
    );
  }
  for (const name of ["input_ids", "attention_mask", "position_ids"]) {
    if (!session.inputNames.includes(name)) throw unlike(`it does not take "${name}"`);
  }
  return {
    context: config.n_positions,
    async *write({ prompt, maxTokens, seed, ...sampling }) {
      // Without a prompt, a document begins where another has ended.
      const ids = prompt === "" ? [tokenizer.endOfText] : tokenizer.encode(prompt);
      const decoder = tokenizer.decoder();
      const random = createRandom(seed, 0);
      for await (const id of generate(session, config, { ids, maxTokens, sampling, random })) {
        const text = decoder.push(id);
        if (text !== "") yield text;
      }
      const rest = decoder.end();
      if (rest !== "") yield rest;
    },
    release: () => session.release(),
  };
}

/** All that a model writes, as one text. */
export async function writeText(writer: Writer, wish: Wish): Promise<string> {
  let text = "";
  for await (const piece of writer.write(wish)) text += piece;
  return text;
}
