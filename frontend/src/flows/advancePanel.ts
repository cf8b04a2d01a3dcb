import { advancePanel } from "@blacktail/sdk";
import { z } from "zod";
import { callFlow } from "./steps/callFlow.ts";
import { tokenIdField } from "./tokenIdField.ts";

/** Moves on a panel of auditors or referees whose phase is over. */
export const advancePanelFlow = callFlow<{ panelId: bigint }>({
  id: "advance-panel",
  title: "Move the panel on",
  schema: () => z.object({ panelId: tokenIdField }),
  summary: async () => ({
    text: "The panel’s phase is over. With enough members it goes on to the next; with too few it is drawn again once, then ends without a decision. Who was due and did nothing loses a part of its stake.",
    rows: [{ label: "Cost", value: "the network fee only" }],
  }),
  step: ({ panelId }) => `Move panel ${panelId} on`,
  call: advancePanel,
  outcome: "The panel moved on.",
});
