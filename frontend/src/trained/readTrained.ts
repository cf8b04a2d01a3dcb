import type { Hex } from "viem";
import { FileProblem } from "../files/FileProblem.ts";
import { readChosen } from "../files/readChosen.ts";
import { type Staged, stage } from "../files/stagedFiles.ts";
import { group } from "../lib/group.ts";
import { parseTrainedManifest, type TrainedManifest } from "./TrainedManifest.ts";

/** What was chosen so far of the two files of a training. */
export type Trained = { model?: Staged; manifest?: { name: string; content: TrainedManifest } };

/** Bytes; what a model's card may have, so more cannot be minted. */
const MAX_MANIFEST_BYTES = 1024 * 1024;

const BOTH = "Choose model.onnx and manifest.json from the folder that “blacktail train” wrote.";

/**
 * Adds chosen files to those chosen before; a newer one of a kind replaces the older. The model is kept for the flow that uploads it.
 * @throws FileProblem when a file is neither, too large or not readable.
 */
export async function readTrained(files: readonly File[], before: Trained): Promise<Trained> {
  const found: Trained = { ...before };
  for (const file of files) {
    const name = file.name.toLowerCase();
    if (name.endsWith(".onnx")) {
      found.model = stage(file.name, await readChosen(file, { smaller: "Train a smaller model." }));
    } else if (name.endsWith(".json")) {
      const bytes = await readChosen(file, { maxBytes: MAX_MANIFEST_BYTES, smaller: BOTH });
      found.manifest = { name: file.name, content: parseTrainedManifest(file.name, bytes) };
    } else {
      throw new FileProblem(`“${file.name}” is neither a model (.onnx) nor a manifest (.json).`, BOTH);
    }
  }
  return found;
}

/** A model and the manifest that describes it. */
export type Matched = { model: Hex; manifest: TrainedManifest };

/** The pair once both are there; a problem naming both digests or sizes when the manifest describes another model. */
export function matchTrained({ model, manifest }: Trained): { found?: Matched; problem?: FileProblem } {
  if (!model || !manifest) return {};
  const { digest, size } = manifest.content.artifact;
  const differ = (how: string) =>
    new FileProblem(
      `“${model.name}” is not the model that “${manifest.name}” describes.`,
      `${how}. Choose both files from the folder of one training.`,
    );
  if (model.digest !== digest)
    return { problem: differ(`The model’s sha-256 is ${model.digest}, the manifest names ${digest}`) };
  if (model.size !== size)
    return { problem: differ(`The model has ${group(model.size)} bytes, the manifest names ${group(size)}`) };
  return { found: { model: model.digest, manifest: manifest.content } };
}
