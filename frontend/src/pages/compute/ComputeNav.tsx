import { NavLink, useLocation } from "react-router";
import { cx } from "../../lib/cx.ts";

/** `below`: pages that are found through this one. */
const pages = [
  { to: "/compute", label: "Providers", below: "/compute/providers/" },
  { to: "/compute/delegations", label: "Your stakes", below: undefined },
  { to: "/compute/panels", label: "Panels", below: "/compute/panels/" },
] as const;

/** The pages about who computes, who stakes on them, and who judges. */
export function ComputeNav() {
  const { pathname } = useLocation();
  return (
    <nav aria-label="Compute" className="mb-8 flex gap-6 overflow-x-auto border-b border-line">
      {pages.map(({ to, label, below }) => (
        <NavLink
          key={to}
          to={to}
          end
          className={cx(
            "-mb-px border-b-2 py-2.5 whitespace-nowrap -outline-offset-2 transition-colors hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-semibold aria-[current=page]:text-ink",
            below && pathname.startsWith(below) ? "border-accent text-ink" : "border-transparent text-muted",
          )}
        >
          {label}
        </NavLink>
      ))}
    </nav>
  );
}
