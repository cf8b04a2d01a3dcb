import { time } from "./format.ts";
import type { SentenceTable } from "./types.ts";

/** The token is not named in these errors, so its unit is not known here. */
const UNIT = "(in the token's smallest unit)";

export const tokenSentences = {
  ERC20ExceededSafeSupply: (supply, cap) => ({
    message: `The supply would grow to ${supply} ${UNIT}, above the most that votes can count, ${cap}.`,
    fix: "Mint less.",
  }),
  ERC20InsufficientAllowance: (spender, allowance, needed) => ({
    message: `${spender} may take ${allowance} of your tokens ${UNIT}, but needs ${needed}.`,
    fix: "Approve it for the amount first.",
  }),
  ERC20InsufficientBalance: (sender, balance, needed) => ({
    message: `${sender} has ${balance} ${UNIT}, but needs ${needed}.`,
    fix: "Get more of the token, or use a smaller amount.",
  }),
  ERC20InvalidApprover: (approver) => ({
    message: `${approver} cannot approve a spender.`,
    fix: "Call from a real account.",
  }),
  ERC20InvalidReceiver: (receiver) => ({
    message: `${receiver} cannot receive tokens.`,
    fix: "Give the address of a real account.",
  }),
  ERC20InvalidSender: (sender) => ({ message: `${sender} cannot send tokens.`, fix: "Call from a real account." }),
  ERC20InvalidSpender: (spender) => ({
    message: `${spender} cannot be approved to spend tokens.`,
    fix: "Give the address of a real account.",
  }),
  ERC2612ExpiredSignature: (deadline) => ({
    message: `The permit was good until ${time(deadline)}.`,
    fix: "Sign again with a later deadline.",
  }),
  ERC2612InvalidSigner: (signer, owner) => ({
    message: `The permit was signed by ${signer}, not by ${owner}, or for another chain, token or nonce.`,
    fix: "Sign again with the owner's account on this chain.",
  }),
  ERC3009InvalidAuthorizationTime: (validAfter, validBefore) => ({
    message: `The authorization is good only from ${time(validAfter)} to ${time(validBefore)}.`,
    fix: "Use it within that time, or sign another.",
  }),
  ERC3009InvalidSignature: () => ({
    message: "The authorization's signature is not its owner's.",
    fix: "Sign again with the owner's account on this chain.",
  }),
  ERC3009UsedAuthorization: (authorizer, nonce) => ({
    message: `The authorization ${nonce} of ${authorizer} was used or cancelled.`,
    fix: "Sign another with a new nonce.",
  }),
  InvalidAccountNonce: (account, nonce) => ({
    message: `The next nonce of ${account} is ${nonce}.`,
    fix: "Sign again with that nonce.",
  }),
  SafeERC20FailedOperation: (token) => ({
    message: `The token ${token} refused the transfer.`,
    fix: "Check its balance, the allowance, and whether the token restricts transfers.",
  }),
  VotesExpiredSignature: (expiry) => ({
    message: `The delegation's signature was good until ${time(expiry)}.`,
    fix: "Sign again with a later expiry.",
  }),
  ERC5805FutureLookup: (timepoint, clock) => ({
    message: `Votes at ${timepoint} are not known before that point has passed; it is ${clock}.`,
    fix: "Ask for a past point.",
  }),
} satisfies SentenceTable;
