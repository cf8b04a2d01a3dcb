import type { JobEvent } from "../data/jobEvents.ts";
import { formatAmount } from "../lib/formatAmount.ts";

/** A step of a job in words. */
export type EventWords = {
  title: string;
  /** What `actor` is to the step, such as "by" or "to"; undefined where it only sent the transaction. */
  actor: string | undefined;
  /** Whether it follows from the step before it: a payment, a slash. */
  minor: boolean;
};

type Shape = { stageCount: number; replicaCount: number };

/** What a step of the timeline says; a kind of a newer index is named as it is. */
export function eventWords(
  { kind, stage, amount, currency }: JobEvent,
  { stageCount, replicaCount }: Shape,
): EventWords {
  const sum = amount === null || currency === null ? "" : formatAmount(amount, currency);
  const of = ` stage ${stage + 1}`;
  const Stage = stageCount > 1 ? `Stage ${stage + 1}` : "The stage";
  const major = (title: string, actor?: string) => ({ title, actor, minor: false });
  const minor = (title: string, actor?: string) => ({ title, actor, minor: true });
  switch (kind) {
    case "Created":
      return major(`Posted, with ${sum} in escrow`, "by");
    case "Cancelled":
      return major(`Cancelled by its requester; ${sum} went back`);
    case "Claimed":
      return replicaCount > 1
        ? major(`A place ${stageCount > 1 ? `in${of} ` : ""}taken; the provider’s stake is locked`, "by")
        : major(`Claimed${stageCount > 1 ? of : ""}; the provider’s stake is locked`, "by");
    case "Committed":
      return major("Committed to a result, sealed", "by");
    case "Revealed":
      return major("Result shown", "by");
    case "RevealsClosed":
      return major("Reveals closed");
    case "Submitted":
      return major("Result submitted and attested", "by");
    case "StageSettled":
      return major(`${Stage} settled: ${sum}`);
    case "Settled":
      return major(
        stageCount > 1
          ? `Last stage settled: ${sum}`
          : `Settled: the ${replicaCount > 1 ? "providers are" : "provider is"} paid`,
      );
    case "Paid":
      return minor(`${sum} paid`, "to");
    case "ModelUsed":
      return minor(`${sum} for the use of the model`, "to");
    case "NoShow":
      return major(`No result in time; ${sum} slashed`, "from");
    case "WrongResult":
      return major(`Result ruled wrong; ${sum} slashed`, "from");
    case "Reopened":
      return major(`${Stage} is open again`);
    case "Refunded":
      return major(`Refunded: ${sum} to the requester`);
    case "AuditDrawn":
      return major("The lot fell on the result: auditors have it");
    case "AuditPassed":
      return major("Auditors found nothing wrong");
    case "Disputed":
      return amount === null
        ? major("Brought before referees")
        : major(`Result challenged, with a bond of ${sum}`, "by");
    case "Decided":
      return major("Referees decided");
    case "Voided":
      return major("No decision; all goes back, but for a part of a challenger’s bond");
    default:
      return major(kind, "by");
  }
}
