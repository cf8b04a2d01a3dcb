import type { Artifact } from "@blacktail/sdk";
import type { Hex } from "viem";
import type { DataFile, IdxFile, ModuleFile, TableFile, TextFile } from "./readData.ts";

/** A model to learn from: one that is minted, or a file. */
export type Parent =
  | { kind: "minted"; name: string; manifest: Hex; artifact: Artifact }
  | { kind: "file"; name: string; digest: Hex; size: number };

type Data = TableFile | TextFile | IdxFile;

/** Everything that a training was given. */
export type TrainingFiles = {
  data?: Data;
  /** Of images, which hold none. */
  labels?: IdxFile;
  /** To measure on; without it a part of the data is set aside. */
  test?: Data;
  /** Of test images. */
  testLabels?: IdxFile;
  parents: readonly Parent[];
  module?: ModuleFile;
};

/** Models that one may be learned from; a card names no more. */
export const MAX_PARENTS = 8;

/** Adds a file where it belongs: models to the parents, lists of labels to the images, a module beside them, the rest is the data. */
export function place(files: TrainingFiles, added: DataFile): TrainingFiles {
  if (added.format === "onnx") return withParent(files, { kind: "file", ...added.file });
  if (added.format === "module") return { ...files, module: added };
  if (added.format === "idx" && added.info.dimensions.length === 1) return { ...files, labels: added };
  const { labels, ...rest } = files;
  return { ...rest, data: added, ...(labels && added.format === "idx" && { labels }) };
}

/** Adds a file to measure on, or the labels of one; what is no data goes where it belongs. */
export function placeTest(files: TrainingFiles, added: DataFile): TrainingFiles {
  if (added.format === "onnx" || added.format === "module") return place(files, added);
  if (added.format === "idx" && added.info.dimensions.length === 1) return { ...files, testLabels: added };
  const { testLabels, ...rest } = files;
  return { ...rest, test: added, ...(testLabels && added.format === "idx" && { testLabels }) };
}

const idOf = (parent: Parent) => (parent.kind === "minted" ? parent.artifact.digest : parent.digest);

/** The files with one more model to learn from; none twice. */
export function withParent(files: TrainingFiles, parent: Parent): TrainingFiles {
  const others = files.parents.filter((known) => idOf(known) !== idOf(parent));
  return { ...files, parents: [...others, parent].slice(-MAX_PARENTS) };
}

/** The files without that model. */
export function withoutParent(files: TrainingFiles, parent: Parent): TrainingFiles {
  return { ...files, parents: files.parents.filter((known) => known !== parent) };
}
