import type { ReactNode } from "react";

/** An input with its unit written inside, at its end. */
export function WithUnit({ unit, children }: { unit: string; children: ReactNode }) {
  return (
    <div className="relative">
      {children}
      {unit && (
        <span className="pointer-events-none absolute inset-y-0 right-3 grid place-items-center text-sm text-muted">
          {unit}
        </span>
      )}
    </div>
  );
}
