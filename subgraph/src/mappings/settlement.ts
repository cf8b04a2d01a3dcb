import { Address, BigInt, Bytes, ethereum } from "@graphprotocol/graph-ts";
import {
  FeesCollected,
  JobSettled,
  ModelUsed,
  ProviderPaid,
  StageSettled,
} from "../../generated/JobEscrow/JobEscrow";
import { Dispute, Job, JobStage, Model, ModelUse } from "../../generated/schema";
import { cidOf } from "../cid";
import { loadAccount } from "../entities/account";
import { findSeated, unseat } from "../entities/assignment";
import { refereesAddress } from "../entities/context";
import { loadCurrency } from "../entities/currency";
import { endAudit } from "../entities/dispute";
import { loadEarning } from "../entities/earning";
import { applyWhole, loadJob, moveJob } from "../entities/job";
import { Step } from "../entities/jobEvent";
import { endLock } from "../entities/lock";
import { jobPayments, Payments } from "../entities/payment";
import { loadProtocol } from "../entities/protocol";
import { loadProvider } from "../entities/provider";
import { addCustomer } from "../entities/reputation";
import { loadStage, openStage } from "../entities/stage";
import { addVolume, COMPUTE } from "../entities/volume";
import { eventId } from "../ids";

export function handleStageSettled(event: StageSettled): void {
  const job = loadJob(event.params.jobId);
  if (job == null) return;
  const stage = settleStage(job, event.params.job.input, event);
  applyWhole(job, event.params.job, [], event);
  openStage(job, job.stage, event);
  new Step(job, "StageSettled", event.transaction.from, event)
    .ofStage(stage.number)
    .with(stage.price, job.currency)
    .save();
}

export function handleJobSettled(event: JobSettled): void {
  const job = loadJob(event.params.jobId);
  if (job == null) return;
  const stage = settleStage(job, event.params.outputDigest, event);
  moveJob(job, "Done", BigInt.zero(), event);
  job.result = event.params.outputDigest;
  job.resultCid = cidOf(event.params.outputDigest);
  // The use of the model is paid with this event or was for nothing.
  job.left = BigInt.zero();
  job.endedAt = event.block.timestamp;
  job.endedTx = event.transaction.hash;
  new Step(job, "Settled", event.transaction.from, event).with(stage.price, job.currency).save();
  const protocol = loadProtocol(event);
  protocol.openJobs -= 1;
  protocol.doneJobs += 1;
  protocol.save();
}

/** The job's present stage is settled; its providers are paid by the events that follow. The caller saves the job. */
function settleStage(job: Job, output: Bytes, event: ethereum.Event): JobStage {
  // Auditors who passed the result wait for this, unless a dispute has ended already.
  if (job.audited) endAudit(Dispute.load(job.dispute!)!);
  const stage = loadStage(job, job.stage);
  stage.state = "Settled";
  stage.output = output;
  stage.outputCid = cidOf(output);
  stage.returned = returnedOf(job, stage);
  stage.settledAt = event.block.timestamp;
  stage.settledTx = event.transaction.hash;
  stage.save();
  job.stagesSettled += 1;
  job.left = job.left.minus(stage.price);
  job.returned = job.returned.plus(stage.returned);
  const protocol = loadProtocol(event);
  protocol.settledStages += 1;
  protocol.save();
  const requester = Address.fromBytes(job.requester);
  const currency = BigInt.fromString(job.currency);
  jobPayments(job, stage.number, event).add("JobReturn", event.address, requester, currency, stage.returned);
  return stage;
}

/** The shares of replicas that are missing or wrong, which the escrow gives back without saying so; the first one's has what rounding leaves. */
function returnedOf(job: Job, stage: JobStage): BigInt {
  const asked = BigInt.fromI32(job.replicaCount);
  const share = stage.price.div(asked);
  let returned = stage.price;
  for (let i = 0; i < job.seated.length; i++) {
    if (!isAccepted(job, i)) continue;
    returned = returned.minus(share);
    if (i == 0) returned = returned.minus(stage.price.mod(asked));
  }
  return returned;
}

