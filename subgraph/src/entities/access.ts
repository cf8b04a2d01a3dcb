import { Address, BigInt } from "@graphprotocol/graph-ts";
import { AccessTarget, Role } from "../../generated/schema";
import { numberId } from "../ids";

/** A role, saved already when it is new. */
export function loadRole(number: BigInt): Role {
  let role = Role.load(numberId(number));
  if (role == null) {
    role = new Role(numberId(number));
    role.admin = BigInt.zero();
    role.guardian = BigInt.zero();
    role.grantDelay = BigInt.zero();
    role.save();
  }
  return role;
}

/** A governed contract, saved already when it is new. */
export function loadTarget(address: Address): AccessTarget {
  let target = AccessTarget.load(address);
  if (target == null) {
    target = new AccessTarget(address);
    target.closed = false;
    target.adminDelay = BigInt.zero();
    target.save();
  }
  return target;
}

/** Records which AccessManager a contract obeys. */
export function setAuthority(contract: Address, authority: Address): void {
  const target = loadTarget(contract);
  target.authority = authority;
  target.save();
}
