import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { network } from "hardhat";
import {
  type Abi,
  type AbiFunction,
  type Address,
  createPublicClient,
  custom,
  getAbiItem,
  type Hex,
  toFunctionSelector,
} from "viem";
import Blacktail from "../../ignition/modules/Blacktail.ts";

const ADMIN_ROLE = 0n;
const ARBITER_ROLE = 1n;
/** Seconds; the module's default of `adminDelay`. */
const WEEK = 7 * 24 * 60 * 60;

type Contracts = Record<string, { address: Address; abi: Abi }>;

describe("deployment", () => {
  let contracts: Contracts;
  let read: (contract: string, functionName: string, args?: unknown[]) => Promise<unknown>;
  let deployer: Address;
  let arbiter: Address;
  let owner: Address;
  let client: ReturnType<typeof createPublicClient>;

  before(async () => {
    const { ignition, provider } = await network.create();
    client = createPublicClient({ transport: custom(provider) });
    [deployer, arbiter, owner] = (await provider.request({ method: "eth_accounts" })) as [Address, Address, Address];
    const parameters = { initialOwner: owner, arbiter, minPeriod: 10 };
    contracts = (await ignition.deploy(Blacktail, { parameters: { Blacktail: parameters } })) as Contracts;
    read = async (name, functionName, args = []) => {
      const { address, abi } = at(name);
      return await client.readContract({ address, abi, functionName, args });
    };
  });

  function at(name: string): { address: Address; abi: Abi } {
    const contract = contracts[name];
    assert(contract, `${name} was not deployed`);
    return contract;
  }

  function selector(name: string, functionName: string): Hex {
    return toFunctionSelector(getAbiItem({ abi: at(name).abi, name: functionName }) as AbiFunction);
  }

  for (const [contract, getter, target] of [
    ["Treasury", "authority", "AccessManager"],
    ["Treasury", "VAULT", "Vault"],
    ["ModelMarket", "VAULT", "Vault"],
    ["ModelMarket", "REGISTRY", "ModelRegistry"],
    ["ModelMarket", "TREASURY", "Treasury"],
    ["ProviderRegistry", "authority", "AccessManager"],
    ["JobEscrow", "authority", "AccessManager"],
  ] as const) {
    it(`points ${contract}.${getter} at the ${target}`, async () => {
      assert.equal(String(await read(contract, getter)).toLowerCase(), at(target).address.toLowerCase());
    });
  }

  it("knows $BLACK by its currency id", async () => {
    const id = BigInt(at("BlackToken").address);
    assert.equal(await read("Treasury", "BLACK"), id);
    assert.equal(await read("ProviderRegistry", "BLACK"), id);
  });

  it("takes its parameters from the deployer", async () => {
    assert.equal(await read("BlackToken", "balanceOf", [owner]), await read("BlackToken", "totalSupply"));
    const { minPeriod } = (await read("JobEscrow", "parameters")) as { minPeriod: number };
    assert.equal(minPeriod, 10);
  });

  it("makes the escrow the first module, active at once", async () => {
    const { address, abi } = at("ProviderRegistry");
    const events = await client.getContractEvents({ address, abi, eventName: "ModuleAnnounced", fromBlock: 0n });
    assert.equal(events.length, 1);
    const [event] = events as unknown as [{ args: { module: Address; activeAt: bigint }; blockNumber: bigint }];
    assert.equal(event.args.module.toLowerCase(), at("JobEscrow").address.toLowerCase());
    assert.equal(event.args.activeAt, (await client.getBlock({ blockNumber: event.blockNumber })).timestamp);
  });

  it("lets the arbiter rule at once and nothing else, and the deployer govern after the delay", async () => {
    const canCall = (caller: Address, contract: string, functionName: string) =>
      read("AccessManager", "canCall", [caller, at(contract).address, selector(contract, functionName)]);
    const rule = [at("JobEscrow").address, selector("JobEscrow", "rule")];
    assert.equal(await read("AccessManager", "getTargetFunctionRole", rule), ARBITER_ROLE);
    assert.deepEqual(await canCall(arbiter, "JobEscrow", "rule"), [true, 0]);
    assert.deepEqual(await canCall(deployer, "JobEscrow", "rule"), [false, 0]);
    assert.deepEqual(await canCall(owner, "JobEscrow", "rule"), [false, 0]);
    for (const [contract, functionName] of [
      ["Treasury", "setFee"],
      ["Treasury", "collect"],
      ["ProviderRegistry", "addModule"],
      ["ProviderRegistry", "removeModule"],
      ["JobEscrow", "setParameters"],
      ["AccessManager", "grantRole"],
      ["AccessManager", "setTargetFunctionRole"],
    ] as const) {
      assert.deepEqual(await canCall(deployer, contract, functionName), [false, WEEK], functionName);
      assert.deepEqual(await canCall(arbiter, contract, functionName), [false, 0], functionName);
    }
    assert.deepEqual(await read("AccessManager", "hasRole", [ADMIN_ROLE, deployer]), [true, WEEK]);
  });
});
