import { NavLink } from "react-router";
import { Icon } from "../ui/Icon.tsx";
import { links } from "./links.ts";

/** The navigation of small screens, where thumbs are. */
export function TabBar() {
  return (
    <nav
      aria-label="Pages"
      className="fixed inset-x-0 bottom-0 z-20 grid grid-cols-5 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {links.map(({ to, label, icon }) => (
        <NavLink
          key={to}
          to={to}
          className="flex min-h-14 flex-col items-center justify-center gap-0.5 text-xs text-muted aria-[current=page]:font-semibold aria-[current=page]:text-accent-ink"
        >
          <Icon name={icon} />
          {label}
        </NavLink>
      ))}
    </nav>
  );
}
