import { Digest, ModelManifest } from "@blacktail/sdk";
import { z } from "zod";
import { FileProblem } from "../files/FileProblem.ts";
import { decodeText } from "../files/readChosen.ts";

const { task, framework, metrics, data, split, seed, profile, parents } = ModelManifest.shape;

/** What training knows of a model, as `blacktail train` writes it to manifest.json; what else is in the file is left out. */
export const TrainedManifest = z.object({
  task,
  artifact: z.object({ digest: Digest, size: z.int().min(1) }),
  framework,
  metrics,
  data,
  split,
  seed,
  profile,
  parents: parents.default([]),
});
export type TrainedManifest = z.infer<typeof TrainedManifest>;

const FIX = "Choose the manifest.json that “blacktail train” wrote beside the model.";

/**
 * The manifest in a file.
 * @throws FileProblem naming what cannot be read in it.
 */
export function parseTrainedManifest(name: string, bytes: Uint8Array): TrainedManifest {
  let json: unknown;
  try {
    json = JSON.parse(decodeText(name, bytes, FIX));
  } catch (error) {
    if (error instanceof FileProblem) throw error;
    throw new FileProblem(`“${name}” is not readable as JSON: ${(error as Error).message}.`, FIX);
  }
  const parsed = TrainedManifest.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? `${issue.path.join(".")}: ` : "";
  throw new FileProblem(`“${name}” is no manifest of a trained model: ${where}${issue?.message}.`, FIX);
}
