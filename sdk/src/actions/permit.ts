import {
  type Address,
  domainSeparator,
  encodeFunctionData,
  erc20Abi,
  type Hex,
  parseSignature,
  type TypedDataDomain,
} from "viem";
import { describeError } from "../errors/describeError.ts";
import { blackTokenAbi } from "../generated/abi/BlackToken.ts";
import { vaultAbi } from "../generated/abi/Vault.ts";
import { permitTypedData } from "../typedData/permitTypedData.ts";
import type { Context } from "./clients.ts";

/** Seconds that a permit is good for: long enough to confirm in a wallet, too short to be forgotten. */
const LIFETIME = 1_800n;

export type TokenDeposit = { token: Address; amount: bigint; to: Address };

/**
 * Calldata of `Vault.depositWithPermit`, signed by the wallet; undefined when token or wallet cannot do it (no EIP-2612, a
 * contract wallet, a wallet without typed data). A rejection by the user is thrown.
 */
export async function encodePermitDeposit(context: Context, deposit: TokenDeposit): Promise<Hex | undefined> {
  const { publicClient, walletClient, account, addresses } = context;
  const { token, amount, to } = deposit;
  if (await isContractWallet(context)) return undefined;
  const offer = await permitOffer(context, token);
  if (offer === undefined) return undefined;
  const { timestamp } = await publicClient.getBlock();
  const deadline = timestamp + LIFETIME;
  const message = { owner: account.address, spender: addresses.Vault, value: amount, nonce: offer.nonce, deadline };
  const signature = await signOrGiveUp(() =>
    walletClient.signTypedData({ account, ...permitTypedData(message, offer.domain) }),
  );
  // An odd length is a wrapped signature of a contract wallet, which EIP-2612 cannot take.
  if (signature === undefined || signature.length !== 132) return undefined;
  const { r, s, yParity } = parseSignature(signature);
  const args = [BigInt(token), amount, to, deadline, 27 + yParity, r, s] as const;
  return encodeFunctionData({ abi: vaultAbi, functionName: "depositWithPermit", args });
}

/** Code means a contract wallet, unless it is the delegation (EIP-7702) of an account that still has its key. */
async function isContractWallet({ publicClient, account }: Context): Promise<boolean> {
  const code = await publicClient.getCode({ address: account.address });
  return code !== undefined && !code.startsWith("0xef0100");
}

/** The token's EIP-712 domain and the owner's nonce; undefined when the token has no permit or its domain cannot be rebuilt. */
async function permitOffer(
  { publicClient, account, chainId }: Context,
  token: Address,
): Promise<{ domain: TypedDataDomain; nonce: bigint } | undefined> {
  const call = { address: token, abi: blackTokenAbi } as const;
  const [nonce, separator, name] = await Promise.allSettled([
    publicClient.readContract({ ...call, functionName: "nonces", args: [account.address] }),
    publicClient.readContract({ ...call, functionName: "DOMAIN_SEPARATOR" }),
    publicClient.readContract({ address: token, abi: erc20Abi, functionName: "name" }),
  ]);
  if (nonce.status === "rejected" || separator.status === "rejected" || name.status === "rejected") return undefined;
  // Most tokens use one of these versions; the separator on chain tells which, and a wrong guess signs nothing.
  const domain = ["1", "2"]
    .map((version) => ({ name: name.value, version, chainId, verifyingContract: token }))
    .find((candidate) => domainSeparator({ domain: candidate }) === separator.value);
  return domain === undefined ? undefined : { domain, nonce: nonce.value };
}

async function signOrGiveUp(sign: () => Promise<Hex>): Promise<Hex | undefined> {
  try {
    return await sign();
  } catch (error) {
    if (describeError(error).code === "REJECTED") throw error;
    // The wallet has no typed data: an approval does the same in two transactions.
    return undefined;
  }
}
