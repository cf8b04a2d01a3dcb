import {
  AuthorityUpdated,
  EnclaveRegistered,
  EnclaveRevoked,
  MeasurementChanged,
  RootChanged,
} from "../../generated/EnclaveVerifier/EnclaveVerifier";
import { Enclave, EnclaveMeasurement, EnclaveRoot } from "../../generated/schema";
import { setAuthority } from "../entities/access";
import { enclaveId } from "../ids";

export function handleEnclaveRegistered(event: EnclaveRegistered): void {
  const certificate = event.params.certificate;
  const enclave = new Enclave(enclaveId(event.address, event.params.keyId));
  enclave.verifier = event.address;
  enclave.keyId = event.params.keyId;
  enclave.provider = event.params.provider;
  enclave.x = certificate.key.x;
  enclave.y = certificate.key.y;
  enclave.measurement = enclaveId(event.address, certificate.measurement);
  enclave.root = enclaveId(event.address, event.params.rootId);
  enclave.expires = certificate.expires;
  enclave.registeredAt = event.block.timestamp;
  enclave.save();
}

export function handleEnclaveRevoked(event: EnclaveRevoked): void {
  const enclave = Enclave.load(enclaveId(event.address, event.params.keyId));
  if (enclave == null) return;
  enclave.revokedAt = event.block.timestamp;
  enclave.save();
}

export function handleRootChanged(event: RootChanged): void {
  const root = new EnclaveRoot(enclaveId(event.address, event.params.rootId));
  root.rootId = event.params.rootId;
  root.x = event.params.root.x;
  root.y = event.params.root.y;
  root.allowed = event.params.allowed;
  root.updatedAt = event.block.timestamp;
  root.save();
}

export function handleMeasurementChanged(event: MeasurementChanged): void {
  const measurement = new EnclaveMeasurement(enclaveId(event.address, event.params.measurement));
  measurement.measurement = event.params.measurement;
  measurement.allowed = event.params.allowed;
  measurement.updatedAt = event.block.timestamp;
  measurement.save();
}

export function handleAuthorityUpdated(event: AuthorityUpdated): void {
  setAuthority(event.address, event.params.authority);
}
