import { readFileSync } from "node:fs";
import { type Addresses, addressesOf, BlacktailError } from "@blacktail/sdk";
import { type Address, getAddress, isAddress, type PublicClient } from "viem";

/** The contracts that a worker talks to. */
export type Contracts = {
  BlackToken: Address;
  ModelRegistry: Address;
  ProviderRegistry: Address;
  JobEscrow: Address;
  JobLens: Address;
  Referees: Address;
  SignatureVerifier: Address;
  /** Nothing of Blacktail is older than this block. */
  startBlock: bigint;
};

const NAMES = [
  "BlackToken",
  "ModelRegistry",
  "ProviderRegistry",
  "JobEscrow",
  "JobLens",
  "Referees",
  "SignatureVerifier",
] as const;

/**
 * The contracts' addresses on a chain: from the file if one is given, else as the SDK knows them.
 *
 * @throws BlacktailError `WORKER_ADDRESSES` when the file does not name them all; the SDK's own for an unknown chain.
 */
export function contractsOf(chainId: number, file: string | undefined): Contracts {
  const known: Addresses | Record<string, unknown> = file === undefined ? addressesOf(chainId) : readAddresses(file);
  const found: Record<string, unknown> = known;
  const pick = (name: (typeof NAMES)[number]): Address => {
    const address = found[name];
    if (typeof address === "string" && isAddress(address, { strict: false })) return getAddress(address);
    throw addressesError(`${file ?? "the SDK"} names no address of ${name}`);
  };
  const startBlock = found.startBlock ?? 0;
  if (typeof startBlock !== "number" || !Number.isSafeInteger(startBlock) || startBlock < 0) {
    throw addressesError(`startBlock in ${file ?? "the SDK"} is no block number`);
  }
  return {
    BlackToken: pick("BlackToken"),
    ModelRegistry: pick("ModelRegistry"),
    ProviderRegistry: pick("ProviderRegistry"),
    JobEscrow: pick("JobEscrow"),
    JobLens: pick("JobLens"),
    Referees: pick("Referees"),
    SignatureVerifier: pick("SignatureVerifier"),
    startBlock: BigInt(startBlock),
  };
}

/** @throws BlacktailError `WORKER_NOT_DEPLOYED` when there is no escrow at its address: the chain is another, or younger. */
export async function assertDeployed(client: PublicClient, { JobEscrow }: Contracts, chainId: number): Promise<void> {
  const code = await client.getCode({ address: JobEscrow });
  if (code !== undefined && code !== "0x") return;
  throw new BlacktailError({
    code: "WORKER_NOT_DEPLOYED",
    message: `There is no JobEscrow at ${JobEscrow} on chain ${chainId}.`,
    fix: "Deploy the contracts first, wait until the RPC has caught up, or give the right BLACKTAIL_ADDRESSES_FILE.",
    retryable: true,
  });
}

function readAddresses(file: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof json === "object" && json !== null) return { ...json };
  } catch (cause) {
    throw addressesError(`${file} is not readable JSON`, cause);
  }
  throw addressesError(`${file} holds no JSON object`);
}

function addressesError(what: string, cause?: unknown): BlacktailError {
  return new BlacktailError({
    code: "WORKER_ADDRESSES",
    message: `BLACKTAIL_ADDRESSES_FILE: ${what}.`,
    fix: 'Give JSON such as {"JobEscrow": "0x…", "JobLens": "0x…", "Referees": "0x…", "SignatureVerifier": "0x…", "ProviderRegistry": "0x…", "ModelRegistry": "0x…", "BlackToken": "0x…", "startBlock": 0}.',
    cause,
  });
}
