import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { RouterProvider } from "react-router/dom";
import { ConfigContext } from "../config/ConfigContext.ts";
import type { Config } from "../config/schema.ts";
import { WalletProvider } from "../wallet/WalletProvider.tsx";
import { router } from "./router.tsx";

/** All providers, in one place. */
export function App({ config }: { config: Config }) {
  const [queries] = useState(
    () => new QueryClient({ defaultOptions: { queries: { staleTime: 1_000, retry: 1, retryDelay: 800 } } }),
  );
  return (
    <ConfigContext value={config}>
      <QueryClientProvider client={queries}>
        <WalletProvider>
          <RouterProvider router={router} />
        </WalletProvider>
      </QueryClientProvider>
    </ConfigContext>
  );
}
