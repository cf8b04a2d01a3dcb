import { cx } from "../lib/cx.ts";
import { short } from "../lib/short.ts";
import { Icon } from "./Icon.tsx";

/** A short address or hash; a click copies the whole. */
export function Copyable({ value, label, className }: { value: string; label: string; className?: string }) {
  const copy = async () => {
    const { toast } = await import("sonner");
    try {
      await navigator.clipboard.writeText(value);
      toast.success(`${label} copied`);
    } catch {
      toast.error("The browser did not allow copying", { description: value });
    }
  };
  return (
    <button
      type="button"
      onClick={copy}
      title={value}
      aria-label={`Copy ${label} ${short(value)}`}
      className={cx(
        "inline-flex items-center gap-1.5 rounded font-mono whitespace-nowrap text-[0.92em] text-ink/90 hover:text-accent-ink",
        className,
      )}
    >
      {short(value)}
      <Icon name="copy" className="size-3.5 text-muted" />
    </button>
  );
}
