import { Link, NavLink } from "react-router";
import { useTheme } from "../lib/useTheme.ts";
import { Brand } from "../ui/Brand.tsx";
import { Icon } from "../ui/Icon.tsx";
import { ConnectButton } from "../wallet/ConnectButton.tsx";
import { links } from "./links.ts";

export function Header() {
  const [theme, toggle] = useTheme();
  return (
    <header className="sticky top-0 z-20 border-b border-line bg-ground/92 backdrop-blur">
      <div className="mx-auto flex h-16 max-w-6xl items-center gap-3 px-4 sm:px-6">
        <Link to="/" className="flex rounded" aria-label="Blacktail, overview">
          <Brand />
        </Link>
        <nav aria-label="Main" className="ml-6 hidden gap-1 md:flex">
          {links.map(({ to, label }) => (
            <NavLink
              key={to}
              to={to}
              className="rounded-control px-3 py-2 text-muted transition-colors hover:text-ink aria-[current=page]:bg-raised aria-[current=page]:text-ink"
            >
              {label}
            </NavLink>
          ))}
        </nav>
        <div className="ml-auto flex items-center gap-2">
          <button
            type="button"
            onClick={toggle}
            aria-label={theme === "dark" ? "Use the light theme" : "Use the dark theme"}
            className="grid size-10 place-items-center rounded-control text-muted hover:bg-raised hover:text-ink"
          >
            <Icon name={theme === "dark" ? "sun" : "moon"} />
          </button>
          <ConnectButton />
        </div>
      </div>
    </header>
  );
}
