import type { ReactNode } from "react";
import { Link } from "react-router";
import { cx } from "../lib/cx.ts";

type Props = { to: string; className?: string | undefined; children: ReactNode };

/** A way to another page, within text. */
export function TextLink({ to, className, children }: Props) {
  return (
    <Link to={to} className={cx("text-accent-ink underline underline-offset-2 hover:no-underline", className)}>
      {children}
    </Link>
  );
}

/** A job by its number. */
export const JobLink = ({ id }: { id: string }) => <TextLink to={`/jobs/${id}`}>Job {id}</TextLink>;

/** A panel of auditors or referees by its number. */
export const PanelLink = ({ id, className }: { id: string; className?: string }) => (
  <TextLink to={`/compute/panels/${id}`} className={className}>
    Panel {id}
  </TextLink>
);
