import { Address, BigInt } from "@graphprotocol/graph-ts";
import { DisputeRuled, DisputeVoided, JobChallenged } from "../../generated/JobEscrow/JobEscrow";
import { Dispute } from "../../generated/schema";
import { loadAccount } from "../entities/account";
import { blackAddress } from "../entities/context";
import { currencyIdOf } from "../entities/currency";
import { applyJob, recordStep } from "../entities/job";
import { Payments } from "../entities/payment";
import { loadProtocol } from "../entities/protocol";
import { addLock, loadProvider } from "../entities/provider";

export function handleJobChallenged(event: JobChallenged): void {
  const job = applyJob(event.params.jobId, event.params.job, event);
  job.save();
  recordStep(job, "Challenged", event.params.challenger, event);

  const dispute = new Dispute(job.id);
  dispute.job = job.id;
  dispute.challenger = loadAccount(event.params.challenger, event).id;
  dispute.provider = event.params.job.provider;
  dispute.reason = event.params.reason;
  dispute.bond = job.bond;
  dispute.state = "Open";
  dispute.toRequester = BigInt.zero();
  dispute.toChallenger = BigInt.zero();
  dispute.burned = BigInt.zero();
  dispute.openedAt = event.block.timestamp;
  dispute.openedTx = event.transaction.hash;
  dispute.save();

  const protocol = loadProtocol(event);
  protocol.disputes += 1;
  protocol.save();
}

export function handleDisputeRuled(event: DisputeRuled): void {
  const params = event.params;
  const job = applyJob(params.jobId, params.job, event);
  job.save();
  recordStep(job, "Ruled", event.transaction.from, event);
  const dispute = Dispute.load(job.id);
  if (dispute == null) return;
  dispute.state = params.upheld ? "Upheld" : "Overturned";
  dispute.toRequester = params.toRequester;
  dispute.toChallenger = params.toChallenger;
  dispute.burned = params.burned;
  dispute.closedAt = event.block.timestamp;
  dispute.closedTx = event.transaction.hash;
  dispute.save();

  const black = currencyIdOf(blackAddress());
  const provider = Address.fromBytes(dispute.provider);
  const challenger = Address.fromBytes(dispute.challenger);
  const payments = new Payments(event);
  payments.job = job.id;
  payments.model = job.model;
  if (params.upheld) {
    payments.add("BondForfeited", challenger, provider, black, dispute.bond);
    return;
  }
  payments.add("SlashToRequester", provider, Address.fromBytes(job.requester), black, params.toRequester);
  payments.add("SlashToChallenger", provider, challenger, black, params.toChallenger);
  payments.add("SlashBurned", provider, null, black, params.burned);
  payments.add("BondReturned", event.address, challenger, black, dispute.bond);
  const loser = loadProvider(provider, event);
  loser.jobsFailed += 1;
  loser.save();
}

export function handleDisputeVoided(event: DisputeVoided): void {
  const job = applyJob(event.params.jobId, event.params.job, event);
  job.save();
  recordStep(job, "Voided", event.transaction.from, event);
  const dispute = Dispute.load(job.id);
  if (dispute == null) return;
  dispute.state = "Void";
  dispute.closedAt = event.block.timestamp;
  dispute.closedTx = event.transaction.hash;
  dispute.save();
  addLock(Address.fromBytes(dispute.provider), job.stakeLock.neg(), event);

  const payments = new Payments(event);
  payments.job = job.id;
  payments.model = job.model;
  payments.add("BondReturned", event.address, Address.fromBytes(dispute.challenger), currencyIdOf(blackAddress()), dispute.bond);
}