/** Whether the result of a place is paid: all are, unless referees said otherwise. */
function isAccepted(job: Job, place: i32): boolean {
  const id = job.dispute;
  if (job.status != "Disputed" || id === null) return true;
  return ((Dispute.load(id)!.accepted >> place) & 1) == 1;
}

export function handleProviderPaid(event: ProviderPaid): void {
  const params = event.params;
  const job = loadJob(params.jobId);
  if (job == null) return;
  const assignment = findSeated(job, params.provider);
  if (assignment == null) return;
  const price = params.toProvider.plus(params.fee);
  assignment.toProvider = params.toProvider;
  assignment.fee = params.fee;
  endLock(assignment.lock, BigInt.zero(), event);
  unseat(job, assignment, "Paid", event);
  job.toProviders = job.toProviders.plus(params.toProvider);
  job.fees = job.fees.plus(params.fee);
  const stage = JobStage.load(assignment.stage)!;
  stage.toProviders = stage.toProviders.plus(params.toProvider);
  stage.fees = stage.fees.plus(params.fee);
  stage.save();
  new Step(job, "Paid", params.provider, event)
    .ofStage(stage.number)
    .of(assignment.id)
    .with(params.toProvider, job.currency)
    .save();

  const requester = Address.fromBytes(job.requester);
  const provider = loadProvider(params.provider, event);
  provider.stagesPaid += 1;
  if (job.reputable) addCustomer(provider, requester);
  provider.save();
  const currency = BigInt.fromString(job.currency);
  const earning = loadEarning(params.provider, currency, event);
  earning.amount = earning.amount.plus(params.toProvider);
  earning.stages += 1;
  earning.save();
  const payments = jobPayments(job, stage.number, event);
  payments.add("JobProceeds", requester, params.provider, currency, params.toProvider);
  payments.add("JobFee", requester, event.address, currency, params.fee);
  const kept = loadCurrency(currency);
  kept.uncollectedFees = kept.uncollectedFees.plus(params.fee);
  kept.save();
  addVolume(COMPUTE, currency, price, params.fee, BigInt.zero());
}

export function handleModelUsed(event: ModelUsed): void {
  const params = event.params;
  const job = loadJob(params.jobId);
  if (job == null) return;
  const model = Model.load(params.modelId.toString());
  if (model == null) return;
  job.usePaid = params.usePrice;
  new Step(job, "ModelUsed", params.owner, event).with(params.usePrice, job.currency).save();
  model.useCount += 1;
  model.save();

  const use = new ModelUse(eventId(event));
  use.model = model.id;
  use.job = job.id;
  use.owner = loadAccount(params.owner, event).id;
  use.currency = job.currency;
  use.price = params.usePrice;
  use.royalty = params.royalty;
  use.blockNumber = event.block.number;
  use.timestamp = event.block.timestamp;
  use.transaction = event.transaction.hash;
  use.save();

  const requester = Address.fromBytes(job.requester);
  const currency = BigInt.fromString(job.currency);
  const payments = jobPayments(job, job.stage, event);
  payments.add("UseProceeds", requester, params.owner, currency, params.usePrice.minus(params.royalty));
  payments.add("UseRoyalty", requester, Address.fromBytes(model.creator), currency, params.royalty);
  addVolume(COMPUTE, currency, params.usePrice, BigInt.zero(), params.royalty);
}

export function handleFeesCollected(event: FeesCollected): void {
  const currency = loadCurrency(event.params.currency);
  currency.uncollectedFees = currency.uncollectedFees.minus(event.params.amount);
  currency.save();
  const to = refereesAddress();
  new Payments(event).add("ComputeFeesCollected", event.address, to, event.params.currency, event.params.amount);
}
