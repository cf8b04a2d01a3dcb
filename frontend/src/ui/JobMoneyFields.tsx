import type { FieldErrors, UseFormRegister } from "react-hook-form";
import { BLACK_UNIT, currenciesOf } from "../chain/currencies.ts";
import { useConfig } from "../config/ConfigContext.ts";
import { periods } from "../flows/jobFields.ts";
import { formatDuration } from "../lib/time.ts";
import { Field } from "./Field.tsx";
import { WithUnit } from "./WithUnit.tsx";

type JobMoney = {
  currency: string;
  price: string;
  claimPeriod: string;
  workPeriod: string;
  challengePeriod: string;
  stakeLock: string;
};

/** What forms propose: short on a local chain, where nobody wants to wait. */
export function jobMoneyDefaults(isLocal: boolean): JobMoney {
  return {
    currency: "ETH",
    price: "0.05",
    claimPeriod: String(periods.claim[isLocal ? 0 : 1]),
    workPeriod: String(periods.work[1]),
    challengePeriod: String(periods.challenge[isLocal ? 0 : 2]),
    stakeLock: "",
  };
}

type Props<T extends JobMoney> = { register: UseFormRegister<T>; errors: FieldErrors<T> };

/** Price, currency, stake and periods of a job. */
export function JobMoneyFields({ register, errors }: Props<JobMoney>) {
  const config = useConfig();
  const select = (
    name: "claimPeriod" | "workPeriod" | "challengePeriod",
    label: string,
    hint: string,
    options: readonly number[],
  ) => (
    <Field label={label} hint={hint} error={errors[name]?.message}>
      {(control) => (
        <select {...control} {...register(name)} className="field">
          {options.map((seconds) => (
            <option key={seconds} value={seconds}>
              {formatDuration(seconds)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
  // Only a chain whose clock is a toy has room for seconds.
  const challenge = periods.challenge.filter((seconds) => config.faucet || seconds >= 300);
  return (
    <>
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label="Price" hint="What you pay at most, all told." error={errors.price?.message}>
          {(control) => (
            <input {...control} {...register("price")} inputMode="decimal" autoComplete="off" className="field" />
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
      </div>
      <div className="grid gap-5 sm:grid-cols-3">
        {select("claimPeriod", "Time to claim", "Then anyone may refund you.", periods.claim)}
        {select("workPeriod", "Time to work", "Then the provider is slashed.", periods.work)}
        {select("challengePeriod", "Time to challenge", "You may accept sooner.", challenge)}
      </div>
      <Field
        label="Stake that the provider locks"
        hint="Lost for a wrong or missing result; whoever challenges one bonds as much. More asks for a larger provider."
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
    </>
  );
}
