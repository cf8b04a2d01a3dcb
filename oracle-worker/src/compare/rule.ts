import type { JobSpec } from "@blacktail/sdk";

/** How two results of one stage are compared, as the spec states it. */
export type Rule = {
  /** Integer profiles: equal digests or nothing. */
  isExact: boolean;
  /** The metric that counts; undefined leaves it to the task. */
  metric: string | undefined;
  /** Of metrics, and the share of rows whose label may differ. */
  tolerance: number;
  /** Whether the spec states `tolerance`, which then is absolute; the default grows with metrics beyond 1. */
  isStated: boolean;
  /** Of tensors and of predicted numbers, absolute. */
  tensorTolerance: number;
  /** Whether tensors are compared also where a metric could be measured. */
  comparesTensors: boolean;
};

/** What holds where a spec says nothing: of metrics and of labels, and of tensors and predicted numbers. */
const DEFAULTS = { tolerance: 0.02, tensorTolerance: 1e-3 } as const;

export function ruleOf({ profile, accept }: Pick<JobSpec, "profile" | "accept">): Rule {
  return {
    isExact: profile === "int8" || profile === "fx21",
    metric: accept.metric,
    tolerance: accept.tolerance ?? DEFAULTS.tolerance,
    isStated: accept.tolerance !== undefined,
    tensorTolerance: accept.tensorTolerance ?? DEFAULTS.tensorTolerance,
    comparesTensors: accept.tensorTolerance !== undefined,
  };
}

/** How far from a metric's value another may lie. */
export function metricTolerance({ tolerance, isStated }: Rule, value: number): number {
  return isStated ? tolerance : tolerance * Math.max(1, Math.abs(value));
}

/** Whether two numbers are at most so far apart; what rounding does to decimal fractions costs nobody. */
export function isWithin(a: number, b: number, allowed: number): boolean {
  return Math.abs(a - b) <= allowed + 4 * Number.EPSILON * Math.max(Math.abs(a), Math.abs(b));
}
