import { Address, BigInt, Bytes, ethereum } from "@graphprotocol/graph-ts";
import { Job, JobEvent } from "../../generated/schema";
import { eventId } from "../ids";
import { loadAccount } from "./account";

/** A step of a job for its timeline, with what only some steps tell left open. */
export class Step {
  private entity: JobEvent;

  /** The job must show the state after the step; it is saved with it. */
  constructor(job: Job, kind: string, actor: Address, event: ethereum.Event) {
    job.eventCount += 1;
    job.updatedAt = event.block.timestamp;
    job.save();
    const entity = new JobEvent(eventId(event));
    entity.job = job.id;
    entity.number = job.eventCount;
    entity.kind = kind;
    entity.stage = job.stage;
    entity.actor = loadAccount(actor, event).id;
    entity.sender = event.transaction.from;
    entity.status = job.status;
    entity.deadline = job.deadline;
    entity.blockNumber = event.block.number;
    entity.logIndex = event.logIndex;
    entity.timestamp = event.block.timestamp;
    entity.transaction = event.transaction.hash;
    this.entity = entity;
  }

  /** Of a stage that is not the present one any more. */
  ofStage(stage: i32): Step {
    this.entity.stage = stage;
    return this;
  }

  /** Money that it is about, by its currency's id. */
  with(amount: BigInt, currency: string): Step {
    this.entity.amount = amount;
    this.entity.currency = currency;
    return this;
  }

  of(assignment: Bytes): Step {
    this.entity.assignment = assignment;
    return this;
  }

  before(panel: string | null): Step {
    this.entity.panel = panel;
    return this;
  }

  taking(slash: Bytes): Step {
    this.entity.slash = slash;
    return this;
  }

  save(): void {
    this.entity.save();
  }
}
