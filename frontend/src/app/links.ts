import type { IconName } from "../ui/Icon.tsx";

/** The pages that the navigation leads to. */
export const links: readonly { to: string; label: string; icon: IconName }[] = [
  { to: "/market", label: "DMarket", icon: "market" },
  { to: "/train", label: "Train", icon: "train" },
  { to: "/jobs", label: "Jobs", icon: "jobs" },
  { to: "/compute", label: "Compute", icon: "compute" },
  { to: "/portfolio", label: "Portfolio", icon: "portfolio" },
];
