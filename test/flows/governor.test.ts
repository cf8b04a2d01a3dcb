import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { network } from "hardhat";
import {
  type Abi,
  type Address,
  BaseError,
  ContractFunctionRevertedError,
  createPublicClient,
  createTestClient,
  createWalletClient,
  custom,
  encodeFunctionData,
} from "viem";
import { hardhat } from "viem/chains";
import Blacktail from "../../ignition/modules/Blacktail.ts";

const ADMIN_ROLE = 0n;
const DELAY = 3 * 24 * 60 * 60;
const COMPUTE = 2;

type Contract = { address: Address; abi: Abi };

describe("a governor other than the deployer", () => {
  let deployer: Address;
  let governor: Address;
  let manager: Contract;
  let treasury: Contract;
  let send: (account: Address, contract: Contract, functionName: string, args: unknown[]) => Promise<void>;
  let read: (contract: Contract, functionName: string, args: unknown[]) => Promise<unknown>;
  let wait: (seconds: number) => Promise<void>;

  before(async () => {
    const { ignition, provider } = await network.create();
    const settings = { chain: hardhat, transport: custom(provider) };
    const client = createPublicClient(settings);
    const wallet = createWalletClient(settings);
    const test = createTestClient({ ...settings, mode: "hardhat" });
    [deployer, governor] = (await provider.request({ method: "eth_accounts" })) as [Address, Address];
    const parameters = { governor, adminDelay: DELAY };
    const deployed = (await ignition.deploy(Blacktail, { parameters: { Blacktail: parameters } })) as Record<
      string,
      Contract
    >;
    const { AccessManager, Treasury } = deployed;
    assert(AccessManager && Treasury);
    manager = AccessManager;
    // The manager's errors pass through what it governs.
    treasury = { ...Treasury, abi: [...Treasury.abi, ...AccessManager.abi] };
    read = (contract, functionName, args) => client.readContract({ ...contract, functionName, args });
    send = async (account, contract, functionName, args) => {
      const { request } = await client.simulateContract({ ...contract, functionName, args, account });
      await client.waitForTransactionReceipt({ hash: await wallet.writeContract(request) });
    };
    wait = async (seconds) => {
      await test.increaseTime({ seconds });
      await test.mine({ blocks: 1 });
    };
  });

  const fee = () => read(treasury, "feeBps", [COMPUTE, 0n]);
  const refused = (errorName: string) => (error: unknown) => {
    const revert = error instanceof BaseError && error.walk((each) => each instanceof ContractFunctionRevertedError);
    assert(revert instanceof ContractFunctionRevertedError, String(error));
    assert.equal(revert.data?.errorName, errorName);
    return true;
  };

  it("changes nothing until the delay has passed", async () => {
    assert.deepEqual(await read(manager, "hasRole", [ADMIN_ROLE, governor]), [true, DELAY]);
    const change = [COMPUTE, 400, 200];
    await assert.rejects(send(governor, treasury, "setFee", change), refused("AccessManagerNotScheduled"));

    const call = [treasury.address, encodeFunctionData({ abi: treasury.abi, functionName: "setFee", args: change })];
    await send(governor, manager, "schedule", [...call, 0]);
    await wait(DELAY - 60);
    await assert.rejects(send(governor, manager, "execute", call), refused("AccessManagerNotReady"));
    assert.equal(await fee(), 500);
    await wait(60);
    await send(governor, manager, "execute", call);
    assert.equal(await fee(), 400);
  });

  it("is alone once the deployer has renounced", async () => {
    assert.deepEqual(await read(manager, "hasRole", [ADMIN_ROLE, deployer]), [true, 0]);
    await send(deployer, manager, "renounceRole", [ADMIN_ROLE, deployer]);
    assert.deepEqual(await read(manager, "hasRole", [ADMIN_ROLE, deployer]), [false, 0]);
    await assert.rejects(send(deployer, treasury, "setFee", [COMPUTE, 0, 0]), refused("AccessManagedUnauthorized"));
  });
});
