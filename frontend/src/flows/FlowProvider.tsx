import { lazy, type ReactNode, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { useConfig } from "../config/ConfigContext.ts";
import { Button } from "../ui/Button.tsx";
import { useWallet } from "../wallet/WalletContext.ts";
import { FlowLauncher } from "./FlowContext.ts";
import { clearRecord, type FlowRecord, readRecord } from "./flowRecord.ts";
import type { OpenFlow } from "./prepare.ts";
import { loadFlow } from "./registry.ts";
import type { Values } from "./types.ts";

const FlowDialog = lazy(() => import("./FlowDialog.tsx"));

export type Active = { key: number; flow: OpenFlow; preset: Values; resume?: FlowRecord };

type Waiting = { flow: OpenFlow; preset: Values; since: number; asked: boolean };

/** How long an action waits for a wallet to be connected. */
const PATIENCE_MS = 120_000;

/** Runs at most one flow at a time and remembers one that was left unfinished. */
export function FlowProvider({ children }: { children: ReactNode }) {
  const config = useConfig();
  const wallet = useWallet();
  const [active, setActive] = useState<Active>();
  const [shown, setShown] = useState(false);
  const [waiting, setWaiting] = useState<Waiting>();
  const [left, setLeft] = useState<FlowRecord>();
  const count = useRef(0);
  const { status, address, connect } = wallet;

  const lookForRecord = useCallback(() => {
    const record = readRecord();
    setLeft(record && record.account === address && record.chainId === config.chainId ? record : undefined);
  }, [address, config.chainId]);

  useEffect(lookForRecord, [lookForRecord]);

  const begin = useCallback((next: Omit<Active, "key">) => {
    count.current += 1;
    setActive({ key: count.current, ...next });
    setShown(true);
    setLeft(undefined);
  }, []);

  const launch = useCallback(
    (flow: OpenFlow, preset: Values) => {
      if (status === "connected") return begin({ flow, preset });
      // The wallet list and the flow's dialog would fight for the focus: connect first, then the flow opens by itself.
      setWaiting({ flow, preset, since: Date.now(), asked: false });
    },
    [status, begin],
  );

  useEffect(() => {
    if (!waiting) return;
    if (status === "disconnected" && !waiting.asked) {
      setWaiting({ ...waiting, asked: true });
      connect();
    }
    if (status !== "connected") return;
    setWaiting(undefined);
    const { flow, preset, since } = waiting;
    // Who connects much later wants something else by then.
    if (Date.now() - since < PATIENCE_MS) begin({ flow, preset });
  }, [status, waiting, connect, begin]);

  const resume = async () => {
    if (!left) return;
    const flow = await loadFlow(left.flow);
    // What another version of the dApp remembered may not fit this one.
    if (flow?.schema(config).safeParse(left.values).success) begin({ flow, preset: left.values, resume: left });
    else clearRecord();
  };

  return (
    <FlowLauncher value={launch}>
      {children}
      {active && (
        <Suspense>
          <FlowDialog
            key={active.key}
            active={active}
            shown={shown}
            onHide={() => setShown(false)}
            onEnd={() => {
              setShown(false);
              setActive(undefined);
              lookForRecord();
            }}
          />
        </Suspense>
      )}
      {active && !shown && (
        <Reminder text={`${active.flow.title}: in progress.`}>
          <Button size="small" onClick={() => setShown(true)}>
            Show
          </Button>
        </Reminder>
      )}
      {!active && left && (
        <Reminder text={`You left “${left.title}” unfinished.`}>
          <Button size="small" onClick={resume}>
            Resume
          </Button>
          <Button
            size="small"
            look="quiet"
            onClick={() => {
              clearRecord();
              setLeft(undefined);
            }}
          >
            Discard
          </Button>
        </Reminder>
      )}
    </FlowLauncher>
  );
}

function Reminder({ text, children }: { text: string; children: ReactNode }) {
  return (
    <aside
      aria-label="Unfinished action"
      className="panel fixed inset-x-4 bottom-20 z-30 mx-auto flex max-w-lg flex-wrap items-center justify-between gap-3 border-line-strong bg-raised p-3 pl-5 shadow-xl md:bottom-6"
    >
      <p>{text}</p>
      <div className="flex gap-2">{children}</div>
    </aside>
  );
}
