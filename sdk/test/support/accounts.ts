import { bytesToHex, type Hex, type PrivateKeyAccount } from "viem";
import { mnemonicToAccount, privateKeyToAccount } from "viem/accounts";

/** Known to everyone: for local chains only. */
const TEST_MNEMONIC = "test test test test test test test test test test test junk";

/** Private key of the mnemonic's nth account. */
export function testKey(index: number): Hex {
  const key = mnemonicToAccount(TEST_MNEMONIC, { addressIndex: index }).getHdKey().privateKey;
  if (!key) throw new Error(`The test mnemonic has no account ${index}.`);
  return bytesToHex(key);
}

export function testAccount(index: number): PrivateKeyAccount {
  return privateKeyToAccount(testKey(index));
}
