import {
  AuthorityUpdated,
  CertifierChanged,
  KeyCertified,
  KeyRevoked,
} from "../../generated/SignatureVerifier/SignatureVerifier";
import { Certifier, VerifierKey } from "../../generated/schema";
import { setAuthority } from "../entities/access";
import { verifierKeyId } from "../ids";

export function handleKeyCertified(event: KeyCertified): void {
  const id = verifierKeyId(event.address, event.params.provider, event.params.key);
  let key = VerifierKey.load(id);
  if (key == null) {
    key = new VerifierKey(id);
    key.verifier = event.address;
    key.provider = event.params.provider;
    key.key = event.params.key;
  }
  key.expires = event.params.expires;
  key.certifiedAt = event.block.timestamp;
  key.save();
}

export function handleKeyRevoked(event: KeyRevoked): void {
  const id = verifierKeyId(event.address, event.params.provider, event.params.key);
  let key = VerifierKey.load(id);
  if (key == null) return;
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
