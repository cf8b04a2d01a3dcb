import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { formatUnits } from "viem/utils";
import { computeFee } from "../../chain/computeFee.ts";
import { type Currency, currencyBySymbol, ETH } from "../../chain/currencies.ts";
import { useConfig } from "../../config/ConfigContext.ts";
import { usePaidTrainings } from "../../data/paidTrainings.ts";
import { amountField } from "../../flows/amountField.ts";
import { formatAmount } from "../../lib/formatAmount.ts";
import { formatDuration } from "../../lib/time.ts";
import { OWN } from "../../training/ownFramework.ts";
import { type PriceEstimate as Estimate, priceOf } from "../../training/priceOf.ts";
import { whatIsMissing } from "../../training/whatIsMissing.ts";
import { type Work, workOf } from "../../training/workOf.ts";
import type { TrainForm } from "./useTrainForm.ts";

/** What this training may cost and why, and the price that follows from it until another is typed. */
export function PriceEstimate({ train: { form, info, files, read } }: { train: TrainForm }) {
  const config = useConfig();
  const { watch, setValue, getFieldState, formState } = form;
  const currency = currencyBySymbol(config, watch("currency")) ?? ETH;
  const paid = usePaidTrainings(currency.id);
  const fee = useQuery({
    queryKey: ["compute-fee", config.chainId, String(currency.id)],
    queryFn: () => computeFee(config, currency.id),
  });
  const settings = info.config.safeParse(read.config).data ?? {};
  // Of a module of one's own, and of data that is not there, nobody can tell how long it takes.
  const isKnown = info !== OWN && !whatIsMissing(info, files).length;
  const work = isKnown ? workOf(info, files, settings) : undefined;
  const estimate = work && priceOf(work, paid.data?.jobs ?? []);
  const suggested = estimate && formatUnits(estimate.suggested, currency.decimals ?? 18);
  const isTyped = getFieldState("price", formState).isDirty;

  useEffect(() => {
    if (suggested !== undefined && !isTyped) form.resetField("price", { defaultValue: suggested });
  }, [suggested, isTyped, form]);

  const price = amountField.safeParse(watch("price")).data;
  const time = Number(watch("workPeriod"));
  return (
    <section aria-label="Estimate" className="rounded-control bg-raised p-4">
      <p className="font-semibold">{work ? sumOf(estimate, currency) : "No estimate yet"}</p>
      <p className="mt-1 text-sm text-muted">
        {work
          ? basisOf(estimate, currency, paid.isPending)
          : info === OWN
            ? "How long your module works only you can tell. The price below is a start."
            : "The size of the data decides how much work it is. The price below is a start."}
      </p>
      <dl className="mt-3 grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[auto_1fr]">
        <dt className="text-muted">Work assumed</dt>
        <dd>{work ? wordsOf(work) : "unknown"}</dd>
        <dt className="text-muted">Platform fee</dt>
        <dd>
          {fee.data === undefined
            ? fee.isError
              ? "unknown: the chain does not answer"
              : "…"
            : `${fee.data / 100} % out of the price${price === undefined ? "" : `: ${formatAmount((price * BigInt(fee.data)) / 10_000n, currency)}`}`}
        </dd>
        <dt className="text-muted">Providers</dt>
        <dd>
          {paid.data
            ? `${paid.data.providers} with stake to lock`
            : paid.isError
              ? "unknown: the index does not answer"
              : "…"}
        </dd>
      </dl>
      {work && work.high > time && (
        <p className="mt-3 text-sm text-accent-ink">
          It may take longer than the {formatDuration(time)} that a provider gets. Give more time below, or fewer data
          or passes.
        </p>
      )}
      {isTyped && suggested !== undefined && watch("price") !== suggested && (
        <button
          type="button"
          className="mt-3 rounded text-sm text-accent-ink underline"
          onClick={() => setValue("price", suggested, { shouldValidate: true })}
        >
          Use {suggested} {currency.symbol}
        </button>
      )}
    </section>
  );
}

/** An assumption has no seconds to count from a minute on. */
const rounded = (seconds: number) => formatDuration(seconds < 60 ? seconds : Math.round(seconds / 60) * 60);

function wordsOf({ low, likely, high }: Work): string {
  const [least, most] = [rounded(low), rounded(high)];
  return `about ${rounded(likely)}${least === most ? "" : ` (${least} to ${most})`} on two CPU cores`;
}

const amount = (value: bigint, currency: Currency) => formatAmount(value, currency);

function sumOf(estimate: Estimate | undefined, currency: Currency): string {
  if (!estimate) return "No going rate yet";
  const { low, suggested, high } = estimate;
  const range = low === high ? "" : `, between ${amount(low, currency)} and ${amount(high, currency)}`;
  return `About ${amount(suggested, currency)}${range}`;
}

function basisOf(estimate: Estimate | undefined, currency: Currency, pending: boolean): string {
  if (pending) return "Looking at what trainings were paid…";
  if (!estimate) {
    return `No training was paid for in ${currency.symbol} here yet, and providers announce no prices. The price below is a start: if nobody claims the job in time, you get it back and may offer more.`;
  }
  const { jobs, isFar } = estimate;
  const prices = jobs.map(({ price }) => price).toSorted((a, b) => (a < b ? -1 : 1));
  const seconds = jobs.map((job) => job.seconds).toSorted((a, b) => a - b);
  const [cheapest = 0n, dearest = cheapest] = [prices[0], prices.at(-1)];
  const [shortest = 0, longest = shortest] = [seconds[0], seconds.at(-1)];
  const many = jobs.length === 1 ? "The one training" : `The last ${jobs.length} trainings`;
  const paid =
    cheapest === dearest ? amount(cheapest, currency) : `${amount(cheapest, currency)} to ${amount(dearest, currency)}`;
  const took =
    shortest === longest ? formatDuration(shortest) : `${formatDuration(shortest)} to ${formatDuration(longest)}`;
  const guess = isFar ? " This one differs much from them, so it is a guess." : "";
  return `${many} paid for here cost ${paid} for ${took} of work; this is the same rate for the work assumed, and not below the least that was accepted.${guess}`;
}
