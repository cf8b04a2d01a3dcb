import { createContext, use } from "react";
import type { OpenFlow } from "./prepare.ts";
import { openable } from "./prepare.ts";
import type { Flow, Values } from "./types.ts";

export const FlowLauncher = createContext<(flow: OpenFlow, preset: Values) => void>(() => {});

/** Opens a flow's dialog, asking for a wallet first where none is connected. */
export function useFlow(): <Input>(flow: Flow<Input>, preset?: Values) => void {
  const launch = use(FlowLauncher);
  return (flow, preset = {}) => launch(openable(flow), preset);
}
