import { panelPhaseName } from "../../panels/types.ts";
import { amount, MODULE_FAULT, time } from "./format.ts";
import type { SentenceTable } from "./types.ts";

export const refereeSentences = {
  Referees_AlreadyCommitted: (panelId, member) => ({
    message: `${member} has committed to a vote on panel ${panelId} already.`,
    fix: "Reveal it once all members have committed.",
  }),
  Referees_AlreadyFunded: (panelId) => ({
    message: `The reserve has paid panel ${panelId} already.`,
    fix: MODULE_FAULT,
  }),
  Referees_AlreadyJudged: (panelId) => ({ message: `The audit ${panelId} was judged already.`, fix: MODULE_FAULT }),
  Referees_AlreadyRevealed: (panelId, member) => ({
    message: `${member} has revealed its vote on panel ${panelId} already.`,
    fix: "Nothing needs to be done.",
  }),
  Referees_AlreadySeated: (panelId, member) => ({
    message: `${member} has or had a seat on panel ${panelId}.`,
    fix: "Nobody sits twice on a panel.",
  }),
  Referees_CandidatesOutOfBounds: (candidates, max) => ({
    message: `A panel may have 1 to ${max} results before it, not ${candidates}.`,
    fix: MODULE_FAULT,
  }),
  Referees_DeadlineNotPassed: (panelId, deadline) => ({
    message: `Panel ${panelId} cannot be moved on before its deadline, ${time(deadline)}.`,
    fix: "Try again after that time.",
  }),
  Referees_DeadlinePassed: (panelId, deadline) => ({
    message: `The deadline of panel ${panelId} passed at ${time(deadline)}.`,
    fix: "It is too late for this; anyone may move the panel on now (advancePanel).",
  }),
  Referees_InvalidParameters: () => ({
    message: "The referees' parameters leave their bounds.",
    fix: "Keep periods from a second to 30 days, seating within an epoch of the registry, seats odd and few, and shares at 100 % at most.",
  }),
  Referees_NotAudit: (panelId) => ({ message: `Panel ${panelId} is none of auditors.`, fix: MODULE_FAULT }),
  Referees_NotDrawn: (panelId, member) => ({
    message: `The ticket of ${member} does not allow it to sit on panel ${panelId} now.`,
    fix: "Try again at the time that seatOpensAt gives, with stake that is free.",
  }),
  Referees_NotJudged: (panelId) => ({
    message: `What the auditors of panel ${panelId} should have voted is not known yet.`,
    fix: MODULE_FAULT,
  }),
  Referees_NotModule: (caller) => ({
    message: `${caller} is no module that the referees serve.`,
    fix: "Governance must list it first.",
  }),
  Referees_NotOperator: (member, caller) => ({
    message: `${caller} is neither the member ${member} nor its operator.`,
    fix: "Call from one of the two.",
  }),
  Referees_NotPaid: (currency, arrived, needed) => ({
    message: `${amount(arrived, currency)} have arrived, but ${amount(needed, currency)} were to be divided.`,
    fix: MODULE_FAULT,
  }),
  Referees_NotSeated: (panelId, member) => ({
    message: `${member} has no seat on panel ${panelId}, or did not do its part before.`,
    fix: "Sit down while the panel is Seating (sitPanel).",
  }),
  Referees_PartiesMismatch: (panelId) => ({
    message: `The parties that were given are not those of panel ${panelId}.`,
    fix: "Give them as its PanelOpened event does (getPanel).",
  }),
  Referees_PartyToCase: (panelId, member) => ({
    message: `${member}, or its operator, is a party to the case of panel ${panelId}.`,
    fix: "Leave the seat to others.",
  }),
  Referees_UnknownPanel: (panelId) => ({
    message: `There is no panel ${panelId}.`,
    fix: "Panels count from 1 to panelCount.",
  }),
  Referees_VoteOutOfRange: (panelId, vote) => ({
    message: `The vote ${vote} names results that panel ${panelId} has not before it.`,
    fix: "Set bit i for result i, and no others.",
  }),
  Referees_WrongPhase: (panelId, phase) => ({
    message: `Panel ${panelId} is ${panelPhaseName(phase)}, which does not allow this.`,
    fix: "Read it again (getPanel) and do what its phase allows.",
  }),
  Referees_WrongReveal: (panelId, member) => ({
    message: `This is not the vote on panel ${panelId} that ${member} committed to.`,
    fix: "Reveal the same vote with the same reason and salt.",
  }),
  Referees_ZeroCommitment: (panelId) => ({
    message: `The commitment to a vote on panel ${panelId} is zero.`,
    fix: "Make it with voteCommitment.",
  }),
} satisfies SentenceTable;
