import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { network } from "hardhat";
import {
  type Abi,
  type AbiFunction,
  type Address,
  createPublicClient,
  custom,
  encodeAbiParameters,
  getAbiItem,
  getAddress,
  type Hex,
  keccak256,
  toFunctionSelector,
} from "viem";
import { MARKET_DEFAULTS } from "../../ignition/marketDefaults.ts";
import Blacktail from "../../ignition/modules/Blacktail.ts";

const ADMIN_ROLE = 0n;
/** Seconds; the module's default of `adminDelay`. */
const WEEK = 7 * 24 * 60 * 60;

type Contracts = Record<string, { address: Address; abi: Abi }>;

describe("deployment", () => {
  let contracts: Contracts;
  let read: (contract: string, functionName: string, args?: unknown[]) => Promise<unknown>;
  let deployer: Address;
  let certifier: Address;
  let owner: Address;
  let client: ReturnType<typeof createPublicClient>;

  before(async () => {
    const { ignition, provider } = await network.create();
    client = createPublicClient({ transport: custom(provider) });
    [deployer, certifier, owner] = (await provider.request({ method: "eth_accounts" })) as [Address, Address, Address];
    const parameters = { initialOwner: owner, certifier, minPeriod: 100 };
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
    ["Licences", "VAULT", "Vault"],
    ["Licences", "REGISTRY", "ModelRegistry"],
    ["Licences", "TREASURY", "Treasury"],
    ["Referees", "authority", "AccessManager"],
    ["Referees", "VAULT", "Vault"],
    ["Referees", "PROVIDERS", "ProviderRegistry"],
    ["Referees", "TREASURY", "Treasury"],
    ["SignatureVerifier", "authority", "AccessManager"],
    ["EnclaveVerifier", "authority", "AccessManager"],
    ["JobEscrow", "authority", "AccessManager"],
    ["JobLens", "ESCROW", "JobEscrow"],
    ["JobLens", "PROVIDERS", "ProviderRegistry"],
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
    assert.equal(minPeriod, 100);
    assert.equal(await read("SignatureVerifier", "certifier"), getAddress(certifier));
  });

  it("ships the market's parameters under which honesty wins", async () => {
    const bounds = (await read("JobEscrow", "parameters")) as Record<string, unknown>;
    const rules = (await read("Referees", "parameters")) as Record<string, unknown>;
    const { attestedDiscountBps, ...shares } = MARKET_DEFAULTS;
    const shipped = Object.keys(shares).map((name) => [name, bounds[name] ?? rules[name]]);
    assert.deepEqual(Object.fromEntries(shipped), shares);
    for (const [number, name] of [
      [1, "SignatureVerifier"],
      [2, "EnclaveVerifier"],
    ] as const) {
      const listed = [getAddress(at(name).address), attestedDiscountBps];
      assert.deepEqual(await read("JobEscrow", "verifierOf", [number]), listed);
    }
  });

  it("gives the escrow and its parts the same wiring", async () => {
    const names = ["Vault", "ProviderRegistry", "ModelRegistry", "Licences", "Referees", "Treasury"];
    const types = names.map(() => ({ type: "address" }));
    const wiring = keccak256(
      encodeAbiParameters(
        types,
        names.map((name) => at(name).address),
      ),
    );
    for (const name of ["JobEscrow", "LateSteps", "DisputeSteps"]) assert.equal(await read(name, "WIRING"), wiring);
  });

  it("makes escrow and referees modules, active at once, and the escrow the referees' own", async () => {
    const { address, abi } = at("ProviderRegistry");
    const events = await client.getContractEvents({ address, abi, eventName: "ModuleAnnounced", fromBlock: 0n });
    const announced = events as unknown as { args: { module: Address; activeAt: bigint }; blockNumber: bigint }[];
    assert.deepEqual(
      announced.map(({ args }) => args.module),
      [getAddress(at("JobEscrow").address), getAddress(at("Referees").address)],
    );
    for (const { args, blockNumber } of announced) {
      assert.equal(args.activeAt, (await client.getBlock({ blockNumber })).timestamp);
    }
    assert.equal(await read("Referees", "isModule", [at("JobEscrow").address]), true);
  });

  it("lets the deployer govern after the delay, and nobody else", async () => {
    const canCall = (caller: Address, contract: string, functionName: string) =>
      read("AccessManager", "canCall", [caller, at(contract).address, selector(contract, functionName)]);
    for (const [contract, functionName] of [
      ["Treasury", "setFee"],
      ["Treasury", "collect"],
      ["ProviderRegistry", "addModule"],
      ["ProviderRegistry", "removeModule"],
      ["ProviderRegistry", "addSharedCurrency"],
      ["Referees", "setParameters"],
      ["Referees", "setModule"],
      ["SignatureVerifier", "certify"],
      ["SignatureVerifier", "setCertifier"],
      ["EnclaveVerifier", "setRoot"],
      ["EnclaveVerifier", "setMeasurement"],
      ["JobEscrow", "setParameters"],
      ["JobEscrow", "setVerifier"],
      ["AccessManager", "grantRole"],
      ["AccessManager", "setTargetFunctionRole"],
    ] as const) {
      assert.deepEqual(await canCall(deployer, contract, functionName), [false, WEEK], functionName);
      for (const other of [certifier, owner]) {
        assert.deepEqual(await canCall(other, contract, functionName), [false, 0], functionName);
      }
    }
    assert.deepEqual(await read("AccessManager", "hasRole", [ADMIN_ROLE, deployer]), [true, WEEK]);
  });
});
