import { BlacktailError } from "../errors/BlacktailError.ts";
import type { FrameworkInfo, Need } from "../families/types.ts";
import type { JobSpec } from "../schemas/JobSpec.ts";

/** Data, and the role of its labels where it holds none. */
const LABELLED = [
  ["train", "labels"],
  ["test", "testLabels"],
] as const;

/**
 * Whether a framework can make something of a specification: of its settings, its inputs and their formats. Shows mistakes
 * before money moves; what is in the inputs only training sees.
 *
 * @throws BlacktailError `DOCUMENT_INVALID` naming the field.
 */
export function checkTraining(spec: JobSpec, info: FrameworkInfo): void {
  const name = `${info.family}/${info.name}`;
  const config = info.config.safeParse(spec.framework?.config ?? {});
  if (!config.success) {
    const [issue] = config.error.issues;
    const path = ["framework.config", ...(issue?.path ?? [])].join(".");
    const settings = Object.keys(info.config.shape).join(", ");
    const what = issue?.code === "unrecognized_keys" ? `is not a setting of ${name}` : `does not suit ${name}`;
    throw invalid(`${path} ${what}: ${issue?.message}.`, `Its settings are ${settings}.`);
  }
  const tables = spec.data.filter(({ role }) => role === "train");
  const [main] = tables;
  checkNeed(`data of role "train"`, name, info.data, tables.length);
  if (main !== undefined && info.data !== "none" && !info.formats.includes(main.format)) {
    throw invalid(
      `data.format is "${main.format}"; ${name} learns from ${info.formats.join(" or ")}.`,
      "Give data of that format, or choose another framework.",
    );
  }
  for (const pair of LABELLED) checkLabels(spec, info, pair);
  if (main?.format === "csv") checkNeed("a target column", name, info.target, main.target === undefined ? 0 : 1);
  const parents = spec.data.filter(({ role }) => role === "parent").length;
  checkNeed(`data of role "parent" (a trained model)`, name, info.parents, parents);
}

/** Images of the IDX format hold no labels; tables and texts need no file of them. */
function checkLabels(
  { data }: JobSpec,
  { family, name, formats }: FrameworkInfo,
  [role, labels]: (typeof LABELLED)[number],
): void {
  const bare = formats.includes("idx") && data.some((input) => input.role === role && input.format === "idx");
  const given = data.filter((input) => input.role === labels).length;
  if (given > 1) throw invalid(`data: ${given} inputs have the role "${labels}".`, "Give one.");
  const what = `data of role "${labels}" (the labels of its "${role}" data)`;
  checkNeed(what, `${family}/${name}`, bare ? "required" : "none", given);
}

function checkNeed(what: string, name: string, need: Need, given: number): void {
  if (need === "required" && given === 0) throw invalid(`data: ${name} needs ${what}.`, "Add it.");
  if (need === "none" && given > 0) throw invalid(`data: ${name} has no use for ${what}.`, "Leave it out.");
}

function invalid(sentence: string, fix: string): BlacktailError {
  return new BlacktailError({ code: "DOCUMENT_INVALID", message: `The document is not valid: ${sentence}`, fix });
}
