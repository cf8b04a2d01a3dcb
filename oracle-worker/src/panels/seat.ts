import { describeError, refereesAbi, seatOpensAt, toBlacktailError } from "@blacktail/sdk";
import { isAddressEqual } from "viem";
import { verifyJob } from "../chain/verifyJob.ts";
import type { Context } from "../context.ts";
import { type Skip, skip } from "../decide/decide.ts";
import { meOf } from "../decide/meOf.ts";
import { refuseSpec } from "../decide/spec.ts";
import { isMalformed } from "../job/loadSpec.ts";
import { prepareOptions } from "../job/prepareOptions.ts";
import { judged } from "../retry.ts";
import { prepare } from "../run/prepare.ts";
import { loadStage, type StageWork } from "../run/stageWork.ts";
import { folderOf } from "./decideVote.ts";
import { sitIntent } from "./intents.ts";
import type { PanelState } from "./panelState.ts";
import type { Question } from "./question.ts";
import { takeDevice } from "./takeDevice.ts";

/** What the contract says when seats were taken in between, or the ticket is not eligible after all. */
const LOST = new Set([
  "Referees_WrongPhase",
  "Referees_DeadlinePassed",
  "Referees_NotDrawn",
  "Referees_AlreadySeated",
  "WORKER_TX_REVERTED",
]);

/** `wait`: look again at this second of the chain's time. */
export type SeatTaken = { action: "seated" } | { action: "lost" } | { action: "wait"; until: number } | Skip;

/** Free stake, and with it a ticket, may change: it is looked at again so often, s. */
const LOOK_SECONDS = 5;

/**
 * Takes a seat, if this provider's ticket is drawn, its stake free, and the work can be done here. Inputs are fetched first: who sits and cannot
 * do the work is slashed.
 *
 * @throws BlacktailError that is retryable; the signal's reason
 */
export async function takeSeat(
  context: Context,
  question: Question,
  panel: PanelState,
  signal: AbortSignal,
): Promise<SeatTaken> {
  const { client, contracts, config, outbox, watcher } = context;
  const { PROVIDER: provider, operator } = config;
  const { Referees: referees, ProviderRegistry: registry } = contracts;
  const isParty = panel.parties.some(
    (party) => isAddressEqual(party, provider) || isAddressEqual(party, operator.address),
  );
  if (isParty) return skip("party", "this provider is a party to the case", true);
  if (panel.seatLock > config.MAX_STAKE_LOCK) {
    const reason = `a seat locks ${panel.seatLock} wei of $BLACK, the most accepted is ${config.MAX_STAKE_LOCK}`;
    return skip("stake-lock", reason, true);
  }
  const opensAt = await seatOpensAt(client, { referees, registry, panel, member: provider });
  if (opensAt === undefined) return { action: "wait", until: watcher.now() + LOOK_SECONDS };
  if (Number(opensAt) > watcher.now()) {
    return { action: "wait", until: Math.min(Number(opensAt), watcher.now() + LOOK_SECONDS) };
  }
  const work = await workOrSkip(context, question, signal);
  if ("action" in work) return work;
  // Who sits and has nothing to compute with in time is slashed.
  const device = takeDevice(context, work.spec, panel.panelId);
  if ("code" in device) return device;
  const prepared = await prepareOrSkip(context, question, work, signal);
  if (prepared !== undefined) return prepared;
  if (!(await verifyJob(context, question.jobId, question.job))) return { action: "wait", until: watcher.now() + 1 };
  const refusal = await client.readContract({
    address: referees,
    abi: refereesAbi,
    functionName: "canSit",
    args: [panel.panelId, provider, operator.address, panel.parties],
    blockTag: "pending",
  });
  if (refusal !== "0x") {
    const { code, message } = describeError({ data: refusal });
    return LOST.has(code) ? { action: "wait", until: watcher.now() + LOOK_SECONDS } : skip(code, message, false);
  }
  try {
    const receipt = await outbox.send(sitIntent(referees, panel, provider));
    return { action: receipt === undefined ? "lost" : "seated" };
  } catch (error) {
    if (context.abandon.aborted) throw error;
    const reason = toBlacktailError(error);
    if (LOST.has(reason.code)) return { action: "lost" };
    throw reason;
  }
}

/** What a seat on the panel would have to do, and by which device; or why this worker cannot. */
async function workOrSkip(context: Context, { job }: Question, signal: AbortSignal): Promise<StageWork | Skip> {
  try {
    const work = await loadStage(context.storage, job, signal);
    const { spec } = work;
    // That the job pays for the model it names is no question for a panel.
    const facts = spec.model === undefined ? undefined : { versions: [spec.model.digest] };
    return refuseSpec(job, spec, meOf(context, undefined, 1), facts) ?? work;
  } catch (error) {
    signal.throwIfAborted();
    const reason = judged(error);
    if (reason.retryable) throw reason;
    return skip(isMalformed(reason) ? "spec" : reason.code, reason.message, true);
  }
}

async function prepareOrSkip(
  context: Context,
  { panelId }: Question,
  work: StageWork,
  signal: AbortSignal,
): Promise<Skip | undefined> {
  try {
    await prepare(folderOf(panelId), work, prepareOptions(context, signal));
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    const reason = judged(error);
    if (reason.retryable) throw reason;
    return skip("data", reason.message, true);
  }
}
