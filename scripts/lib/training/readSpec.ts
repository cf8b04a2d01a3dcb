import { BlacktailError, JobSpec } from "@blacktail/sdk";
import { readJsonObject } from "./files.ts";

/** Fields that a sentence names at most. */
const SHOWN = 4;

/**
 * The training that a spec file describes.
 *
 * @throws BlacktailError `CLI_FILE_UNREADABLE`, `CLI_CONFIG_UNREADABLE` naming the file, the wrong fields and what to do
 */
export async function readSpec(path: string): Promise<JobSpec> {
  const value = await readJsonObject(path, "a training job's specification");
  const result = JobSpec.safeParse(value);
  if (result.success) return result.data;
  const wrong = result.error.issues.map((issue) => {
    const field = `"${issue.path.join(".")}"`;
    if (valueAt(value, issue.path) === undefined) return `${field} is missing`;
    return `${field} is wrong (${issue.message.replace(/^Invalid (input|option): /, "")})`;
  });
  const rest = wrong.length - SHOWN;
  throw new BlacktailError({
    code: "CLI_CONFIG_UNREADABLE",
    message: `${path} is no specification of a training: ${wrong.slice(0, SHOWN).join(", ")}${rest > 0 ? `, and ${rest} more` : ""}.`,
    fix: "Give the spec.json that `train` left in its --out folder; a file of family, name and config is a recipe: give that with --recipe.",
    cause: result.error,
  });
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}
