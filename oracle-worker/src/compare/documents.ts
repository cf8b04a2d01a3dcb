import { canonicalJson, type Output, type VoteFinding } from "@blacktail/sdk";
import { finding } from "./finding.ts";

const KINDS = ["model", "checkpoint", "predictions", "report"] as const;

/**
 * Compares what two Output documents of one stage say of the work: whose it is, which artifacts came of it, what the model takes and
 * gives, what it was measured on. Pure; numbers are compared elsewhere.
 *
 * @returns One finding; the first thing that differs makes it a bad one.
 */
export function compareDocuments(own: Output, theirs: Output): VoteFinding {
  const wrong = (says: string): VoteFinding => finding("document", false, says);
  if (theirs.spec !== own.spec) return wrong(`it is the output of the spec ${theirs.spec}, not of ${own.spec}`);
  if (theirs.stage !== own.stage) return wrong(`it is the output of stage ${theirs.stage}, not of ${own.stage}`);
  for (const kind of KINDS) {
    const [mine, other] = [own.artifacts[kind], theirs.artifacts[kind]];
    if (mine !== undefined && other === undefined) return wrong(`it names no ${kind}, and the work gives one`);
    if (mine === undefined && other !== undefined) return wrong(`it names a ${kind}, and the work gives none`);
  }
  for (const field of ["task", "split", "roots"] as const) {
    const [mine, other] = [textOf(own[field]), textOf(theirs[field])];
    if (mine !== other) return wrong(`its ${field} is ${other}, the work gives ${mine}`);
  }
  const [mine, other] = [own, theirs].map(({ metrics }) => Object.keys(metrics).toSorted().join(", ") || "none");
  if (mine !== other) return wrong(`its metrics are ${other}, the work gives ${mine}`);
  return finding("document", true, "spec, stage, kinds of artifacts, task, split and names of metrics are the same");
}

const textOf = (value: unknown): string =>
  value === undefined ? "absent" : new TextDecoder().decode(canonicalJson(value));
