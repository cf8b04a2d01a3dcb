import {
  addressesOf,
  approveModule,
  type Capability,
  capabilityBits,
  createJob,
  createStorage,
  currencyOf,
  defaultTerms,
  delegate,
  deposit,
  depositAndApprove,
  digestJson,
  digestToCid,
  jobBounds,
  type ModelManifest,
  mintModel,
  NATIVE,
  setAsk,
  setCommission,
  sha256Hex,
  trainingSpec,
} from "@blacktail/sdk";
import { type Address, parseEther } from "viem";
import { clientsOf } from "./clientsOf.ts";
import { readStack } from "./stackInfo.ts";

const openStorage = () => createStorage({ api: readStack().storageApi });

/** Lets an account of the local mnemonic stake so much $BLACK (wei) on a provider. */
export async function delegateTo(index: number, provider: Address, amount: bigint): Promise<void> {
  const clients = clientsOf(index);
  const { BlackToken, ProviderRegistry } = addressesOf(readStack().chainId);
  await depositAndApprove(clients, { currency: currencyOf(BlackToken), amount, module: ProviderRegistry });
  await delegate(clients, { provider, amount });
}

/** Has a provider of the local mnemonic set a commission, so that others may delegate to it. */
export async function inviteDelegations(index: number): Promise<void> {
  await setCommission(clientsOf(index), { bps: 1_000 });
}

/** Posts a job of 0.05 ETH that only who announces `capability` may claim, in no order and with four seconds to do it. */
export async function openJob(requester: number, capability: Capability): Promise<bigint> {
  const addresses = addressesOf(readStack().chainId);
  const clients = clientsOf(requester);
  const budget = parseEther("0.05");
  await deposit(clients, { currency: NATIVE, amount: budget });
  await approveModule(clients, { module: addresses.JobEscrow });
  const bounds = await jobBounds(clients.publicClient, addresses);
  const storage = openStorage();
  const data = await storage.put(new TextEncoder().encode("a,b\n1,2\n"));
  const { digest: specDigest } = await storage.putJson(trainingSpec({ data, target: "b" }));
  const asked = { specDigest, budget, capabilities: capabilityBits([capability]) };
  const times = { claimPeriod: 120, workPeriod: 4, challengePeriod: 60, priorityPeriod: 0, attempts: 1 };
  const { jobId } = await createJob(clients, defaultTerms({ ...asked, ...times }, bounds));
  return jobId;
}

/** Has providers of the local mnemonic ask for so much ETH (wei) a stage. */
export async function askFor(indices: readonly number[], price: bigint): Promise<void> {
  await Promise.all(
    indices.map((index) => {
      const clients = clientsOf(index);
      return setAsk(clients, { provider: clients.walletClient.account.address, currency: NATIVE, price });
    }),
  );
}

/** Mints a model of that name for an account of the local mnemonic; its file does not exist. */
export async function mintNamed(index: number, name: string): Promise<bigint> {
  const clients = clientsOf(index);
  const digest = sha256Hex(new TextEncoder().encode(name));
  const manifest: ModelManifest = {
    v: 1,
    name,
    description: "Says a or b.",
    creator: clients.walletClient.account.address,
    license: "MIT",
    task: { kind: "classification", target: "y", classes: ["a", "b"], columns: [{ name: "x", type: "number" }] },
    artifact: { cid: digestToCid(digest), digest, size: 10 },
    framework: { family: "supervised", name: "tabular", version: "1.0.0", config: {} },
    metrics: { accuracy: 0.97 },
    data: [{ role: "train", digest }],
    seed: 7,
    profile: "fp32-cpu",
    parents: [],
  };
  await openStorage().putJson(manifest);
  const { tokenId } = await mintModel(clients, { digest: digestJson(manifest), royaltyBps: 500 });
  return tokenId;
}
