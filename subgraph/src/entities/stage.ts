import { BigInt, ethereum } from "@graphprotocol/graph-ts";
import { Job, JobStage } from "../../generated/schema";
import { stageId } from "../ids";

/** Creates a new job's stages with their prices; the first is the present one. */
export function createStages(job: Job, event: ethereum.Event): void {
  let sum = 0;
  for (let i = 0; i < job.weights.length; i++) sum += job.weights[i];
  let rest = job.budget;
  for (let i = 0; i < job.stageCount; i++) {
    const last = i == job.stageCount - 1;
    const weight = sum == 0 ? 1 : job.weights[i];
    // The last takes what rounding leaves.
    const price = last ? rest : job.budget.times(BigInt.fromI32(weight)).div(BigInt.fromI32(sum));
    rest = rest.minus(price);

    const stage = new JobStage(stageId(job.id, i));
    stage.job = job.id;
    stage.number = i;
    stage.weight = weight;
    stage.price = price;
    stage.state = i == 0 ? "Present" : "Waiting";
    if (i == 0) stage.openedAt = event.block.timestamp;
    stage.reopened = 0;
    stage.toProviders = BigInt.zero();
    stage.fees = BigInt.zero();
    stage.returned = BigInt.zero();
    stage.save();
  }
}

/** A stage of a job, which its creation made. */
export function loadStage(job: Job, number: i32): JobStage {
  return JobStage.load(stageId(job.id, number))!;
}

/** The job's next stage becomes the present one. */
export function openStage(job: Job, number: i32, event: ethereum.Event): void {
  const stage = loadStage(job, number);
  stage.state = "Present";
  stage.openedAt = event.block.timestamp;
  stage.save();
}

/** The job ends before its present stage and those after it are settled. */
export function dropStages(job: Job): void {
  for (let i = job.stage; i < job.stageCount; i++) {
    const stage = loadStage(job, i);
    stage.state = "Dropped";
    stage.save();
  }
}
