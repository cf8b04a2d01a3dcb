import { z } from "zod";
import type { Config } from "../config/schema.ts";
import { amountField } from "./amountField.ts";
import { currencyField } from "./currencyField.ts";
import { orEmpty } from "./orEmpty.ts";

const seconds = z
  .string()
  .regex(/^\d{1,8}$/, "Choose a time.")
  .transform(Number);

const count = (least: number, most: number, what: string) =>
  z
    .string()
    .regex(/^\d{1,3}$/, `Choose ${what}.`)
    .transform(Number)
    .refine((number) => number >= least && number <= most, `Choose ${what}, from ${least} to ${most}.`);

/** The periods that forms offer, in seconds. Chains bound them; the contract names the bound when one does not fit. */
export const periods = {
  claim: [600, 3_600, 86_400],
  work: [300, 900, 3_600, 14_400],
  challenge: [15, 300, 3_600, 86_400],
} as const;

/** What the escrow takes at most. */
const MAX_STAGES = 32;
const MAX_REPLICAS = 9;

/** What every job form asks: money, how sure the result should be, and how long each side has. */
export const jobFields = (config: Config) => ({
  currency: currencyField(config),
  budget: amountField,
  replicas: count(1, MAX_REPLICAS, "how many providers do the work"),
  attempts: count(1, 255, "how often a stage may be tried"),
  claimPeriod: seconds,
  workPeriod: seconds,
  challengePeriod: seconds,
  /** Empty leaves it to the chain's least. */
  stakeLock: orEmpty(amountField),
});

/** Into how many stages a training is divided. */
export const stagesField = count(1, MAX_STAGES, "how many stages");
