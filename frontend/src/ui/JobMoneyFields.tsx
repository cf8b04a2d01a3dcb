import type { FieldErrors, UseFormRegister } from "react-hook-form";
import { BLACK_UNIT, currenciesOf } from "../chain/currencies.ts";
import { useConfig } from "../config/ConfigContext.ts";
import { periods } from "../flows/jobFields.ts";
import { formatDuration } from "../lib/time.ts";
import { Field } from "./Field.tsx";
import { WithUnit } from "./WithUnit.tsx";

export type JobMoney = {
  currency: string;
  budget: string;
  replicas: string;
  stages: string;
  attempts: string;
  claimPeriod: string;
  workPeriod: string;
  challengePeriod: string;
  stakeLock: string;
};

/** What forms propose: short on a local chain, where nobody wants to wait. */
export function jobMoneyDefaults(isLocal: boolean): JobMoney {
  return {
    currency: "ETH",
    budget: "0.05",
    replicas: "1",
    stages: "1",
    attempts: "2",
    claimPeriod: String(periods.claim[isLocal ? 0 : 1]),
    workPeriod: String(periods.work[1]),
    challengePeriod: String(periods.challenge[isLocal ? 0 : 2]),
    stakeLock: "",
  };
}

const REPLICAS = [1, 2, 3, 5, 7, 9];
const STAGES = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32];
const ATTEMPTS = [1, 2, 3, 5];

type Options = readonly (readonly [value: number, label: string])[];

const spans = (seconds: readonly number[]): Options => seconds.map((each) => [each, formatDuration(each)]);

type Props<T extends JobMoney> = {
  register: UseFormRegister<T>;
  errors: FieldErrors<T>;
  /** What the terms that are folded away say now. */
  values: JobMoney;
  /** Whether the work can be divided into stages. */
  staged?: boolean;
};

/** What a job pays, how sure its result should be, and folded away what rarely needs a change. */
export function JobMoneyFields({ register, errors, values, staged = false }: Props<JobMoney>) {
  const config = useConfig();
  const select = (name: keyof JobMoney, label: string, hint: string, options: Options) => (
    <Field label={label} hint={hint} error={errors[name]?.message}>
      {(control) => (
        <select {...control} {...register(name)} className="field">
          {options.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
  // Only a chain whose clock is a toy has room for seconds.
  const challenge = periods.challenge.filter((seconds) => config.faucet || seconds >= 300);
  const span = (name: "claimPeriod" | "workPeriod" | "challengePeriod") => formatDuration(Number(values[name]));
  const lock = values.stakeLock.trim() === "" ? "the least lock" : `${values.stakeLock} ${BLACK_UNIT.symbol} locked`;
  const hidden = ["attempts", "claimPeriod", "workPeriod", "challengePeriod", "stakeLock"] as const;
  return (
    <>
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label="Budget" hint="What you pay for the work at most, fee included." error={errors.budget?.message}>
          {(control) => (
            <input {...control} {...register("budget")} inputMode="decimal" autoComplete="off" className="field" />
          )}
        </Field>
        <Field label="Currency" hint="In $BLACK the fee is half." error={errors.currency?.message}>
          {(control) => (
            <select {...control} {...register("currency")} className="field">
              {currenciesOf(config).map(({ symbol }) => (
                <option key={symbol} value={symbol}>
                  {symbol}
                </option>
              ))}
            </select>
          )}
        </Field>
        {select(
          "replicas",
          "Providers",
          values.replicas === "1" ? "A lot sends some results to auditors." : "They share the budget; all do all.",
          REPLICAS.map((count) => [count, count === 1 ? "1" : `${count} that agree`]),
        )}
        {staged &&
          select(
            "stages",
            "Stages",
            values.stages === "1"
              ? "More let another go on where one stopped."
              : "Paid one by one. You may stop between two.",
            STAGES.map((count) => [count, count === 1 ? "1" : `${count}, paid alike`]),
          )}
      </div>
      <details
        className="rounded-control border border-line px-4 py-3"
        open={hidden.some((name) => errors[name]) || undefined}
      >
        <summary>
          <span className="font-semibold">Times, attempts and stake</span>
          <span className="mt-1 block text-sm text-muted">
            {span("claimPeriod")} to claim, {span("workPeriod")} to work, {span("challengePeriod")} to challenge,{" "}
            {values.attempts === "1" ? "1 attempt" : `${values.attempts} attempts`}, {lock}
          </span>
        </summary>
        <div className="mt-4 grid gap-5">
          <div className="grid gap-5 sm:grid-cols-2">
            {select("claimPeriod", "Time to claim", "Then anyone may refund you.", spans(periods.claim))}
            {select("workPeriod", "Time to work", "Then the provider is slashed.", spans(periods.work))}
            {select("challengePeriod", "Time to challenge", "You may accept sooner.", spans(challenge))}
            {select(
              "attempts",
              "Attempts at a stage",
              "Then the rest of the money returns.",
              ATTEMPTS.map((count) => [count, String(count)]),
            )}
          </div>
          <Field
            label="Stake that each provider locks"
            hint="Lost for a wrong or missing result; whoever challenges one bonds as much. Lock more than the work is worth, if much depends on it."
            error={errors.stakeLock?.message}
          >
            {(control) => (
              <WithUnit unit={BLACK_UNIT.symbol}>
                <input
                  {...control}
                  {...register("stakeLock")}
                  inputMode="decimal"
                  autoComplete="off"
                  placeholder="the least allowed"
                  className="field"
                />
              </WithUnit>
            )}
          </Field>
        </div>
      </details>
    </>
  );
}
