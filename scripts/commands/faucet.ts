import { addressesOf, BlacktailError, blackTokenAbi } from "@blacktail/sdk";
import type { Command } from "commander";
import { createPublicClient, createWalletClient, getAddress, http, isAddress } from "viem";
import { amountOf } from "../lib/amount.ts";
import { localStack } from "../lib/localStack.ts";
import { result } from "../lib/output.ts";
import { ACCOUNTS } from "../stack/accounts.ts";
import { localChain } from "../stack/network.ts";

/** `blacktail faucet`: test money on the local chain. */
export function faucetCommand(program: Command): void {
  program
    .command("faucet")
    .description("send test ETH and $BLACK to an account of the local chain")
    .argument("<address>", "who receives it")
    .option("--eth <amount>", "ETH", "10")
    .option("--black <amount>", "$BLACK", "10000")
    .option("--data-dir <folder>", "folder of the running stack (default .data)")
    .option("--json", "print one JSON object as the last line")
    .action(async (to: string, options: { eth: string; black: string; dataDir?: string; json?: boolean }) => {
      if (!isAddress(to))
        throw new BlacktailError({
          code: "CLI_BAD_ADDRESS",
          message: `"${to}" is no address.`,
          fix: "Give 0x and 40 hexadecimal digits.",
        });
      const [eth, black] = [amountOf("--eth", options.eth), amountOf("--black", options.black)];
      const { rpcUrl, chainId } = localStack(options.dataDir);
      const chain = localChain(rpcUrl);
      const publicClient = createPublicClient({ chain, transport: http(rpcUrl) });
      const deployer = createWalletClient({ chain, transport: http(rpcUrl), account: ACCOUNTS.deployer });
      const address = getAddress(to);
      const hashes = [
        await deployer.sendTransaction({ to: address, value: eth }),
        await deployer.writeContract({
          address: addressesOf(chainId).BlackToken,
          abi: blackTokenAbi,
          functionName: "transfer",
          args: [address, black],
        }),
      ];
      for (const hash of hashes) await publicClient.waitForTransactionReceipt({ hash });
      result(
        options.json,
        { to: address, eth: options.eth, black: options.black, hashes },
        () => `${address} received ${options.eth} ETH and ${options.black} $BLACK.`,
      );
    });
}
