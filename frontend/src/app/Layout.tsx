import { lazy, Suspense, useEffect, useRef } from "react";
import { Outlet, ScrollRestoration, useLocation, useNavigation } from "react-router";
import { FlowProvider } from "../flows/FlowProvider.tsx";
import { useTheme } from "../lib/useTheme.ts";
import { Footer } from "./Footer.tsx";
import { Header } from "./Header.tsx";
import { StatusBanner } from "./StatusBanner.tsx";
import { TabBar } from "./TabBar.tsx";

// Messages come after a first action; their code after the first paint.
const Toaster = lazy(async () => ({ default: (await import("sonner")).Toaster }));

/** The frame around every page. */
export function Layout() {
  const [theme] = useTheme();
  const { pathname } = useLocation();
  const { state } = useNavigation();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page, not a new value, is what moves the focus
  useEffect(() => {
    // After a navigation the focus goes to the new page, so that keyboard and screen reader start there.
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
  }, [pathname]);

  return (
    <FlowProvider>
      <a
        href="#main"
        className="sr-only z-50 rounded-control bg-accent px-4 py-2 font-semibold text-on-accent focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
      >
        Skip to content
      </a>
      <div className="flex min-h-dvh flex-col pb-20 md:pb-0">
        <Header />
        <StatusBanner />
        <main
          id="main"
          ref={main}
          tabIndex={-1}
          aria-busy={state === "loading"}
          className="mx-auto w-full max-w-6xl flex-1 px-4 py-8 outline-none sm:px-6 sm:py-12"
        >
          <Outlet />
        </main>
        <Footer />
        <TabBar />
      </div>
      <Suspense>
        <Toaster theme={theme} position="top-center" offset={72} toastOptions={{ style: { fontFamily: "inherit" } }} />
      </Suspense>
      <ScrollRestoration />
    </FlowProvider>
  );
}
