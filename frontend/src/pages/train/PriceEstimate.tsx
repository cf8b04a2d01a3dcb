import { useEffect } from "react";
import { formatUnits } from "viem/utils";
import { type Currency, currencyBySymbol, ETH } from "../../chain/currencies.ts";
import { useConfig } from "../../config/ConfigContext.ts";
import { usePaidTrainings } from "../../data/paidTrainings.ts";
import { periods } from "../../flows/jobFields.ts";
import { ascending } from "../../lib/ascending.ts";
import { formatAmount } from "../../lib/formatAmount.ts";
import { formatDuration } from "../../lib/time.ts";
import { canStage } from "../../training/canStage.ts";
import { OWN } from "../../training/ownFramework.ts";
import { type PriceEstimate as Estimate, priceOf } from "../../training/priceOf.ts";
import { type Suggestion, suggestBudget } from "../../training/suggestBudget.ts";
import { type StagedTime, timeOf } from "../../training/timeOf.ts";
import { whatIsMissing } from "../../training/whatIsMissing.ts";
import { workOf } from "../../training/workOf.ts";
import { JobQuote } from "../../ui/JobQuote.tsx";
import { useJobFloor } from "../../ui/useJobFloor.ts";
import type { TrainForm } from "./useTrainForm.ts";
import { useTyped } from "./useTyped.ts";

/** Of the time that a provider gets, what it may need to fetch the data and to publish the result. Seconds. */
const MARGIN = 120;

/** What this training may cost and why, who would do it, and the budget that follows from it until another is typed. */
export function PriceEstimate({ train: { form, info, files, read } }: { train: TrainForm }) {
  const config = useConfig();
  const { watch, setValue } = form;
  const typed = watch();
  const values = canStage(info) ? typed : { ...typed, stages: "1" };
  const currency = currencyBySymbol(config, values.currency) ?? ETH;
  const paid = usePaidTrainings(currency.id);
  const floor = useJobFloor(values);
  const [stages, replicas] = [Number(values.stages), Number(values.replicas)];
  const settings = info.config.safeParse(read.config).data ?? {};
  // Of a module of one's own, and of data that is not there, nobody can tell how long it takes.
  const isKnown = info !== OWN && !whatIsMissing(info, files).length;
  const work = isKnown ? workOf(info, files, settings) : undefined;
  const time = work && timeOf(work, stages);
  const rate = time && priceOf(time.all, paid.data ?? []);
  const suggestion = suggestBudget({ rate, replicas, floor });
  const suggested = suggestion && formatUnits(suggestion.suggested, currency.decimals ?? 18);
  const isTyped = useTyped(form, "budget");
  const span =
    time && periods.work.find((seconds) => seconds >= periods.work[1] && seconds >= time.stage.high + MARGIN);
  const isSpanChosen = useTyped(form, "workPeriod");

  useEffect(() => {
    if (suggested !== undefined && !isTyped) form.resetField("budget", { defaultValue: suggested });
  }, [suggested, isTyped, form]);

  useEffect(() => {
    if (span !== undefined && !isSpanChosen) form.resetField("workPeriod", { defaultValue: String(span) });
  }, [span, isSpanChosen, form]);

  const period = Number(values.workPeriod);
  return (
    <section aria-label="Estimate" className="rounded-control bg-raised p-4">
      <p className="font-semibold">{sumOf(suggestion, currency, work !== undefined)}</p>
      <p className="mt-1 text-sm text-muted">
        {work
          ? basisOf({ rate, suggestion, currency, pending: paid.isPending })
          : info === OWN
            ? "How long your module works only you can tell. The budget is a start."
            : "The size of the data decides how much work it is. The budget is a start."}
      </p>
      {time && (
        <dl className="my-3 grid gap-x-4 gap-y-1 border-b border-line pb-3 text-sm sm:grid-cols-[8.5rem_1fr]">
          <dt className="text-muted">Work assumed</dt>
          <dd>{wordsOf(time, stages)}</dd>
          {stages > 1 && (
            <>
              <dt className="text-muted">{stages} stages</dt>
              <dd>
                each result waits {formatDuration(Number(values.challengePeriod))} unless you accept it sooner; who
                vanishes costs you one stage, not the run
              </dd>
            </>
          )}
          {replicas > 1 && (
            <>
              <dt className="text-muted">{replicas} providers</dt>
              <dd>{replicas} times the price; a wrong result needs all of them to cheat alike</dd>
            </>
          )}
        </dl>
      )}
      <div className={time ? "" : "mt-3"}>
        <JobQuote values={values} />
      </div>
      {time && time.stage.high > period && (
        <p className="mt-3 text-sm text-accent-ink">
          {stages > 1 ? "A stage" : "It"} may take longer than the {formatDuration(period)} that a provider gets. Give
          more time, {stages > 1 ? "more stages," : "divide it into stages,"} or fewer data or passes.
        </p>
      )}
      {isTyped && suggested !== undefined && values.budget !== suggested && (
        <button
          type="button"
          className="mt-3 rounded text-sm text-accent-ink underline"
          onClick={() => setValue("budget", suggested, { shouldValidate: true })}
        >
          Use {suggested} {currency.symbol}
        </button>
      )}
    </section>
  );
}

