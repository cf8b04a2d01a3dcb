import type { ReactNode } from "react";

/** A part of the page that scrolls by itself, which the keyboard can reach. */
export function Scrollable({ label, className, children }: { label: string; className: string; children: ReactNode }) {
  return (
    <section
      aria-label={label}
      className={className}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: without a tab stop only a mouse could scroll it
      tabIndex={0}
    >
      {children}
    </section>
  );
}
