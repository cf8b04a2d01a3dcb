import { jobEscrowAbi, signatureVerifierAbi } from "@blacktail/sdk";
import { isAddressEqual, zeroAddress } from "viem";
import type { Context } from "../context.ts";

type Shared = Pick<Context, "client" | "config" | "contracts" | "watcher">;

/** `number`: the escrow's of the verifier that takes the key's word. */
export type KeyStanding = { number: number; expires: bigint } | { problem: string };

/**
 * Whether the key that this worker attests with counts at the moment.
 *
 * @returns Undefined when the worker has none; what its owner should mend where it does not count.
 * @throws what a failing node gives
 */
export async function readAttestationKey({
  client,
  config,
  contracts,
  watcher,
}: Shared): Promise<KeyStanding | undefined> {
  const { attester, PROVIDER: provider } = config;
  if (attester === undefined) return undefined;
  const { address: own } = attester;
  const verifier = { address: contracts.SignatureVerifier, abi: signatureVerifierAbi } as const;
  const [number, [key, expires], isRevoked] = await Promise.all([
    verifierNumber({ client, contracts }),
    client.readContract({ ...verifier, functionName: "keyOf", args: [provider] }),
    client.readContract({ ...verifier, functionName: "isRevoked", args: [provider, own] }),
  ]);
  if (isRevoked) return { problem: `the certificate of ${own} is revoked: have another key certified` };
  if (isAddressEqual(key, zeroAddress))
    return { problem: `no key is certified for ${provider}: have ${own} certified` };
  if (!isAddressEqual(key, own)) return { problem: `certified for ${provider} is ${key}, not ${own}: give that key` };
  if (watcher.now() > Number(expires))
    return { problem: `the certificate of ${own} ended at ${expires} (Unix seconds): have a longer one made` };
  if (number === undefined) return { problem: `${contracts.SignatureVerifier} is not listed among the verifiers` };
  return { number, expires };
}

/** The number under which the escrow has the verifier at present. */
async function verifierNumber({
  client,
  contracts,
}: Pick<Shared, "client" | "contracts">): Promise<number | undefined> {
  const escrow = { address: contracts.JobEscrow, abi: jobEscrowAbi } as const;
  const events = await client.getContractEvents({
    ...escrow,
    eventName: "VerifierChanged",
    args: { verifier: contracts.SignatureVerifier },
    fromBlock: contracts.startBlock,
    strict: true,
  });
  for (const { args } of events.toReversed()) {
    const [listed] = await client.readContract({ ...escrow, functionName: "verifierOf", args: [args.number] });
    if (isAddressEqual(listed, contracts.SignatureVerifier)) return args.number;
  }
  return undefined;
}
