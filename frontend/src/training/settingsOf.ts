import { z } from "zod";
import { type JsonSchema, rangeOf } from "./rangeOf.ts";

type Common = {
  name: string;
  title: string;
  /** What it means, in the framework's words; empty when the title says it all. */
  description: string;
  /** The framework's own value as a form would hold it; empty when the framework chooses by the data. */
  preset: string;
  /** What is allowed, in words, such as "a whole number from 1 to 10,000". */
  allowed: string;
  /** Whether most people who train would look at it. */
  basic: boolean;
};

/** One setting of a framework as a form asks for it. */
export type Setting = Common &
  (
    | { kind: "number" | "text" | "json" }
    | { kind: "list"; of: "number" | "text" }
    | { kind: "switch" }
    | { kind: "choice"; options: readonly string[] }
    | { kind: "parts"; parts: readonly string[] }
  );

/** Settings that come first; whatever else a framework has is under "More settings". */
const BASIC: ReadonlySet<string> = new Set([
  "model",
  "method",
  "environment",
  "clusters",
  "components",
  "dimensions",
  "labels",
  "tokenizer",
  "members",
  "folds",
  "weights",
  "hidden",
  "layers",
  "epochs",
  "steps",
  "episodes",
  "learningRate",
]);

/**
 * The settings of a framework, in its own order, read from the schema that checks them.
 * @param config An object schema whose fields carry `title` and `description`.
 */
export function settingsOf(config: z.ZodObject): Setting[] {
  const { properties = {} } = z.toJSONSchema(config, { io: "input", unrepresentable: "any" }) as JsonSchema;
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    title: schema.title ?? name,
    description: schema.description ?? "",
    preset: presetOf(schema.default),
    allowed: rangeOf(schema),
    basic: BASIC.has(name),
    ...kindOf(schema),
  }));
}

type Kind<T> = T extends unknown ? Omit<T, keyof Common> : never;

function kindOf(schema: JsonSchema): Kind<Setting> {
  const { type, enum: options, items, properties = {} } = schema;
  if (options?.every((option) => typeof option === "string")) return { kind: "choice", options };
  if (type === "integer" || type === "number") return { kind: "number" };
  if (type === "boolean") return { kind: "switch" };
  if (type === "string") return { kind: "text" };
  if (type === "array" && (items?.type === "integer" || items?.type === "number"))
    return { kind: "list", of: "number" };
  if (type === "array" && items?.type === "string") return { kind: "list", of: "text" };
  const parts = Object.entries(properties);
  if (
    type === "object" &&
    parts.length > 0 &&
    parts.every(([, part]) => part.type === "number" || part.type === "integer")
  )
    return { kind: "parts", parts: parts.map(([part]) => part) };
  return { kind: "json" };
}

function presetOf(value: unknown): string {
  if (value === undefined) return "";
  if (Array.isArray(value) && value.every((item) => typeof item !== "object")) return value.join(", ");
  if (isNumbers(value)) return Object.values(value).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

const isNumbers = (value: unknown): value is Record<string, number> =>
  typeof value === "object" && value !== null && Object.values(value).every((part) => typeof part === "number");
