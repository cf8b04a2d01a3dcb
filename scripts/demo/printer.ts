import { type Addresses, blackTokenAbi, currencyOf, type Sent, vaultAbi } from "@blacktail/sdk";
import pc from "picocolors";
import { formatEther, parseEventLogs, zeroAddress } from "viem";
import { money } from "../lib/money.ts";
import { nameOf, type Parties } from "./parties.ts";

export type Printer = {
  /** A numbered chapter of the story. */
  step(title: string): void;
  /** A fact of the present step. */
  fact(label: string, value: string): void;
  /** A transaction: its hash, its gas, and who paid whom what in it. */
  transaction(what: string, sent: Pick<Sent, "hash" | "receipt">): void;
  line(text: string): void;
};

/** Writes the story to standard error, so that standard output stays free for the result. */
export function printer(addresses: Addresses, parties: Parties): Printer {
  const black = currencyOf(addresses.BlackToken);
  let steps = 0;
  const write = (text: string) => process.stderr.write(`${text}\n`);
  return {
    step: (title) => write(`\n${pc.bold(pc.cyan(String(++steps).padStart(2)))}  ${pc.bold(title)}`),
    fact: (label, value) => write(`    ${pc.dim(label.padEnd(16))} ${value}`),
    line: write,
    transaction(what, { hash, receipt }) {
      write(
        `    ${what}  ${pc.dim(`${hash.slice(0, 12)}…  block ${receipt.blockNumber}  gas ${receipt.gasUsed.toLocaleString("en")}`)}`,
      );
      const { logs } = receipt;
      for (const { args, address } of parseEventLogs({ abi: vaultAbi, logs, eventName: "Transfer" })) {
        if (address.toLowerCase() !== addresses.Vault.toLowerCase()) continue;
        const from = args.sender === zeroAddress ? pc.dim("deposit") : nameOf(parties, args.sender);
        const to = args.receiver === zeroAddress ? pc.dim("withdrawal") : nameOf(parties, args.receiver);
        write(`       ${from} ${pc.dim("→")} ${to}  ${pc.green(money(args.amount, args.id, black))}`);
      }
      for (const { args, address } of parseEventLogs({ abi: blackTokenAbi, logs, eventName: "Transfer" }))
        if (address.toLowerCase() === addresses.BlackToken.toLowerCase() && args.to === zeroAddress)
          write(`       burned  ${pc.green(`${formatEther(args.value)} $BLACK`)}`);
    },
  };
}
