import type { ReactNode } from "react";
import { Button } from "./Button.tsx";
import { Icon, type IconName } from "./Icon.tsx";

/** What a list shows while its first answer is awaited. */
export function Loading({ label, rows = 3, className = "h-16" }: { label: string; rows?: number; className?: string }) {
  return (
    <div role="status" className="grid gap-3">
      <span className="sr-only">Loading {label}…</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <div key={row} className={`skeleton ${className}`} />
      ))}
    </div>
  );
}

/** What a list shows when there is nothing in it, and what to do about that. */
export function Empty({ icon = "jobs", title, children }: { icon?: IconName; title: string; children?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-3 rounded-card border border-dashed border-line-strong px-6 py-12 text-center">
      <Icon name={icon} className="size-7 text-muted" />
      <p className="font-semibold">{title}</p>
      {children && <div className="max-w-md text-muted">{children}</div>}
    </div>
  );
}

/** What is shown when an answer could not be had: the reason, the fix, and a way to ask again. */
export function Failure({ message, fix, retry }: { message: string; fix?: string; retry?: () => void }) {
  return (
    <div
      role="alert"
      className="flex flex-wrap items-start gap-3 rounded-card border border-bad/50 bg-bad-soft px-4 py-3"
    >
      <Icon name="alert" className="mt-0.5 size-5 text-bad" />
      <div className="min-w-56 flex-1">
        <p className="font-semibold wrap-anywhere">{message}</p>
        {fix && <p className="text-sm wrap-anywhere text-ink/80">{fix}</p>}
      </div>
      {retry && (
        <Button look="secondary" size="small" onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}
