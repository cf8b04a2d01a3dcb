import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { atEdge } from "./edge.ts";
import { readModel } from "./inference/readModel.ts";
import { cardFiles, readCard } from "./language/modelCard.ts";

/** The largest file that protobuf can hold. */
const MAX_BYTES = 2 ** 31 - 1;

/**
 * Lays a language model out as Hugging Face's tools expect it: `config.json`, `tokenizer.json`, `tokenizer_config.json`,
 * `generation_config.json` and `onnx/model.onnx`. Everything follows from the .onnx file.
 * @returns the paths written.
 * @throws BlacktailError MODEL_NOT_FOUND, MODEL_INVALID, MODEL_UNLIKE_TASK when it is no language model.
 *
 * @example
 * await exportHuggingFace({ modelPath: "out/model.onnx", outDir: "out/hub" });
 */
export function exportHuggingFace({ modelPath, outDir }: { modelPath: string; outDir: string }): Promise<string[]> {
  return atEdge(async () => {
    const bytes = await readModel(modelPath, MAX_BYTES);
    const files = cardFiles(readCard(bytes));
    const folder = resolve(outDir);
    await mkdir(join(folder, "onnx"), { recursive: true });
    const model = join(folder, "onnx", "model.onnx");
    await writeFile(model, bytes);
    const paths = Object.entries(files).map(([name, content]) => ({ path: join(folder, name), content }));
    for (const { path, content } of paths) await writeFile(path, `${JSON.stringify(content, undefined, 2)}\n`);
    return [...paths.map(({ path }) => path), model];
  });
}
