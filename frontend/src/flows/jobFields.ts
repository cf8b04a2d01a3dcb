import { z } from "zod";
import type { Config } from "../config/schema.ts";
import { amountField } from "./amountField.ts";
import { currencyField } from "./currencyField.ts";

const seconds = z
  .string()
  .regex(/^\d{1,8}$/, "Choose a time.")
  .transform(Number);

/** The periods that forms offer, in seconds. Chains bound them; the contract names the bound when one does not fit. */
export const periods = {
  claim: [600, 3_600, 86_400],
  work: [300, 900, 3_600],
  challenge: [15, 300, 3_600, 86_400],
} as const;

/** Empty leaves the lock to the chain's least. */
const stakeLockField = z.union([
  z
    .string()
    .trim()
    .length(0)
    .transform(() => undefined),
  amountField,
]);

/** What every job form asks: money, and how long each side has. */
export const jobFields = (config: Config) => ({
  currency: currencyField(config),
  price: amountField,
  claimPeriod: seconds,
  workPeriod: seconds,
  challengePeriod: seconds,
  stakeLock: stakeLockField,
});
