import { amount, ether, time } from "./format.ts";
import type { SentenceTable } from "./types.ts";

export const vaultSentences = {
  Currency_NotAnAddress: (currency) => ({
    message: `${currency} is no currency: it is larger than any address.`,
    fix: "Use 0 for the native coin, or the token's address as a number.",
  }),
  ERC6909InsufficientAllowance: (spender, allowance, needed, id) => ({
    message: `${spender} may spend ${amount(allowance, id)} of your credits, but needs ${amount(needed, id)}.`,
    fix: "Approve it in the Vault as an operator (approveModule), or for a larger amount.",
  }),
  ERC6909InsufficientBalance: (sender, balance, needed, id) => ({
    message: `${sender} has credits of ${amount(balance, id)}, but needs ${amount(needed, id)}.`,
    fix: "Deposit the difference into the Vault first.",
  }),
  ERC6909InvalidApprover: (approver) => ({
    message: `${approver} cannot approve a spender.`,
    fix: "Call from a real account.",
  }),
  ERC6909InvalidReceiver: (receiver) => ({
    message: `${receiver} cannot receive credits.`,
    fix: "Give the address of a real account.",
  }),
  ERC6909InvalidSender: (sender) => ({
    message: `${sender} cannot send credits.`,
    fix: "Call from a real account.",
  }),
  ERC6909InvalidSpender: (spender) => ({
    message: `${spender} cannot be approved to spend credits.`,
    fix: "Give the address of a real account or module.",
  }),
  Vault_AmountTooLarge: (value) => ({
    message: `The token says that ${value} (smallest units) arrived, more than one deposit may credit.`,
    fix: "Deposit at most 2^128 - 1 at a time; a token that reports more than was sent cannot be trusted.",
  }),
  Vault_InvalidSignature: (owner) => ({
    message: `The signature is not one that ${owner} made for this approval.`,
    fix: "Sign again, with the account's next nonce and the right chain and Vault.",
  }),
  Vault_NoToken: (token) => ({
    message: `There is no token contract at ${token} on this chain.`,
    fix: "Check the token's address and the chain.",
  }),
  Vault_SignatureExpired: (deadline, now) => ({
    message: `The signature was good until ${time(deadline)}; the chain's time is ${time(now)}.`,
    fix: "Sign again with a later deadline.",
  }),
  Vault_TokenOverdrawn: (token, wanted, taken) => ({
    message: `The token ${token} took ${taken} (smallest units) out of the Vault where ${wanted} were to leave.`,
    fix: "This token charges its sender and cannot be used here.",
  }),
  Vault_TransferFailed: (to, value) => ({
    message: `${to} refused the ${ether(value)} that were sent to it.`,
    fix: "Withdraw to an address that accepts the native coin.",
  }),
  Vault_WrongValue: (expected, sent) => ({
    message: `The transaction must carry ${ether(expected)}, but carries ${ether(sent)}.`,
    fix: "Send exactly the amount in the native coin, and nothing when paying in a token or from credits.",
  }),
  Vault_ZeroAmount: () => ({ message: "The amount is zero.", fix: "Give an amount above zero." }),
  Vault_ZeroRecipient: () => ({
    message: "The recipient is the zero address, from which nothing returns.",
    fix: "Give the address of a real account.",
  }),
} satisfies SentenceTable;
