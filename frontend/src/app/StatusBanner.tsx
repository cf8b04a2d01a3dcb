import { useConfig } from "../config/ConfigContext.ts";
import { useIndexStatus } from "../data/useIndexStatus.ts";
import { Icon } from "../ui/Icon.tsx";

/** Says when the chain or the index cannot be relied on, and what that means. */
export function StatusBanner() {
  const { chainName } = useConfig();
  const { data } = useIndexStatus();
  if (!data || data.state === "live") return null;
  const text = {
    "chain-down": `${chainName} does not answer. Nothing can be sent, and what is shown may be old.`,
    down: "The index does not answer. Lists are empty or old; balances and actions still go straight to the chain.",
    behind: `The index is at block ${data.block}, the chain at ${data.head}. What you just did appears when it has caught up.`,
  }[data.state];
  return (
    <div role="status" className="border-b border-bad/40 bg-bad-soft">
      <p className="mx-auto flex max-w-6xl items-start gap-2.5 px-4 py-2.5 text-sm sm:px-6">
        <Icon name="alert" className="mt-px size-5 text-bad" />
        {text}
      </p>
    </div>
  );
}
