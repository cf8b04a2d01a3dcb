import { type OpenFlow, openable } from "./prepare.ts";

/** Every flow by its id, so that one left unfinished can be found again after a reload. */
const flows: Record<string, () => Promise<OpenFlow>> = {
  deposit: async () => openable((await import("./deposit.ts")).depositFlow),
  withdraw: async () => openable((await import("./withdraw.ts")).withdrawFlow),
  "revoke-module": async () => openable((await import("./revokeModule.ts")).revokeModuleFlow),
  stake: async () => openable((await import("./stake.ts")).stakeFlow),
  "request-unbond": async () => openable((await import("./requestUnbond.ts")).requestUnbondFlow),
  "withdraw-unbonded": async () => openable((await import("./withdrawUnbonded.ts")).withdrawUnbondedFlow),
  "cancel-unbond": async () => openable((await import("./cancelUnbond.ts")).cancelUnbondFlow),
  delegate: async () => openable((await import("./delegate.ts")).delegateFlow),
  "collect-earnings": async () => openable((await import("./collectEarnings.ts")).collectEarningsFlow),
  "set-ask": async () => openable((await import("./setAsk.ts")).setAskFlow),
  "set-capabilities": async () => openable((await import("./setCapabilities.ts")).setCapabilitiesFlow),
  "set-commission": async () => openable((await import("./setCommission.ts")).setCommissionFlow),
  "set-operator": async () => openable((await import("./setOperator.ts")).setOperatorFlow),
  "set-endpoint": async () => openable((await import("./setEndpoint.ts")).setEndpointFlow),
  "mint-model": async () => openable((await import("./mintModel.ts")).mintModelFlow),
  "mint-trained": async () => openable((await import("./mintTrained.ts")).mintTrainedFlow),
  "list-model": async () => openable((await import("./listModel.ts")).listModelFlow),
  "cancel-listing": async () => openable((await import("./cancelListing.ts")).cancelListingFlow),
  "buy-model": async () => openable((await import("./buyModel.ts")).buyModelFlow),
  "set-offer": async () => openable((await import("./setOffer.ts")).setOfferFlow),
  "buy-licence": async () => openable((await import("./buyLicence.ts")).buyLicenceFlow),
  "grant-licence": async () => openable((await import("./grantLicence.ts")).grantLicenceFlow),
  "post-training": async () => openable((await import("./postTraining.ts")).postTrainingFlow),
  "run-inference": async () => openable((await import("./runInference.ts")).runInferenceFlow),
  "cancel-job": async () => openable((await import("./cancelJob.ts")).cancelJobFlow),
  "refund-job": async () => openable((await import("./refundJob.ts")).refundJobFlow),
  "settle-job": async () => openable((await import("./settleJob.ts")).settleJobFlow),
  "challenge-job": async () => openable((await import("./challengeJob.ts")).challengeJobFlow),
  "close-reveals": async () => openable((await import("./closeReveals.ts")).closeRevealsFlow),
  "draw-audit": async () => openable((await import("./drawAudit.ts")).drawAuditFlow),
  "advance-panel": async () => openable((await import("./advancePanel.ts")).advancePanelFlow),
  "conclude-job": async () => openable((await import("./concludeJob.ts")).concludeJobFlow),
  "slash-no-show": async () => openable((await import("./slashNoShow.ts")).slashNoShowFlow),
};

/** The flow with this id; undefined for an id of another version of the dApp. */
export async function loadFlow(id: string): Promise<OpenFlow | undefined> {
  return flows[id]?.();
}
