import { useConfig } from "../config/ConfigContext.ts";
import { useIndexStatus } from "../data/useIndexStatus.ts";

/** Which chain this is and how fresh what is shown is. */
export function Footer() {
  const config = useConfig();
  const { data } = useIndexStatus();
  const tone = data === undefined ? "bg-muted" : data.state === "live" ? "bg-good" : "bg-bad";
  return (
    <footer className="border-t border-line">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-5 text-sm text-muted sm:px-6">
        <p>Blacktail: train, own and sell AI models.</p>
        <p className="flex items-center gap-2">
          <span className={`size-2 rounded-full ${tone}`} aria-hidden="true" />
          {config.chainName}
          {data?.block !== undefined && <span>· indexed to block {data.block}</span>}
        </p>
      </div>
    </footer>
  );
}
