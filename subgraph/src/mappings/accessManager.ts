import { Bytes, BigInt, ethereum } from "@graphprotocol/graph-ts";
import {
  OperationCanceled,
  OperationExecuted,
  OperationScheduled,
  RoleAdminChanged,
  RoleGrantDelayChanged,
  RoleGranted,
  RoleGuardianChanged,
  RoleLabel,
  RoleRevoked,
  TargetAdminDelayUpdated,
  TargetClosed,
  TargetFunctionRoleUpdated,
} from "../../generated/AccessManager/AccessManager";
import { FunctionRole, Operation, RoleMember } from "../../generated/schema";
import { loadRole, loadTarget } from "../entities/access";
import { loadAccount } from "../entities/account";
import { functionRoleId, operationId, roleMemberId } from "../ids";

export function handleRoleGranted(event: RoleGranted): void {
  const member = new RoleMember(roleMemberId(event.params.roleId, event.params.account));
  member.role = loadRole(event.params.roleId).id;
  member.account = loadAccount(event.params.account, event).id;
  member.active = true;
  member.delay = event.params.delay;
  member.since = event.params.since;
  member.updatedAt = event.block.timestamp;
  // Granting it again announces a new delay; `since` is then when that takes effect, not when the role was given.
  const before = RoleMember.load(member.id);
  if (before != null && !event.params.newMember) member.since = before.since;
  member.save();
}

export function handleRoleRevoked(event: RoleRevoked): void {
  const member = RoleMember.load(roleMemberId(event.params.roleId, event.params.account));
  if (member == null) return;
  member.active = false;
  member.updatedAt = event.block.timestamp;
  member.save();
}

export function handleRoleLabel(event: RoleLabel): void {
  const role = loadRole(event.params.roleId);
  role.label = event.params.label;
  role.save();
}

export function handleRoleAdminChanged(event: RoleAdminChanged): void {
  const role = loadRole(event.params.roleId);
  role.admin = event.params.admin;
  role.save();
}

export function handleRoleGuardianChanged(event: RoleGuardianChanged): void {
  const role = loadRole(event.params.roleId);
  role.guardian = event.params.guardian;
  role.save();
}

export function handleRoleGrantDelayChanged(event: RoleGrantDelayChanged): void {
  const role = loadRole(event.params.roleId);
  role.grantDelay = event.params.delay;
  role.save();
}

export function handleTargetClosed(event: TargetClosed): void {
  const target = loadTarget(event.params.target);
  target.closed = event.params.closed;
  target.save();
}

export function handleTargetAdminDelayUpdated(event: TargetAdminDelayUpdated): void {
  const target = loadTarget(event.params.target);
  target.adminDelay = event.params.delay;
  target.save();
}

export function handleTargetFunctionRoleUpdated(event: TargetFunctionRoleUpdated): void {
  const assigned = new FunctionRole(functionRoleId(event.params.target, event.params.selector));
  assigned.target = loadTarget(event.params.target).id;
  assigned.selector = event.params.selector;
  assigned.role = loadRole(event.params.roleId).id;
  assigned.updatedAt = event.block.timestamp;
  assigned.save();
}

export function handleOperationScheduled(event: OperationScheduled): void {
  const operation = new Operation(operationId(event.params.operationId, event.params.nonce));
  operation.operationId = event.params.operationId;
  operation.nonce = event.params.nonce;
  operation.schedule = event.params.schedule;
  operation.caller = loadAccount(event.params.caller, event).id;
  operation.target = loadTarget(event.params.target).id;
  operation.data = event.params.data;
  operation.state = "Scheduled";
  operation.updatedAt = event.block.timestamp;
  operation.save();
}

export function handleOperationExecuted(event: OperationExecuted): void {
  closeOperation(event.params.operationId, event.params.nonce, "Executed", event);
}

export function handleOperationCanceled(event: OperationCanceled): void {
  closeOperation(event.params.operationId, event.params.nonce, "Cancelled", event);
}

function closeOperation(id: Bytes, nonce: BigInt, state: string, event: ethereum.Event): void {
  const operation = Operation.load(operationId(id, nonce));
  if (operation == null) return;
  operation.state = state;
  operation.updatedAt = event.block.timestamp;
  operation.save();
}
