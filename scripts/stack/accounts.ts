import { type HDAccount, mnemonicToAccount } from "viem/accounts";

/** The mnemonic that every local development chain knows. Worth nothing; never use it on a public chain. */
export const MNEMONIC = "test test test test test test test test test test test junk";

/** Who plays which part on the local chain, by index in the mnemonic. */
export const ACCOUNTS = {
  deployer: account(0),
  developer: account(1),
  buyer: account(2),
  providers: [account(3), account(4), account(5)],
  operators: [account(6), account(7), account(8)],
  tester: account(9),
} as const;

/** Private key of an account of the local mnemonic, as 0x-hex. */
export function privateKeyOf(holder: HDAccount): `0x${string}` {
  const key = holder.getHdKey().privateKey;
  if (!key) throw new Error(`${holder.address} has no private key: it was not made from a mnemonic.`);
  return `0x${Buffer.from(key).toString("hex")}`;
}

/** Any account of the local mnemonic; the chain funds the first ten. */
export function account(index: number): HDAccount {
  return mnemonicToAccount(MNEMONIC, { addressIndex: index });
}
