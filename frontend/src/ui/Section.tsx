import { type ReactNode, useId } from "react";
import { cx } from "../lib/cx.ts";

/** A titled panel. */
export function Section({
  title,
  aside,
  children,
  className,
  bare = false,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
  /** No panel around the content: it brings its own. */
  bare?: boolean;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={cx(!bare && "panel p-5 sm:p-6", className)}>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-2">
        <h2 id={id} className="text-xl">
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
