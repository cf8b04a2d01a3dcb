import {
  AuthorityUpdated,
  CertifierChanged,
  KeyCertified,
  KeyRevoked,
} from "../../generated/SignatureVerifier/SignatureVerifier";
import { Certifier, VerifierKey } from "../../generated/schema";
import { setAuthority } from "../entities/access";
import { pairId } from "../ids";

export function handleKeyCertified(event: KeyCertified): void {
  const key = new VerifierKey(pairId(event.address, event.params.provider));
  key.verifier = event.address;
  key.provider = event.params.provider;
  key.key = event.params.key;
  key.expires = event.params.expires;
  key.certifiedAt = event.block.timestamp;
  key.revokedAt = null;
  key.save();
}

export function handleKeyRevoked(event: KeyRevoked): void {
  const key = VerifierKey.load(pairId(event.address, event.params.provider));
  // One that was replaced before does not vouch anyway.
  if (key == null || key.key != event.params.key) return;
  key.revokedAt = event.block.timestamp;
  key.save();
}

export function handleCertifierChanged(event: CertifierChanged): void {
  const certifier = new Certifier(event.address);
  certifier.certifier = event.params.certifier;
  certifier.updatedAt = event.block.timestamp;
  certifier.save();
}

export function handleAuthorityUpdated(event: AuthorityUpdated): void {
  setAuthority(event.address, event.params.authority);
}
