import type { ReactNode } from "react";
import { cx } from "../lib/cx.ts";
import { Icon } from "./Icon.tsx";

const bars = {
  later: "bg-line-strong/40",
  now: "bg-accent",
  done: "bg-good",
  /** It was gone by, for nothing. */
  void: "bg-line-strong",
  /** It is never reached. */
  never: "border border-dashed border-line-strong",
} as const;

type Props = { look: keyof typeof bars; name: string; children: ReactNode };

/** A step of a way in a row of them, each below a bar that says how far it is. */
export function WayStep({ look, name, children }: Props) {
  return (
    <li aria-current={look === "now" ? "step" : undefined} className="min-w-0">
      <span aria-hidden="true" className={cx("block h-2 rounded-full", bars[look])} />
      <p className={cx("mt-2 flex items-center gap-1.5 font-semibold", look === "later" && "text-muted")}>
        {name}
        {look === "done" && <Icon name="check" className="size-4 text-good" />}
      </p>
      {children}
    </li>
  );
}
