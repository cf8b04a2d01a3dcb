import type { Output, TaskInfo, VoteFinding } from "@blacktail/sdk";
import { finding, told } from "./finding.ts";
import { isWithin, metricTolerance, type Rule } from "./rule.ts";

type Metrics = Readonly<Record<string, number>>;

/** What a task is judged by, the first that was measured. */
const MAIN: Readonly<Record<TaskInfo["kind"], readonly string[]>> = {
  classification: ["accuracy"],
  regression: ["r2", "rmse"],
  clustering: ["ari"],
  anomaly: ["rocAuc"],
  embedding: [],
  generation: ["nats"],
  control: ["return"],
};

/** The metric that decides, if one can be measured on a model: the spec's, else the task's. */
export function decidingMetric(rule: Rule, task: TaskInfo | undefined, measured: Metrics): string | undefined {
  const names = rule.metric !== undefined ? [rule.metric] : task === undefined ? [] : MAIN[task.kind];
  return names.find((name) => Number.isFinite(measured[name]));
}

export type MetricsToCompare = {
  rule: Rule;
  /** What decides, of those measured. */
  metric: string;
  /** As the own work gave it. */
  own: Output["metrics"];
  /** As the output in question claims it. */
  claimed: Output["metrics"];
  /** On the submitted model, anew. */
  measured: Metrics;
};

/**
 * The deciding metric of the submitted model must be near that of the own model; and what the output claims must be near what the model
 * shows, of every metric that could be measured. Pure.
 */
export function compareMetrics({ rule, metric, own, claimed, measured }: MetricsToCompare): VoteFinding[] {
  const [mine, theirs] = [own[metric], measured[metric]];
  const says = `the model's ${metric} measured anew is ${told(theirs)}, that of the work done again ${told(mine)}`;
  const near = finding("metric", isNear(rule, mine, theirs), `${says}; ${allowance(rule, mine)}`);
  const names = Object.keys(measured).filter((name) => Object.hasOwn(claimed, name));
  const claims = names.map((name) => {
    const [shown, said] = [measured[name], claimed[name]];
    const text = `it claims ${name} ${told(said)}, its model shows ${told(shown)}; ${allowance(rule, shown)}`;
    return finding("metric", isNear(rule, shown, said), text);
  });
  return [near, ...claims];
}

/** What an output of an unfinished training or an inference claims, against what the work done again claims. Pure. */
export function compareClaims(rule: Rule, own: Output["metrics"], claimed: Output["metrics"]): VoteFinding[] {
  return Object.keys(own).map((name) => {
    const text = `it claims ${name} ${told(claimed[name])}, the work done again gives ${told(own[name])}; ${allowance(rule, own[name])}`;
    return finding("metric", isNear(rule, own[name], claimed[name]), text);
  });
}

/** Comparisons with something that is no number fail. */
function isNear(rule: Rule, at: number | undefined, value: number | undefined): boolean {
  if (at === undefined || value === undefined) return false;
  return isWithin(at, value, metricTolerance(rule, at));
}

const allowance = (rule: Rule, at: number | undefined): string =>
  `they may differ by ${told(metricTolerance(rule, at ?? 0))}`;
