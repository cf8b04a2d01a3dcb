import {
  AuthorityUpdated,
  EnclaveRegistered,
  EnclaveRevoked,
  MeasurementChanged,
  RootChanged,
} from "../../generated/EnclaveVerifier/EnclaveVerifier";
import { Enclave, EnclaveKey, EnclaveMeasurement, EnclaveRoot } from "../../generated/schema";
import { setAuthority } from "../entities/access";
import { enclaveId, pairId } from "../ids";

export function handleEnclaveRegistered(event: EnclaveRegistered): void {
  const certificate = event.params.certificate;
  const key = new EnclaveKey(enclaveId(event.address, event.params.keyId));
  key.keyId = event.params.keyId;
  key.x = certificate.key.x;
  key.y = certificate.key.y;
  key.save();

  const enclave = new Enclave(pairId(event.address, event.params.provider));
  enclave.verifier = event.address;
  enclave.provider = event.params.provider;
  enclave.key = key.id;
  enclave.measurement = enclaveId(event.address, certificate.measurement);
  enclave.root = enclaveId(event.address, event.params.rootId);
  enclave.expires = certificate.expires;
  enclave.registeredAt = event.block.timestamp;
  enclave.revokedAt = null;
  enclave.save();
}

export function handleEnclaveRevoked(event: EnclaveRevoked): void {
  const key = EnclaveKey.load(enclaveId(event.address, event.params.keyId));
  if (key == null) return;
  const enclaves = key.enclaves.load();
  for (let i = 0; i < enclaves.length; i++) {
    enclaves[i].revokedAt = event.block.timestamp;
    enclaves[i].save();
  }
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
