import { amount, bits, black, currencyName, MODULE_FAULT, percent, service, time } from "./format.ts";
import type { SentenceTable } from "./types.ts";

export const providerSentences = {
  ProviderRegistry_BelowAsk: (provider, price, ask) => ({
    message: `The job pays ${provider} ${price} (smallest units) for this stage, but it asks for ${ask}.`,
    fix: "Lower the ask (setAsk), or leave the job to others.",
  }),
  ProviderRegistry_Closed: (provider) => ({
    message: `The own stake of ${provider} fell below its part of the pool, so it takes no new work.`,
    fix: "Let the provider stake more on itself, or wait until others leave.",
  }),
  ProviderRegistry_CommissionTooHigh: (bps, max) => ({
    message: `A commission of ${percent(bps)} is above the limit of ${percent(max)}.`,
    fix: `Set it to at most ${percent(max)}.`,
  }),
  ProviderRegistry_CurrencyKnown: (currency) => ({
    message: `Earnings in ${currencyName(currency)} are shared already.`,
    fix: "Nothing needs to be done.",
  }),
  ProviderRegistry_CurrencyNotShared: (currency) => ({
    message: `Earnings in ${currencyName(currency)} are not shared: they go to the provider alone.`,
    fix: "Use one of the shared currencies.",
  }),
  ProviderRegistry_EndpointTooLong: (length, max) => ({
    message: `The endpoint has ${length} bytes; at most ${max} are allowed.`,
    fix: "Use a shorter URL.",
  }),
  ProviderRegistry_InsufficientHolding: (provider, holder, held, needed) => ({
    message: `${holder} has ${black(held)} working with ${provider}, not ${black(needed)}.`,
    fix: "Use a smaller amount.",
  }),
  ProviderRegistry_InsufficientStake: (provider, free, needed) => ({
    message: `${provider} has ${black(free)} of free stake, but needs ${black(needed)}.`,
    fix: "Stake more $BLACK, or wait until open jobs release theirs.",
  }),
  ProviderRegistry_MissingCapabilities: (provider, has, needed) => ({
    message: `The job asks for the capabilities ${bits(needed)}, but ${provider} has announced ${bits(has)}.`,
    fix: "Announce them if the machine has them (setCapabilities).",
  }),
  ProviderRegistry_ModuleKnown: (module) => ({
    message: `${module} is a module already.`,
    fix: "Nothing needs to be done.",
  }),
  ProviderRegistry_NothingUnbonding: (provider, holder) => ({
    message: `${holder} has no stake on its way out of the pool of ${provider}.`,
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
  ProviderRegistry_NotPaid: (currency, claims, needed) => ({
    message: `The registry holds ${amount(claims, currency)}, but would owe ${amount(needed, currency)}.`,
    fix: MODULE_FAULT,
  }),
  ProviderRegistry_NotRegistered: (provider) => ({
    message: `${provider} is no registered provider.`,
    fix: "Stake $BLACK first (stake).",
  }),
  ProviderRegistry_OwnStakeTooLow: (provider, own, needed) => ({
    message: `${provider} has ${black(own)} of its own in the pool, but needs ${black(needed)} for others to stake that much.`,
    fix: "Stake less, or let the provider stake more on itself first.",
  }),
  ProviderRegistry_PaymentsAboveSlash: (provider, payments, slashed) => ({
    message: `Payments of ${black(payments)} are more than the ${black(slashed)} slashed from ${provider}.`,
    fix: MODULE_FAULT,
  }),
  ProviderRegistry_PoolSpent: (provider) => ({
    message: `Slashes left so little of the pool of ${provider} that it takes no more stake.`,
    fix: "All holders must withdraw first; then it begins anew.",
  }),
  ProviderRegistry_SlashAboveLock: (provider, locked, wanted) => ({
    message: `${black(wanted)} were to be slashed from ${provider}, but the module has locked ${black(locked)}.`,
    fix: MODULE_FAULT,
  }),
  ProviderRegistry_StillLocked: (provider, locked, active) => ({
    message: `Work that began earlier still locks ${black(locked)} of ${provider}, of which only ${black(active)} are not leaving.`,
    fix: "Withdraw once that work has ended.",
  }),
  ProviderRegistry_StillUnbonding: (provider, unbondsAt) => ({
    message: `The stake of ${provider} is unbonding until ${time(unbondsAt)}.`,
    fix: "Withdraw it after that time.",
  }),
  ProviderRegistry_TakesNoDelegations: (provider) => ({
    message: `${provider} takes no stake of others: its commission is 0.`,
    fix: "Delegate to another provider, or have this one set a commission.",
  }),
  ProviderRegistry_TooManyCurrencies: (max) => ({
    message: `Earnings can be shared in at most ${max} currencies.`,
    fix: "In another currency a provider is paid alone.",
  }),
  ProviderRegistry_TooManyModules: (max) => ({
    message: `At most ${max} modules can be added, as each may slash stake.`,
    fix: "Replace the registry by a new deployment.",
  }),
  ProviderRegistry_UnlockAboveLock: (provider, locked, wanted) => ({
    message: `${black(wanted)} were to be unlocked for ${provider}, but the module has locked ${black(locked)}.`,
    fix: MODULE_FAULT,
  }),
  ProviderRegistry_ZeroAmount: () => ({ message: "The amount is zero.", fix: "Give an amount above zero." }),
  ProviderRegistry_ZeroEpoch: () => ({
    message: "An epoch is zero seconds long.",
    fix: "Make it as long as the longest time in which tickets decide.",
  }),
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
