import { createReadStream } from "node:fs";
import { readTensors } from "@blacktail/frameworks";
import { BlacktailError, type TaskInfo, type VoteFinding } from "@blacktail/sdk";
import { csvRecords } from "./csvRecords.ts";
import { finding } from "./finding.ts";
import { comparePredictions } from "./predictions.ts";
import type { Rule } from "./rule.ts";
import { compareStates } from "./states.ts";
import { compareTensors } from "./tensors.ts";

/** Two files of one kind, by their paths: of the work done again, and of the result in question. */
export type FilesToCompare = {
  what: "model" | "checkpoint" | "predictions";
  rule: Rule;
  /** What predictions are of; only read for those. */
  predicts: TaskInfo["kind"];
  own: string;
  theirs: string;
};

/** Compares what two runs of the same work left. To be called where a stranger's file can do no harm. */
export async function compareFiles(files: FilesToCompare): Promise<VoteFinding[]> {
  const { what, rule, predicts, own, theirs } = files;
  if (what !== "predictions") return compareNumbers(what, files);
  try {
    return [await comparePredictions(rule, predicts, recordsOf(own), recordsOf(theirs))];
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return [unreadable(what, error)];
  }
}

const recordsOf = (path: string): AsyncIterable<string[]> => csvRecords(createReadStream(path, "utf8"));

async function compareNumbers(
  what: "model" | "checkpoint",
  { rule, own, theirs }: FilesToCompare,
): Promise<VoteFinding[]> {
  const mine = await readTensors(own, what);
  const other = await readTensors(theirs, what).catch((error: unknown) => {
    if (!(error instanceof BlacktailError) || !/^(MODEL|CHECKPOINT)_/.test(error.code)) throw error;
    return unreadable(what, error);
  });
  if ("ok" in other) return [other];
  return [
    compareStates(mine.rest, other.rest, rule.tensorTolerance),
    compareTensors(mine.tensors, other.tensors, rule.tensorTolerance),
  ];
}

/** The own file was written here a moment ago: only theirs can be at fault. */
function unreadable(what: string, { message }: Error): VoteFinding {
  return finding("artifact", false, `its ${what} cannot be read: ${message}`);
}
