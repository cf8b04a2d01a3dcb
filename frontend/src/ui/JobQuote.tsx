import { leastStakeLock } from "@blacktail/sdk";
import { blackOf, currencyBySymbol, ETH } from "../chain/currencies.ts";
import { useConfig } from "../config/ConfigContext.ts";
import { useCandidates } from "../data/candidates.ts";
import { amountField } from "../flows/amountField.ts";
import { type Qualified, qualify } from "../job/qualify.ts";
import { evenStages, quoteOf } from "../job/quoteOf.ts";
import { formatAmount } from "../lib/formatAmount.ts";
import { formatBps } from "../lib/formatBps.ts";
import type { JobMoney } from "./JobMoneyFields.tsx";
import { useMarketTerms } from "./useMarketTerms.ts";

type Props = {
  values: JobMoney;
  /** What the use of a model costs beside the budget. */
  usePrice?: bigint;
};

/** What the money that is typed comes to, and who would do the job for it now; both change as it is typed. */
export function JobQuote({ values, usePrice = 0n }: Props) {
  const config = useConfig();
  const black = blackOf(config);
  const currency = currencyBySymbol(config, values.currency) ?? ETH;
  const { feeBps, bounds, isError } = useMarketTerms(currency.id);
  const candidates = useCandidates();
  const budget = amountField.safeParse(values.budget).data;
  if (isError) return <Line>The chain does not answer, so there is no quote.</Line>;
  if (budget === undefined) return <Line>Name a budget to see who would do it.</Line>;
  if (feeBps === undefined || bounds === undefined) return <Line>…</Line>;

  const [stages, replicas] = [Number(values.stages), Number(values.replicas)];
  const weights = evenStages(stages);
  const quote = quoteOf({ budget, usePrice, stages: weights, replicas, feeBps });
  const least = leastStakeLock({ currency: currency.id, budget, stages: weights, replicas }, bounds);
  const stakeLock = amountField.safeParse(values.stakeLock).data ?? least;
  const qualified =
    candidates.data &&
    qualify(candidates.data, { currency: currency.id, price: quote.least, stakeLock, capabilities: 0n });
  const money = (value: bigint) => formatAmount(value, currency);
  const share = stages > 1 || replicas > 1;
  return (
    <dl className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[8.5rem_1fr]">
      <dt className="text-muted">Into escrow</dt>
      <dd className="font-semibold">
        {money(quote.total)}
        {usePrice > 0n && <span className="font-normal text-muted"> with {money(usePrice)} for the model</span>}
      </dd>
      <dt className="text-muted">Platform fee</dt>
      <dd>
        {money(quote.fee)} of it ({formatBps(feeBps)})
      </dd>
      <dt className="text-muted">{share ? "Each gets" : "Provider gets"}</dt>
      <dd>
        {money(quote.least)}
        {share && <span className="text-muted"> {shareWords(stages, replicas)}</span>}
      </dd>
      <dt className="text-muted">{replicas > 1 ? "Each locks" : "It locks"}</dt>
      <dd>
        {formatAmount(stakeLock, black)}
        {stakeLock < least && <span className="text-bad"> – at least {formatAmount(least, black)} is needed</span>}
      </dd>
      <dt className="text-muted">Qualify now</dt>
      <dd>
        {qualified
          ? qualifiedWords(qualified, { replicas, asked: money })
          : candidates.isError
            ? "unknown: the index does not answer"
            : "…"}
      </dd>
    </dl>
  );
}

const shareWords = (stages: number, replicas: number) =>
  [stages > 1 && "for a stage", replicas > 1 && `as one of ${replicas}`].filter(Boolean).join(", ");

function qualifiedWords(
  { able, askMore, nextAsk, unable }: Qualified,
  { replicas, asked }: { replicas: number; asked: (value: bigint) => string },
) {
  const rest = [
    askMore > 0 && nextAsk !== undefined && `${askMore} more from ${asked(nextAsk)} on`,
    unable > 0 && `${unable} with too little stake free`,
  ].filter(Boolean);
  const few = able < replicas;
  return (
    <>
      <span className={few ? "font-semibold text-accent-ink" : ""}>
        {able === 0 ? "nobody" : `${able} ${able === 1 ? "provider" : "providers"}`}
        {few && replicas > 1 && able > 0 && `, and ${replicas} are needed`}
      </span>
      {rest.length > 0 && <span className="text-muted">; {rest.join(", ")}</span>}
    </>
  );
}

const Line = ({ children }: { children: string }) => <p className="text-sm text-muted">{children}</p>;
