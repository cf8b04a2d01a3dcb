import { readFile } from "node:fs/promises";
import { type Abi, type Address, encodeDeployData, type Hex } from "viem";
import type { TestChain } from "./startChain.ts";

const MOCKS = new URL("../../../artifacts/test/mocks/", import.meta.url);

/** Deploys a contract of test/mocks from the ninth account. */
export async function deployMock(chain: TestChain, name: string, args: readonly unknown[] = []): Promise<Address> {
  const artifact = await readFile(new URL(`${name}.sol/${name}.json`, MOCKS), "utf8");
  const { abi, bytecode } = JSON.parse(artifact) as { abi: Abi; bytecode: Hex };
  const hash = await chain.wallet(9).sendTransaction({ data: encodeDeployData({ abi, bytecode, args }) });
  const { contractAddress } = await chain.publicClient.waitForTransactionReceipt({ hash });
  if (!contractAddress) throw new Error(`${name} was not deployed.`);
  return contractAddress;
}