/** An assumption has no seconds to count from a minute on. */
const rounded = (seconds: number) => formatDuration(seconds < 60 ? seconds : Math.round(seconds / 60) * 60);

function wordsOf({ all, stage }: StagedTime, stages: number): string {
  const [least, most] = [rounded(all.low), rounded(all.high)];
  const range = least === most ? "" : ` (${least} to ${most})`;
  const each = stages > 1 ? `, about ${rounded(stage.likely)} a stage` : "";
  return `about ${rounded(all.likely)}${range} on two CPU cores${each}`;
}

const amount = (value: bigint, currency: Currency) => formatAmount(value, currency);

function sumOf(suggestion: Suggestion | undefined, currency: Currency, isWorkKnown: boolean): string {
  if (!suggestion) return isWorkKnown ? "No going rate yet" : "No estimate yet";
  const { low, suggested, high } = suggestion;
  const range = low === high ? "" : `, between ${amount(low, currency)} and ${amount(high, currency)}`;
  return `About ${amount(suggested, currency)}${range}`;
}

type Basis = { rate: Estimate | undefined; suggestion: Suggestion | undefined; currency: Currency; pending: boolean };

function basisOf({ rate, suggestion, currency, pending }: Basis): string {
  if (pending) return "Looking at what trainings were paid…";
  if (!rate) {
    const none = `No training was paid for in ${currency.symbol} here yet.`;
    return suggestion
      ? `${none} It is what providers ask at least.`
      : `${none} The budget is a start: if nobody claims the job in time, you get it back and may offer more.`;
  }
  const { jobs, isFar } = rate;
  const prices = ascending(jobs.map(({ price }) => price));
  const seconds = jobs.map((job) => job.seconds).toSorted((a, b) => a - b);
  const [cheapest = 0n, dearest = cheapest] = [prices[0], prices.at(-1)];
  const [shortest = 0, longest = shortest] = [seconds[0], seconds.at(-1)];
  const many = jobs.length === 1 ? "The one stage" : `The last ${jobs.length} stages`;
  const paid =
    cheapest === dearest ? amount(cheapest, currency) : `${amount(cheapest, currency)} to ${amount(dearest, currency)}`;
  const took =
    shortest === longest ? formatDuration(shortest) : `${formatDuration(shortest)} to ${formatDuration(longest)}`;
  const rule = suggestion?.byAsks
    ? "providers ask for more than that rate now"
    : "this is the same rate for the work assumed";
  const guess = isFar ? " This work differs much from them, so it is a guess." : "";
  return `${many} of training paid for here cost ${paid} for ${took} of work; ${rule}.${guess}`;
}
