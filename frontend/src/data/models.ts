import type { Hex } from "viem";
import { z } from "zod";
import { bytes, currency, currencyFields, integer, reference, seconds } from "./scalars.ts";
import { useSubgraph } from "./useSubgraph.ts";

const cardFields = `
  valid problem name description creator license task target classes artifactCid artifactDigest artifactSize
  family framework frameworkVersion profile jobId parents
  metrics(first: 16, orderBy: name) { name value }
`;

const card = z.object({
  valid: z.boolean(),
  problem: z.string().nullable(),
  name: z.string().nullable(),
  description: z.string().nullable(),
  creator: bytes.nullable(),
  license: z.string().nullable(),
  task: z.string().nullable(),
  target: z.string().nullable(),
  classes: z.array(z.string()),
  artifactCid: z.string().nullable(),
  artifactDigest: bytes.nullable(),
  artifactSize: integer.nullable(),
  family: z.string().nullable(),
  framework: z.string().nullable(),
  frameworkVersion: z.string().nullable(),
  profile: z.string().nullable(),
  jobId: z.string().nullable(),
  parents: z.array(bytes),
  metrics: z.array(z.object({ name: z.string(), value: z.string().transform(Number) })),
});

const modelFields = `
  id digest cid royaltyBps versionCount latestDigest saleCount jobCount mintedAt mintedTx
  minter { id } creator { id } owner { id }
  card { ${cardFields} }
  listing { price seller { id } ${currencyFields} }
`;

const model = z.object({
  id: z.string(),
  digest: bytes,
  cid: z.string(),
  royaltyBps: z.number(),
  versionCount: z.number(),
  latestDigest: bytes,
  saleCount: z.number(),
  jobCount: z.number(),
  mintedAt: seconds,
  mintedTx: bytes,
  minter: reference,
  creator: reference,
  owner: reference,
  card: card.nullable(),
  listing: z.object({ price: integer, seller: reference, currency }).nullable(),
});
export type Model = z.output<typeof model>;

const list = z.object({ models: z.array(model) }).transform(({ models }) => models);

type Filter = { search?: string; forSale?: boolean; owner?: string; first?: number };

/** Models, newest first. */
export function useModels({ search = "", forSale = false, owner, first = 24 }: Filter = {}, enabled = true) {
  const where = {
    ...(search && { card_: { name_contains_nocase: search } }),
    ...(forSale && { listing_not: null }),
    ...(owner && { owner: owner.toLowerCase() }),
  };
  const query = `query Models($where: Model_filter, $first: Int!) {
    models(where: $where, first: $first, orderBy: mintedAt, orderDirection: desc) { ${modelFields} }
  }`;
  return useSubgraph("models", query, list, { where, first }, { enabled });
}

const detail = z
  .object({
    model: model
      .extend({
        versions: z.array(z.object({ version: z.number(), digest: bytes, cid: z.string(), timestamp: seconds })),
        sales: z.array(
          z.object({
            id: z.string(),
            seller: reference,
            buyer: reference,
            currency,
            price: integer,
            fee: integer,
            royalty: integer,
            timestamp: seconds,
            transaction: bytes,
          }),
        ),
      })
      .nullable(),
  })
  .transform(({ model: found }) => found);

/** One model with its versions and sales; null when the index knows none of that id. */
export function useModel(id: string) {
  const query = `query Model($id: ID!) {
    model(id: $id) {
      ${modelFields}
      versions(first: 50, orderBy: version, orderDirection: desc) { version digest cid timestamp }
      sales(first: 50, orderBy: timestamp, orderDirection: desc) {
        id seller { id } buyer { id } ${currencyFields} price fee royalty timestamp transaction
      }
    }
  }`;
  return useSubgraph("model", query, detail, { id });
}

const byDigest = z
  .object({
    modelVersions: z.array(
      z.object({ digest: bytes, model: z.object({ id: z.string(), digest: bytes, card: card.nullable() }) }),
    ),
  })
  .transform(({ modelVersions }) => new Map(modelVersions.map(({ digest, model: found }) => [digest, found])));

/** Minted models by the digest of the manifest of any of their versions. */
export function useModelsByDigest(digests: readonly Hex[]) {
  const query = `query ModelsByDigest($digests: [Bytes!]!) {
    modelVersions(where: { digest_in: $digests }, first: 100) { digest model { id digest card { ${cardFields} } } }
  }`;
  return useSubgraph("models-by-digest", query, byDigest, { digests }, { enabled: digests.length > 0 });
}
