import { zeroAddress } from "viem";
import type { TimedEvent } from "./jobEvents.ts";

/** How amounts are written: of the job's own currency, and of $BLACK. */
export type Units = { paid(amount: bigint): string; black(amount: bigint): string };

/** What a job's event says, in words. */
export function eventSentence(event: TimedEvent, units: Units): string {
  const { paid, black } = units;
  switch (event.eventName) {
    case "JobCreated":
      return `${event.args.requester} posts it`;
    case "JobCancelled":
      return `the requester cancels it; ${paid(event.args.refunded)} go back`;
    case "JobClaimed":
      return `${event.args.provider} claims it`;
    case "ReplicaClaimed":
      return `${event.args.provider} claims a place`;
    case "ReplicaCommitted":
      return `${event.args.provider} commits to a result`;
    case "ReplicaRevealed":
      return `${event.args.provider} shows its result`;
    case "ResultSubmitted":
      return `${event.args.provider} submits its result`;
    case "RevealsClosed":
      return `the reveals end with ${event.args.replicas.length} results`;
    case "StageSettled":
      return `stage ${event.args.stage + 1} is settled; the next is open`;
    case "JobSettled":
      return "the last stage is settled";
    case "ProviderPaid":
      return `${event.args.provider} is paid ${paid(event.args.toProvider)}, fee ${paid(event.args.fee)}`;
    case "ModelUsed":
      return `the model's owner ${event.args.owner} is paid ${paid(event.args.usePrice)}, of which ${paid(event.args.royalty)} are royalty`;
    case "NoShowSlashed": {
      const { provider, toRequester, toOthers, burned } = event.args;
      return `${provider} missed its time and loses ${black(toRequester + toOthers + burned)}, of which ${black(toRequester)} go to the requester`;
    }
    case "WrongResultSlashed": {
      const { provider, toRequester, toFinder, toReferees, burned } = event.args;
      const lost = toRequester + toFinder + toReferees + burned;
      return `${provider} was wrong and loses ${black(lost)}, of which ${black(toRequester)} go to the requester`;
    }
    case "StageReopened":
      return "the stage is open again";
    case "JobRefunded":
      return `${paid(event.args.refunded)} go back to the requester`;
    case "AuditDrawn":
      return `the lot falls on it: auditors, panel ${event.args.panelId}`;
    case "AuditPassed":
      return "the auditors found nothing";
    case "JobDisputed": {
      const { challenger, panelId } = event.args;
      const by = challenger === zeroAddress ? "replicas or auditors disagree" : `${challenger} challenges it`;
      return `${by}: referees, panel ${panelId}`;
    }
    case "DisputeDecided":
      return `the referees, a committee, find ${event.args.accepted === 0 ? "it wrong" : "a result right"}`;
    case "DisputeVoided":
      return "the referees come to no decision";
    default:
      return event.eventName;
  }
}
