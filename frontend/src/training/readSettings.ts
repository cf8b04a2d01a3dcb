import type { z } from "zod";
import { readRows } from "../csv/readRows.ts";
import type { Setting } from "./settingsOf.ts";

/** Settings as typed, by name. Empty text leaves one to the framework. */
export type TypedSettings = Readonly<Record<string, string | boolean | undefined>>;

/** The configuration that was typed, or for each setting that does not fit a sentence on what would. */
export type ReadSettings = { config: Record<string, unknown>; errors: Record<string, string> };

/**
 * Reads typed settings by the framework's own schema. What equals the framework's default is left out, so that the same choice
 * makes the same specification however it was typed.
 */
export function readSettings(schema: z.ZodObject, settings: readonly Setting[], typed: TypedSettings): ReadSettings {
  const config: Record<string, unknown> = {};
  for (const setting of settings) {
    const value = typedValue(setting, typed[setting.name]);
    if (value !== undefined) config[setting.name] = value;
  }
  const errors: Record<string, string> = {};
  for (const issue of schema.safeParse(config).error?.issues ?? []) {
    const name = String(issue.path[0] ?? "");
    const setting = settings.find((each) => each.name === name);
    // What a refinement says is written for people; what zod says of a type or a bound is not.
    errors[name] ??=
      issue.code === "custom" || !setting
        ? `${issue.message}.`
        : `“${setting.title}” is ${setting.allowed}${setting.preset === "" ? "; empty leaves it to the framework" : ""}.`;
  }
  return { config, errors };
}

const numberOf = (text: string): unknown => (text === "" ? text : Number(text));

function typedValue(setting: Setting, typed: string | boolean | undefined): unknown {
  if (typed === undefined || String(typed) === setting.preset) return undefined;
  if (typeof typed === "boolean") return typed;
  const text = typed.trim();
  if (text === "" || text === setting.preset) return undefined;
  if (setting.kind === "number") return Number(text.replace(/^([+-]?\d*),(\d+)$/, "$1.$2"));
  if (setting.kind === "switch") return text === "true";
  if (setting.kind === "json") return parsed(text);
  if (setting.kind !== "list" && setting.kind !== "parts") return text;
  if (setting.kind === "list" && setting.of === "text") return names(text);
  const parts = text.split(/[,;]/).map((part) => part.trim());
  if (setting.kind === "list") return parts.map(numberOf);
  if (parts.length !== setting.parts.length) return text;
  return Object.fromEntries(setting.parts.map((part, index) => [part, numberOf(parts[index] ?? "")]));
}

/** Names with commas between them; one that holds a comma itself stands in double quotes, as in CSV. */
function names(text: string): unknown {
  try {
    return [...readRows(text.replace(/,\s+/g, ","), ",")].flat().map((name) => name.trim());
  } catch {
    // A quote that is never closed: the schema says what it wants.
    return text;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whatever is no JSON goes to the schema as it is, which says what it wants.
    return text;
  }
}
