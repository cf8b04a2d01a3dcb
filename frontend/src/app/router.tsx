import { createBrowserRouter } from "react-router";
import { Layout } from "./Layout.tsx";
import { RouteFailure } from "./RouteFailure.tsx";
import { Skeleton } from "./Skeleton.tsx";

// Each page is its own chunk: a visitor loads what they look at.
export const router = createBrowserRouter([
  {
    Component: Layout,
    ErrorBoundary: RouteFailure,
    HydrateFallback: Skeleton,
    children: [
      { index: true, lazy: async () => ({ Component: (await import("../pages/Home.tsx")).Home }) },
      { path: "market", lazy: async () => ({ Component: (await import("../pages/Market.tsx")).Market }) },
      { path: "models/:id", lazy: async () => ({ Component: (await import("../pages/Model.tsx")).Model }) },
      { path: "mint", lazy: async () => ({ Component: (await import("../pages/Mint.tsx")).Mint }) },
      { path: "train", lazy: async () => ({ Component: (await import("../pages/Train.tsx")).Train }) },
      {
        path: "train/compare",
        lazy: async () => ({ Component: (await import("../pages/Compare.tsx")).Compare }),
      },
      { path: "jobs", lazy: async () => ({ Component: (await import("../pages/Jobs.tsx")).Jobs }) },
      { path: "jobs/:id", lazy: async () => ({ Component: (await import("../pages/Job.tsx")).Job }) },
      { path: "compute", lazy: async () => ({ Component: (await import("../pages/Compute.tsx")).Compute }) },
      {
        path: "compute/providers/:address",
        lazy: async () => ({ Component: (await import("../pages/Provider.tsx")).Provider }),
      },
      {
        path: "compute/delegations",
        lazy: async () => ({ Component: (await import("../pages/Delegations.tsx")).Delegations }),
      },
      { path: "compute/panels", lazy: async () => ({ Component: (await import("../pages/Panels.tsx")).Panels }) },
      { path: "compute/panels/:id", lazy: async () => ({ Component: (await import("../pages/Panel.tsx")).Panel }) },
      { path: "portfolio", lazy: async () => ({ Component: (await import("../pages/Portfolio.tsx")).Portfolio }) },
      { path: "*", lazy: async () => ({ Component: (await import("../pages/NotFound.tsx")).NotFound }) },
    ],
  },
]);
