import { useMemo, useState } from "react";
import { useConfig } from "../config/ConfigContext.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { useWallet } from "../wallet/WalletContext.ts";
import { FlowForm } from "./FlowForm.tsx";
import type { Active } from "./FlowProvider.tsx";
import { FlowReview } from "./FlowReview.tsx";
import { FlowSteps } from "./FlowSteps.tsx";
import type { Values } from "./types.ts";
import { useFlowContext } from "./useFlowContext.ts";
import { useFlowRun } from "./useFlowRun.ts";

type Props = { active: Active; shown: boolean; onHide: () => void; onEnd: () => void };

/** One dialog for every action: form → what will happen and cost → sign → confirmed → indexed. */
export default function FlowDialog({ active, shown, onHide, onEnd }: Props) {
  const { flow, preset, resume } = active;
  const config = useConfig();
  const wallet = useWallet();
  const [account] = useState(wallet.address);
  const context = useFlowContext(account);
  const asks = (flow.fields?.length ?? 0) > 0;
  const [values, setValues] = useState<Values | undefined>(
    asks && !resume ? undefined : { ...flow.defaults, ...preset },
  );
  const prepared = useMemo(() => (values ? flow.prepare(config, values) : undefined), [flow, config, values]);
  const run = useFlowRun({ id: flow.id, title: flow.title, values: values ?? {}, prepared, context, resume });
  const begun = run.phase !== "idle";
  const busy = run.phase === "running" || run.phase === "indexing";

  return (
    <Dialog
      title={flow.title}
      open={shown}
      onClose={busy ? onHide : onEnd}
      closeLabel={busy ? "Hide; it goes on" : "Close"}
    >
      {!prepared || !context ? (
        <FlowForm
          fields={flow.fields ?? []}
          values={{ ...flow.defaults, ...preset, ...values }}
          schema={flow.schema}
          onValues={setValues}
        />
      ) : begun ? (
        <FlowSteps run={run} outcome={prepared.outcome} onEnd={onEnd} />
      ) : (
        <FlowReview
          prepared={prepared}
          context={context}
          run={run}
          {...(asks && !resume && { onBack: () => setValues(undefined) })}
          resumed={resume !== undefined}
        />
      )}
    </Dialog>
  );
}
