import { NavLink } from "react-router";

const pages = [
  { to: "/compute", label: "Providers" },
  { to: "/compute/delegations", label: "Your stakes" },
  { to: "/compute/panels", label: "Panels" },
] as const;

/** The pages about who computes, who stakes on them, and who judges. */
export function ComputeNav() {
  return (
    <nav aria-label="Compute" className="mb-8 flex gap-6 overflow-x-auto border-b border-line">
      {pages.map(({ to, label }) => (
        <NavLink
          key={to}
          to={to}
          end
          className="-mb-px border-b-2 border-transparent py-2.5 whitespace-nowrap text-muted -outline-offset-2 transition-colors hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-semibold aria-[current=page]:text-ink"
        >
          {label}
        </NavLink>
      ))}
    </nav>
  );
}
