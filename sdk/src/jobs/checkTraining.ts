import { BlacktailError } from "../errors/BlacktailError.ts";
import type { FrameworkInfo, Need } from "../families/types.ts";
import type { JobSpec } from "../schemas/JobSpec.ts";

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
  if (main?.format === "csv") checkNeed("a target column", name, info.target, main.target === undefined ? 0 : 1);
  const parents = spec.data.filter(({ role }) => role === "parent").length;
  checkNeed(`data of role "parent" (a trained model)`, name, info.parents, parents);
}

function checkNeed(what: string, name: string, need: Need, given: number): void {
  if (need === "required" && given === 0) throw invalid(`data: ${name} needs ${what}.`, "Add it.");
  if (need === "none" && given > 0) throw invalid(`data: ${name} has no use for ${what}.`, "Leave it out.");
}

function invalid(sentence: string, fix: string): BlacktailError {
  return new BlacktailError({ code: "DOCUMENT_INVALID", message: `The document is not valid: ${sentence}`, fix });
}
