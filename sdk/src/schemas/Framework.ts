import { z } from "zod";
import { ConfigRecord } from "./boundedJson.ts";
import { Name } from "./primitives.ts";

/** Which framework trains, and how: `{ family: "supervised", name: "tabular", version: "1.0.0", config: {…} }`. */
export const Framework = z.strictObject({
  family: Name,
  name: Name,
  version: z.string().regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}$/, 'must be a version such as "1.0.0"'),
  config: ConfigRecord,
});
export type Framework = z.infer<typeof Framework>;
