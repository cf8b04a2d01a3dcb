import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { healthUrl, type WorkerReport, workerHealth } from "../../data/workerHealth.ts";
import { group } from "../../lib/group.ts";
import { Badge } from "../../ui/Badge.tsx";

/** What the worker behind an endpoint says of itself. */
export function WorkerSays({ endpoint }: { endpoint: string }) {
  const url = healthUrl(endpoint);
  const { data, isError } = useQuery({
    queryKey: ["worker-health", url],
    queryFn: () => workerHealth(url ?? ""),
    enabled: url !== undefined,
    refetchInterval: 15_000,
    retry: false,
  });
  return (
    <div className="mt-3 border-t border-line pt-4">
      <h3 className="flex flex-wrap items-center justify-between gap-2 text-base">
        Its worker says <Badge>not verified</Badge>
      </h3>
      <div className="mt-2 text-sm" aria-live="polite">
        {words()}
      </div>
    </div>
  );

  function words(): ReactNode {
    if (url === undefined) return <p className="text-muted">Nothing: its endpoint is no web address.</p>;
    if (data) return <Report report={data} />;
    if (isError) return <p className="text-muted">Nothing: it does not answer this browser.</p>;
    return <p className="text-muted">Asking…</p>;
  }
}

function Report({ report: { ready, reasons, block, devices, warnings } }: { report: WorkerReport }) {
  const troubles = [...reasons.map(([part, why]) => `${part}: ${why}`), ...warnings];
  return (
    <>
      <p>
        <Badge tone={ready ? "good" : "bad"}>{ready ? "ready" : "not ready"}</Badge>{" "}
        <span className="text-muted">
          {devices.length > 0 && `computes with ${devices.map((device) => device.toUpperCase()).join(", ")}`}
          {block !== undefined && `${devices.length > 0 ? "; " : ""}has seen block ${group(block)}`}
        </span>
      </p>
      {troubles.length > 0 && (
        <ul className="mt-2 grid gap-1 text-muted">
          {[...new Set(troubles)].map((trouble) => (
            <li key={trouble} className="wrap-anywhere">
              {trouble}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
