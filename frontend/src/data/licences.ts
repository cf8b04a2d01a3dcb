import { z } from "zod";
import { currency, currencyFields, integer, reference, seconds } from "./scalars.ts";
import { useSubgraph } from "./useSubgraph.ts";

/** What an owner asks in one currency, in its smallest unit. */
const offer = z.object({
  id: z.string(),
  /** Of one use by a job; null: nobody may use it without a licence. */
  usePrice: integer.nullable(),
  /** Of a licence; 0 offers none. */
  licencePrice: integer,
  /** Seconds that a licence lasts; 0 is for ever. */
  duration: seconds,
  currency,
});
export type Offer = z.output<typeof offer>;

const licence = z.object({
  id: z.string(),
  holder: reference,
  /** Unix seconds: the last at which it holds; null for ever. */
  expires: seconds.nullable(),
});
export type Licence = z.output<typeof licence>;

const answer = z
  .object({
    model: z
      .object({
        licenceCount: z.number(),
        useCount: z.number(),
        tenure: z.object({ offers: z.array(offer) }),
        licences: z.array(licence),
      })
      .nullable(),
    mine: licence.nullable(),
  })
  .transform(
    ({ model, mine }) =>
      model && {
        offers: model.tenure.offers,
        licences: model.licences,
        mine,
        sold: model.licenceCount,
        uses: model.useCount,
      },
  );
export type ModelLicences = NonNullable<z.output<typeof answer>>;

/** What the use of a model costs, who holds licences, the newest first, and the account's own; null when the index knows no such model. */
export function useLicences(modelId: string, account: string | undefined) {
  const query = `query Licences($model: ID!, $mine: ID!) {
    model(id: $model) {
      licenceCount useCount
      tenure { offers(first: 20, orderBy: updatedAt) { id usePrice licencePrice duration ${currencyFields} } }
      licences(first: 20, orderBy: updatedAt, orderDirection: desc) { id holder { id } expires }
    }
    mine: licence(id: $mine) { id holder { id } expires }
  }`;
  const mine = `${modelId}-${account?.toLowerCase() ?? ""}`;
  return useSubgraph("licences", query, answer, { model: modelId, mine }, { refetchInterval: 4_000 });
}
