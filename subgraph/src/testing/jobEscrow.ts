// `gnd test` cannot encode structs, so in the tests JobEscrow's events carry them as bytes. This turns them back and hands
// the event to the handler that is tested.
import { ethereum } from "@graphprotocol/graph-ts";
import {
  DisputeRuled,
  DisputeVoided,
  JobCancelled,
  JobChallenged,
  JobCreated,
  JobRefunded,
  NoShowSlashed,
  ParametersChanged,
  ResultSubmitted,
} from "../../generated/JobEscrow/JobEscrow";
import * as escrow from "../mappings/jobEscrow";

export {
  handleAuthorityUpdated,
  handleFeesSynced,
  handleJobClaimed,
  handleJobSettled,
} from "../mappings/jobEscrow";

const JOB =
  "((bytes32,uint256,uint256,uint128,uint128,uint32,uint32,uint32,uint8),address,uint8,uint16,uint8,uint64,address,bytes32,address,uint128)";
const RECEIPT = "(uint256,uint32,bytes32,uint8,bytes32,bytes32,bytes32,bytes32,bytes32,address,uint64)";
const PARAMETERS = "(uint32,uint32,uint32,uint8,uint96)";

function whole(event: ethereum.Event): ethereum.Event {
  for (let i = 0; i < event.parameters.length; i++) {
    const parameter = event.parameters[i];
    if (parameter.name == "job") decode(parameter, JOB);
    else if (parameter.name == "receipt") decode(parameter, RECEIPT);
    else if (parameter.name == "parameters") decode(parameter, PARAMETERS);
  }
  return event;
}

function decode(parameter: ethereum.EventParam, type: string): void {
  const struct = ethereum.decode(type, parameter.value.toBytes());
  assert(struct != null, "not a " + type);
  parameter.value = struct!;
}

export function handleJobCreated(event: ethereum.Event): void {
  escrow.handleJobCreated(changetype<JobCreated>(whole(event)));
}

export function handleJobCancelled(event: ethereum.Event): void {
  escrow.handleJobCancelled(changetype<JobCancelled>(whole(event)));
}

export function handleJobRefunded(event: ethereum.Event): void {
  escrow.handleJobRefunded(changetype<JobRefunded>(whole(event)));
}

export function handleResultSubmitted(event: ethereum.Event): void {
  escrow.handleResultSubmitted(changetype<ResultSubmitted>(whole(event)));
}

export function handleNoShowSlashed(event: ethereum.Event): void {
  escrow.handleNoShowSlashed(changetype<NoShowSlashed>(whole(event)));
}

export function handleJobChallenged(event: ethereum.Event): void {
  escrow.handleJobChallenged(changetype<JobChallenged>(whole(event)));
}

export function handleDisputeRuled(event: ethereum.Event): void {
  escrow.handleDisputeRuled(changetype<DisputeRuled>(whole(event)));
}

export function handleDisputeVoided(event: ethereum.Event): void {
  escrow.handleDisputeVoided(changetype<DisputeVoided>(whole(event)));
}

export function handleParametersChanged(event: ethereum.Event): void {
  escrow.handleParametersChanged(changetype<ParametersChanged>(whole(event)));
}
