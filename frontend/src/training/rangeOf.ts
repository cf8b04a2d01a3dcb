/** As much of JSON Schema as settings are described by. */
export type JsonSchema = {
  type?: string;
  title?: string;
  description?: string;
  default?: unknown;
  enum?: string[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
};

/** Bounds that only say "fits a number" tell a person nothing. */
const PLAIN = 1e12;

const digits = (value: number) => new Intl.NumberFormat("en", { maximumSignificantDigits: 15 }).format(value);

/** What a schema allows, in words: "a whole number from 1 to 10,000". */
export function rangeOf(schema: JsonSchema): string {
  const { type, enum: options, items, properties, minItems = 0, maxItems, maxLength } = schema;
  if (options) return `one of ${options.join(", ")}`;
  if (type === "integer" || type === "number") {
    return [type === "integer" ? "a whole number" : "a number", bounds(schema)].filter(Boolean).join(" ");
  }
  if (type === "boolean") return "on or off";
  if (type === "array") {
    const count = maxItems !== undefined && maxItems <= 64 ? `${minItems || "no"} to ${maxItems} values` : "values";
    return `${count} with commas between them${items ? `, each ${rangeOf(items)}` : ""}`;
  }
  if (type === "object" && properties) {
    const parts = Object.entries(properties);
    const ranges = new Set(parts.map(([, part]) => rangeOf(part)));
    const names = parts.map(([name, part]) => (ranges.size === 1 ? name : `${name} (${rangeOf(part)})`)).join(", ");
    return `${names}: with commas between them${ranges.size === 1 ? `, each ${[...ranges].join("")}` : ""}`;
  }
  if (type === "string")
    return maxLength === undefined ? "a text" : `a text of at most ${digits(maxLength)} characters`;
  return "JSON";
}

function bounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string {
  const low =
    exclusiveMinimum !== undefined
      ? `above ${digits(exclusiveMinimum)}`
      : minimum !== undefined && minimum > -PLAIN
        ? minimum
        : undefined;
  const high =
    exclusiveMaximum !== undefined
      ? `below ${digits(exclusiveMaximum)}`
      : maximum !== undefined && maximum < PLAIN
        ? maximum
        : undefined;
  if (typeof low === "number" && typeof high === "number") return `from ${digits(low)} to ${digits(high)}`;
  const parts = [
    typeof low === "number" ? `of at least ${digits(low)}` : low,
    typeof high === "number" ? `at most ${digits(high)}` : high,
  ];
  return parts.filter(Boolean).join(" and ");
}
