import { Artifact, DATA_FORMATS, Digest } from "@blacktail/sdk";
import { z } from "zod";
import { MAX_PARENTS, type TrainingFiles } from "../training/TrainingFiles.ts";
import type { Upload } from "./steps/jobSteps.ts";

const staged = z.object({ digest: Digest, format: z.enum(DATA_FORMATS) });

/** The inputs of a training as a flow's values carry them: staged files by digest, minted models by their artifact. */
const Inputs = z.object({
  data: staged.optional(),
  labels: staged.optional(),
  test: staged.optional(),
  testLabels: staged.optional(),
  module: staged.optional(),
  parents: z
    .array(z.union([z.object({ manifest: Digest, artifact: Artifact }), z.object({ digest: Digest })]))
    .max(MAX_PARENTS),
});
export type Inputs = z.infer<typeof Inputs>;

/** Inputs as JSON text, which a flow's values can be kept as. */
export const inputsField = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(Inputs);

/** What was chosen on the page, as `inputsField` reads it. */
export function inputsText({ data, labels, test, testLabels, module, parents }: TrainingFiles): string {
  const named = (file: { file: { digest: string }; format: string } | undefined) =>
    file && { digest: file.file.digest, format: file.format };
  return JSON.stringify({
    data: named(data),
    labels: named(labels),
    test: named(test),
    testLabels: named(testLabels),
    module: named(module),
    parents: parents.map((parent) =>
      parent.kind === "minted" ? { manifest: parent.manifest, artifact: parent.artifact } : { digest: parent.digest },
    ),
  });
}

const WHAT = {
  data: "the data",
  labels: "the labels",
  test: "the test file",
  testLabels: "the test file’s labels",
  module: "the module",
} as const;

/** The step that uploads a parent. */
export const parentId = (index: number) => `parent-${index + 1}`;

/** Which of the inputs are files to upload; a minted model is in the storage already. */
export function uploadsOf(inputs: Inputs): Upload[] {
  const files = (["data", "labels", "test", "testLabels", "module"] as const).flatMap((id) => {
    const file = inputs[id];
    return file ? [{ id, what: WHAT[id], digest: file.digest }] : [];
  });
  const parents = inputs.parents.flatMap((parent, index) =>
    "digest" in parent ? [{ id: parentId(index), what: `model ${index + 1}`, digest: parent.digest }] : [],
  );
  return [...files, ...parents];
}
