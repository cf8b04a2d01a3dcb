import { amount, currencyName, duration, ether, model, percent } from "./format.ts";
import type { SentenceTable } from "./types.ts";

export const modelSentences = {
  ERC721IncorrectOwner: (sender, tokenId, owner) => ({
    message: `${model(tokenId)} belongs to ${owner}, not to ${sender}.`,
    fix: "Read the owner again and retry.",
  }),
  ERC721InsufficientApproval: (operator, tokenId) => ({
    message: `${operator} may not move ${model(tokenId)}.`,
    fix: "Let its owner approve that account in the ModelRegistry.",
  }),
  ERC721InvalidApprover: (approver) => ({
    message: `${approver} may not approve others for this model.`,
    fix: "Call from the owner's account.",
  }),
  ERC721InvalidOperator: (operator) => ({
    message: `${operator} cannot be an operator.`,
    fix: "Give the address of a real account or contract.",
  }),
  ERC721InvalidOwner: (owner) => ({
    message: `${owner} cannot own models.`,
    fix: "Give the address of a real account.",
  }),
  ERC721InvalidReceiver: (receiver) => ({
    message: `${receiver} cannot receive the model: it is no account, or a contract that takes no NFTs.`,
    fix: "Use an ordinary account, or a contract that implements ERC-721's receiver.",
  }),
  ERC721InvalidSender: (sender) => ({
    message: `${sender} cannot send a model.`,
    fix: "Call from the owner's account.",
  }),
  ERC721NonexistentToken: (tokenId) => ({
    message: `The ${model(tokenId)} was never minted.`,
    fix: "Check the token id and the chain.",
  }),
  Licences_AlreadyForEver: (modelId, holder) => ({
    message: `${holder} has a licence of ${model(modelId)} for ever.`,
    fix: "Nothing needs to be bought.",
  }),
  Licences_DurationChanged: (modelId, offered, agreed) => ({
    message: `A licence of ${model(modelId)} now lasts ${duration(offered)}, not ${duration(agreed)}.`,
    fix: "Read the offer again, and buy at its present terms if you agree.",
  }),
  Licences_NotOffered: (modelId, currency) => ({
    message: `No licence of ${model(modelId)} is offered for ${currencyName(currency)}.`,
    fix: "Read its offers again; the owner may offer it in another currency.",
  }),
  Licences_NotOwner: (modelId, caller) => ({
    message: `${caller} does not own ${model(modelId)}.`,
    fix: "Call from the owner's account.",
  }),
  Licences_PriceChanged: (modelId, price, agreed) => ({
    message: `A licence of ${model(modelId)} now costs ${price} (smallest units), more than the ${agreed} agreed to.`,
    fix: "Read the offer again, and buy at its present terms if you agree.",
  }),
  Licences_UnknownModel: (modelId) => ({
    message: `The ${model(modelId)} is not registered on this chain.`,
    fix: "Check the number and the chain.",
  }),
  Licences_ZeroHolder: () => ({
    message: "The licence's holder is the zero address.",
    fix: "Give the address of a real account.",
  }),
  ModelMarket_NotApproved: (tokenId, owner) => ({
    message: `${owner} has not let the market move ${model(tokenId)}.`,
    fix: "Approve the ModelMarket in the ModelRegistry first.",
  }),
  ModelMarket_NotListed: (tokenId) => ({
    message: `${model(tokenId)} is not for sale.`,
    fix: "It was sold, moved or withdrawn; read its listing again.",
  }),
  ModelMarket_NotOwner: (tokenId, caller, owner) => ({
    message: `${model(tokenId)} belongs to ${owner}, not to ${caller}.`,
    fix: "Call from the owner's account.",
  }),
  ModelMarket_OwnToken: (tokenId) => ({
    message: `${model(tokenId)} is yours already.`,
    fix: "Cancel its listing if you do not want to sell it.",
  }),
  ModelMarket_TermsChanged: (tokenId, currency, price) => ({
    message: `${model(tokenId)} is now offered for ${amount(price, currency)}.`,
    fix: "Read the listing again, and buy at its present terms if you agree.",
  }),
  ModelMarket_WrongValue: (expected, sent) => ({
    message: `The transaction must carry ${ether(expected)}, but carries ${ether(sent)}.`,
    fix: "Send exactly the price in the native coin, or nothing when paying from credits.",
  }),
  ModelMarket_ZeroPrice: (tokenId) => ({
    message: `The price of ${model(tokenId)} is zero.`,
    fix: "Ask for a price above zero.",
  }),
  ModelRegistry_AlreadyMinted: (tokenId, owner) => ({
    message: `${model(tokenId)} is minted already and belongs to ${owner}.`,
    fix: "If the manifest is yours, add a salt to it and mint again.",
  }),
  ModelRegistry_NotCreator: (tokenId, caller) => ({
    message: `${caller} is not the creator of ${model(tokenId)}.`,
    fix: "Call from the creator's account.",
  }),
  ModelRegistry_NotOwner: (tokenId, caller) => ({
    message: `${caller} does not own ${model(tokenId)}.`,
    fix: "Call from the owner's account.",
  }),
  ModelRegistry_RoyaltyTooHigh: (royaltyBps, maxBps) => ({
    message: `A royalty of ${percent(royaltyBps)} is above the limit of ${percent(maxBps)}.`,
    fix: `Set it to at most ${percent(maxBps)}.`,
  }),
  ModelRegistry_UnknownVersion: (tokenId, version) => ({
    message: `${model(tokenId)} has no version ${version}.`,
    fix: "Versions count from 1 to its versionCount.",
  }),
  ModelRegistry_ZeroCreator: () => ({
    message: "The new creator is the zero address, which would lose all royalties.",
    fix: "Give the address of a real account.",
  }),
  ModelRegistry_ZeroDigest: () => ({
    message: "The manifest's digest is zero.",
    fix: "Use the digest of the manifest (digestJson).",
  }),
} satisfies SentenceTable;
