import { black, percent, service, time } from "./format.ts";
import type { SentenceTable } from "./types.ts";

export const providerSentences = {
  ProviderRegistry_EndpointTooLong: (length, max) => ({
    message: `The endpoint has ${length} bytes; at most ${max} are allowed.`,
    fix: "Use a shorter URL.",
  }),
  ProviderRegistry_InsufficientStake: (provider, free, needed) => ({
    message: `${provider} has ${black(free)} of free stake, but needs ${black(needed)}.`,
    fix: "Stake more $BLACK, or wait until open jobs release theirs.",
  }),
  ProviderRegistry_ModuleKnown: (module) => ({
    message: `${module} is a module already.`,
    fix: "Nothing needs to be done.",
  }),
  ProviderRegistry_NothingUnbonding: (provider) => ({
    message: `${provider} has no stake on its way out.`,
    fix: "Request unbonding first (requestUnbond).",
  }),
  ProviderRegistry_NotModule: (caller) => ({
    message: `${caller} is no active module, so it may not lock or slash stake.`,
    fix: "Governance must add it, and the unbonding period must pass.",
  }),
  ProviderRegistry_NotOperator: (provider, caller) => ({
    message: `${caller} is neither the provider ${provider} nor its operator.`,
    fix: "Call from one of the two, or let the provider set this operator.",
  }),
  ProviderRegistry_NotRegistered: (provider) => ({
    message: `${provider} is no registered provider.`,
    fix: "Stake $BLACK first (stake).",
  }),
  ProviderRegistry_PaymentsAboveSlash: (provider, payments, slashed) => ({
    message: `Payments of ${black(payments)} are more than the ${black(slashed)} slashed from ${provider}.`,
    fix: "This is a fault of the calling module: report it.",
  }),
  ProviderRegistry_SlashAboveLock: (provider, locked, wanted) => ({
    message: `${black(wanted)} were to be slashed from ${provider}, but the module has locked ${black(locked)}.`,
    fix: "This is a fault of the calling module: report it.",
  }),
  ProviderRegistry_StillUnbonding: (provider, unbondsAt) => ({
    message: `The stake of ${provider} is unbonding until ${time(unbondsAt)}.`,
    fix: "Withdraw it after that time.",
  }),
  ProviderRegistry_TooManyModules: (max) => ({
    message: `At most ${max} modules can be added, as each may slash stake.`,
    fix: "Replace the registry by a new deployment.",
  }),
  ProviderRegistry_UnlockAboveLock: (provider, locked, wanted) => ({
    message: `${black(wanted)} were to be unlocked for ${provider}, but the module has locked ${black(locked)}.`,
    fix: "This is a fault of the calling module: report it.",
  }),
  ProviderRegistry_ZeroAmount: () => ({ message: "The amount is zero.", fix: "Give an amount above zero." }),
  ProviderRegistry_ZeroModule: () => ({
    message: "The module is the zero address.",
    fix: "Give the address of a deployed module.",
  }),
  ProviderRegistry_ZeroOperator: () => ({
    message: "The operator is the zero address, which can sign nothing.",
    fix: "Give the worker's address, or your own.",
  }),
  Treasury_BlackFeeAboveFee: (index, blackBps, bps) => ({
    message: `The ${service(index)} fee in $BLACK, ${percent(blackBps)}, is above that of other currencies, ${percent(bps)}.`,
    fix: "Make the fee in $BLACK the lower one.",
  }),
  Treasury_FeeTooHigh: (index, bps, cap) => ({
    message: `A ${service(index)} fee of ${percent(bps)} is above its cap of ${percent(cap)}.`,
    fix: `Set it to at most ${percent(cap)}.`,
  }),
  Treasury_ZeroRecipient: () => ({
    message: "The recipient is the zero address.",
    fix: "Give the address of a real account.",
  }),
} satisfies SentenceTable;
