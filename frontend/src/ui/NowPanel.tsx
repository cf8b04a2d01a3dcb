import type { ReactNode } from "react";
import { cx } from "../lib/cx.ts";
import { Button } from "./Button.tsx";
import { Countdown } from "./Countdown.tsx";

type Props = {
  /** Whether nothing comes after it. */
  isOver: boolean;
  title: string;
  text: string;
  /** What the clock runs to; undefined where none runs. */
  until: { at: number; what: string } | undefined;
  /** Whether it is for anyone to move things on. */
  due: boolean;
  /** Beside the word that opens the panel. */
  badge?: ReactNode;
  /** What can be done about it. */
  children: ReactNode;
};

/** Where something stands, and how long that lasts. */
export function NowPanel({ isOver, title, text, until, due, badge, children }: Props) {
  return (
    <section aria-labelledby="now" className={cx("panel grid gap-5 p-5 sm:p-6", due && "border-accent")}>
      <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-4">
        <div className="min-w-0 flex-1 basis-72" aria-live="polite">
          <p className="flex items-center gap-2.5">
            <span className="eyebrow">{isOver ? "Outcome" : "Now"}</span> {badge}
          </p>
          <h2 id="now" className="mt-1 text-2xl">
            {title}
          </h2>
          <p className="mt-2 max-w-prose text-muted">{text}</p>
        </div>
        {until && (
          <p className="grid sm:justify-items-end">
            <Countdown at={until.at} />
            <span className="text-sm text-muted">{until.what}</span>
          </p>
        )}
      </div>
      {children}
    </section>
  );
}

type ActionProps = {
  label: string;
  /** Who may do it, and what it does. */
  why: string;
  primary: boolean;
  onClick: () => void;
};

/** One thing that can be done now, with who may and what comes of it. */
export function NowAction({ label, why, primary, onClick }: ActionProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1.5">
      <Button look={primary ? "primary" : "secondary"} className="min-w-36" onClick={onClick}>
        {label}
      </Button>
      <span className="min-w-0 flex-1 basis-56 text-sm text-muted">{why}</span>
    </li>
  );
}

/** What this account can do now. */
export const NowActions = ({ children }: { children: ReactNode }) => (
  <ul aria-label="What you can do" className="grid gap-3 border-t border-line pt-5">
    {children}
  </ul>
);

/** What it is to a provider that looks at it. */
export const ProviderNote = ({ text }: { text: string }) => (
  <p className="border-t border-line pt-4 text-sm text-muted">
    <span className="font-semibold text-ink">As a provider:</span> {text}
  </p>
);
