import { type Encoder, encoderWidth, type FeatureForm } from "./encoders.ts";

/** Which features each column makes, in the order in which `encoderGraph` lays them out. */
export function columnFeatures(
  encoders: readonly Encoder[],
  form: FeatureForm = "scaled",
): { readonly name: string; readonly features: readonly number[] }[] {
  const columns = encoders.map((encoder) => ({ encoder, features: [] as number[] }));
  let next = 0;
  for (const { encoder, features } of columns) if (encoder.type === "number") features.push(next++);
  for (const { encoder, features } of columns) {
    if (encoder.type === "number" && encoderWidth(encoder, form) === 2) features.push(next++);
  }
  for (const { encoder, features } of columns) {
    if (encoder.type === "number") continue;
    for (let width = encoderWidth(encoder); width > 0; width--) features.push(next++);
  }
  return columns.map(({ encoder, features }) => ({ name: encoder.name, features }));
}
