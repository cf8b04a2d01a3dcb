import { type Addresses, currencyOf, querySubgraph, waitForBlock } from "@blacktail/sdk";
import { z } from "zod";
import type { StackInfo } from "../stack/info.ts";
import type { Check, Snapshot } from "./ledger.ts";
import type { Parties } from "./parties.ts";
import type { Outcome } from "./story.ts";

const Amount = z.string().regex(/^\d+$/).transform(BigInt);

const Answer = z.object({
  model: z.object({
    cid: z.string(),
    owner: z.object({ id: z.string() }),
    creator: z.object({ id: z.string() }),
    card: z.object({ valid: z.boolean(), name: z.string() }),
    sales: z.array(z.object({ price: Amount, fee: Amount, royalty: Amount, proceeds: Amount })),
  }),
  jobs: z.array(
    z.object({
      id: z.string(),
      status: z.literal("Done"),
      budget: Amount,
      toProviders: Amount,
      fees: Amount,
      returned: Amount,
      usePrice: Amount,
      usePaid: Amount,
      events: z.array(z.object({ kind: z.string() })),
    }),
  ),
  balances: z.array(
    z.object({ account: z.object({ id: z.string() }), currency: z.object({ id: z.string() }), amount: Amount }),
  ),
});

const QUERY = `query Story($model: ID!, $jobs: [ID!]!, $accounts: [Bytes!]!) {
  model(id: $model) { cid owner { id } creator { id } card { valid name } sales(orderBy: timestamp) { price fee royalty proceeds } }
  jobs(where: { id_in: $jobs }) { id status budget toProviders fees returned usePrice usePaid events(orderBy: number) { kind } }
  balances(first: 1000, where: { account_in: $accounts }) { account { id } currency { id } amount }
}`;

export type ReadBack = z.infer<typeof Answer>;

/** What the subgraph tells of the story, once it has indexed the last block of it. */
export async function readBack(
  info: StackInfo,
  parties: Parties,
  outcome: Outcome,
  after: Snapshot,
): Promise<ReadBack> {
  await waitForBlock(info.subgraphUrl, after.block);
  return querySubgraph(
    info.subgraphUrl,
    QUERY,
    {
      model: String(outcome.modelTokenId),
      jobs: [String(outcome.jobId), String(outcome.inferenceJobId)],
      accounts: [...parties.keys()],
    },
    Answer,
  );
}

/** The index tells the same sums as the chain. */
export function indexChecks({ model, jobs, balances }: ReadBack, addresses: Addresses, after: Snapshot): Check[] {
  const black = currencyOf(addresses.BlackToken);
  const indexed = new Map(balances.map(({ account, currency, amount }) => [`${account.id}:${currency.id}`, amount]));
  const checks: Check[] = [];
  for (const [party, { ethCredits, blackCredits }] of after.parties)
    checks.push(
      { what: `indexed ETH credits of ${party}`, expected: ethCredits, actual: indexed.get(`${party}:0`) ?? 0n },
      {
        what: `indexed $BLACK credits of ${party}`,
        expected: blackCredits,
        actual: indexed.get(`${party}:${black}`) ?? 0n,
      },
    );
  for (const { price, fee, royalty, proceeds } of model.sales)
    checks.push({
      what: "indexed parts of a sale sum to its price",
      expected: price,
      actual: proceeds + fee + royalty,
    });
  for (const { id, budget, toProviders, fees, returned, usePrice, usePaid } of jobs)
    checks.push(
      { what: `indexed parts of job ${id} sum to its budget`, expected: budget, actual: toProviders + fees + returned },
      { what: `indexed price of job ${id}'s use of a model`, expected: usePrice, actual: usePaid },
    );
  return checks;
}
