import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { concat, hashTypedData, keccak256, stringToBytes, toBytes, zeroAddress } from "viem";
import {
  attestationTypedData,
  claimJob,
  createJob,
  depositAndApprove,
  enclaveCertificateTypedData,
  enclaveVerifierAbi,
  keyCertificateTypedData,
  NATIVE,
  providerRegistryAbi,
  receiptDigest,
  receiptOf,
  registerEnclave,
  registerKey,
  revokeEnclave,
  revokeKey,
  setEndpoint,
  setOperator,
  signatureVerifierAbi,
  submitResult,
} from "../src/index.ts";
import { testAccount } from "./support/accounts.ts";
import { attest } from "./support/attest.ts";
import { becomeProvider, sampleTerms } from "./support/money.ts";
import { publicKeyP256, signP256 } from "./support/signP256.ts";
import { startChain, type TestChain } from "./support/startChain.ts";

const DEVELOPER = 1;
const PROVIDER = 3;
const OPERATOR = 6;
const STRANGER = 9;
const FAR = 2n ** 40n;

let chain: TestChain;
const provider = testAccount(PROVIDER).address;
before(async () => {
  chain = await startChain();
  await becomeProvider(chain, PROVIDER, OPERATOR);
  const { JobEscrow } = chain.addresses;
  await depositAndApprove(chain.clients(DEVELOPER), { currency: NATIVE, amount: 10n ** 18n, module: JobEscrow });
});
after(() => chain.stop());

test("a provider names another operator; nobody else does, and none is refused", async () => {
  const registry = { address: chain.addresses.ProviderRegistry, abi: providerRegistryAbi } as const;
  const operator = () => chain.publicClient.readContract({ ...registry, functionName: "operatorOf", args: [provider] });
  await setOperator(chain.clients(PROVIDER), { operator: testAccount(7).address });
  assert.equal(await operator(), testAccount(7).address);
  await assert.rejects(setOperator(chain.clients(PROVIDER), { operator: zeroAddress }), {
    code: "ProviderRegistry_ZeroOperator",
  });
  await assert.rejects(setOperator(chain.clients(STRANGER), { operator: testAccount(7).address }), {
    code: "ProviderRegistry_NotRegistered",
  });
  await setOperator(chain.clients(PROVIDER), { operator: testAccount(OPERATOR).address });
  assert.equal(await operator(), testAccount(OPERATOR).address);
});

test("a provider or its operator announces where the worker answers", async () => {
  const { receipt } = await setEndpoint(chain.clients(OPERATOR), { endpoint: "https://worker.example", provider });
  const [event] = await chain.publicClient.getContractEvents({
    address: chain.addresses.ProviderRegistry,
    abi: providerRegistryAbi,
    eventName: "EndpointChanged",
    blockHash: receipt.blockHash,
  });
  assert.deepEqual(event?.args, { provider, endpoint: "https://worker.example" });
  await assert.rejects(setEndpoint(chain.clients(STRANGER), { endpoint: "https://other.example", provider }), {
    code: "ProviderRegistry_NotOperator",
  });
  await assert.rejects(setEndpoint(chain.clients(PROVIDER), { endpoint: `https://${"w".repeat(250)}` }), {
    code: "ProviderRegistry_EndpointTooLong",
  });
});

test("a certified key vouches until its provider revokes it", async () => {
  const verifier = chain.addresses.SignatureVerifier;
  const key = testAccount(8).address;
  const certificate = { provider, key, expires: FAR };
  const typedData = keyCertificateTypedData(certificate, { chainId: 31337, verifier });
  const forged = await testAccount(STRANGER).signTypedData(typedData);
  await assert.rejects(registerKey(chain.clients(STRANGER), { ...certificate, signature: forged }), {
    code: "SignatureVerifier_InvalidCertificate",
  });
  const signature = await testAccount(0).signTypedData(typedData);
  await registerKey(chain.clients(STRANGER), { ...certificate, signature });
  const keyOf = () =>
    chain.publicClient.readContract({
      address: verifier,
      abi: signatureVerifierAbi,
      functionName: "keyOf",
      args: [provider],
    });
  assert.deepEqual(await keyOf(), [key, FAR]);
  await assert.rejects(revokeKey(chain.clients(STRANGER), { provider }), { code: "SignatureVerifier_NotAllowed" });
  await revokeKey(chain.clients(PROVIDER));
  assert.deepEqual(await keyOf(), [zeroAddress, 0n]);
  await assert.rejects(registerKey(chain.clients(PROVIDER), { ...certificate, signature }), {
    code: "SignatureVerifier_Outdated",
  });
  const longer = { ...certificate, expires: FAR + 1n };
  const again = await testAccount(0).signTypedData(keyCertificateTypedData(longer, { chainId: 31337, verifier }));
  await assert.rejects(registerKey(chain.clients(PROVIDER), { ...longer, signature: again }), {
    code: "SignatureVerifier_Revoked",
  });
});

test("an enclave whose root and program are listed vouches for a result until its provider revokes it", async () => {
  const { EnclaveVerifier: verifier, JobEscrow: escrow } = chain.addresses;
  const [rootSecret, secret] = ["root", "enclave"].map((name) => toBytes(keccak256(stringToBytes(name))));
  assert.ok(rootSecret && secret);
  const [root, key] = [publicKeyP256(rootSecret), publicKeyP256(secret)];
  const measurement = keccak256(stringToBytes("program"));
  const governed = { address: verifier, abi: enclaveVerifierAbi } as const;
  await chain.wallet(0).writeContract({ ...governed, functionName: "setRoot", args: [root, true] });
  await chain.wallet(0).writeContract({ ...governed, functionName: "setMeasurement", args: [measurement, true] });

  const certificate = { provider, key, measurement, expires: FAR };
  const digest = hashTypedData(enclaveCertificateTypedData(certificate, { chainId: 31337, verifier }));
  const args = { certificate, root, ...signP256(rootSecret, digest) };
  const unlisted = { ...args, root: publicKeyP256(secret) };
  await assert.rejects(registerEnclave(chain.clients(STRANGER), unlisted), { code: "EnclaveVerifier_UnknownRoot" });
  await registerEnclave(chain.clients(STRANGER), args);

  const { jobId } = await createJob(chain.clients(DEVELOPER), sampleTerms());
  const { job } = await claimJob(chain.clients(OPERATOR), { jobId, provider });
  const result = await attest(chain, jobId, job, OPERATOR);
  const receipt = receiptDigest(receiptOf(jobId, job, result.body), { chainId: 31337, escrow });
  const vouched = signP256(
    secret,
    hashTypedData(attestationTypedData({ receipt, provider }, { chainId: 31337, verifier })),
  );
  const attestation = concat(["0x02", vouched.r, vouched.s]);
  const submitted = await submitResult(chain.clients(OPERATOR), { jobId, ...result, attestation });
  assert.equal(submitted.job.attestation, 2);

  await revokeEnclave(chain.clients(PROVIDER));
  const valid = await chain.publicClient.readContract({ ...governed, functionName: "isValid", args: [provider] });
  assert.equal(valid, false);
  await assert.rejects(revokeEnclave(chain.clients(PROVIDER)), { code: "EnclaveVerifier_NoKey" });
});
