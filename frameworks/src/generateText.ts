import { resolve } from "node:path";
import { atEdge } from "./edge.ts";
import { problem } from "./errors.ts";
import { runChild } from "./process/host.ts";
import { DEFAULT_LIMITS, type Limits } from "./process/limits.ts";
import type { GenerateReply } from "./process/protocol.ts";

const DEFAULT_MAX_MODEL_BYTES = 256 * 1024 * 1024;
const MOST_TOKENS = 100_000;

export interface GenerateArguments {
  readonly modelPath: string;
  /** What to write on from; the model looks at its end only, as far as its context goes. */
  readonly prompt: string;
  /** New tokens at most. */
  readonly maxTokens: number;
  /** 0 (the default) takes the most probable token always; 1 draws as the model says. */
  readonly temperature?: number | undefined;
  /** Draws among the so many most probable tokens. */
  readonly topK?: number | undefined;
  /** Fixes what is drawn; 0 by default. */
  readonly seed?: number | undefined;
  /** Called with each piece of text as it is written. */
  readonly onToken?: ((text: string) => void) | undefined;
  readonly limits?: Partial<Limits> | undefined;
  readonly maxModelBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Lets a language model write, in a child process within limits. The model is not trusted: it is checked before it is loaded.
 * @returns the new text, without the prompt.
 * @throws BlacktailError CONFIG_INVALID for a wrong argument, MODEL_…, LIMIT_…, RUN_…; see docs/errors.md
 *
 * @example
 * await generateText({ modelPath: "out/model.onnx", prompt: "ROMEO:", maxTokens: 200, temperature: 0.8, topK: 40 });
 */
export function generateText(args: GenerateArguments): Promise<string> {
  const { modelPath, prompt, maxTokens, temperature = 0, topK, seed = 0, onToken, limits = {}, signal } = args;
  const { maxModelBytes = DEFAULT_MAX_MODEL_BYTES } = args;
  return atEdge(async () => {
    check("maxTokens", maxTokens, Number.isInteger(maxTokens) && maxTokens > 0 && maxTokens <= MOST_TOKENS);
    check("temperature", temperature, temperature >= 0 && temperature <= 100);
    check("topK", topK, topK === undefined || (Number.isInteger(topK) && topK > 0));
    check("seed", seed, Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32);
    const reply = await runChild(
      {
        command: "generate",
        modelPath: resolve(modelPath),
        maxModelBytes,
        wish: { prompt, maxTokens, temperature, seed, ...(topK === undefined ? {} : { topK }) },
      },
      { limits: { ...DEFAULT_LIMITS, ...limits }, signal, onText: onToken },
    );
    return (reply as GenerateReply).text;
  });
}

function check(name: string, value: unknown, good: boolean): void {
  if (good) return;
  const fix = `Give up to ${MOST_TOKENS} tokens, a temperature of 0 or more, a whole topK above 0, a seed below 2^32.`;
  throw problem("CONFIG_INVALID", `The setting "${name}" cannot be ${value}.`, fix);
}
