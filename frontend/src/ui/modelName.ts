import type { Model } from "../data/models.ts";
import { short } from "../lib/short.ts";

/** The name on the card, or the digest's short form where there is no usable card. */
export function modelName(model: Pick<Model, "card" | "digest">): string {
  return model.card?.valid && model.card.name ? model.card.name : `Model ${short(model.digest)}`;
}
