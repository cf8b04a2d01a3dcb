type Identity = { name: string; rdns: string; chainId: number };
type Listener = (value: unknown) => void;

/** What this uses of the page's `window`: the tests share a tsconfig with code that runs in Node, which has none. */
export type WalletWindow = EventTarget & {
  /** Answered in the test's process. */
  __testWallet?: (request: { method: string; params: readonly unknown[] }) => Promise<Record<string, unknown>>;
  __testWalletEmit?: (event: string, value: unknown) => void;
};

/** The page's half of the test wallet. Runs in the browser before the page's own scripts, so it refers to nothing outside itself. */
export function announceWallet({ name, rdns, chainId }: Identity): void {
  // Playwright gives the function to child frames and about:blank too.
  const window = globalThis as unknown as WalletWindow;
  if (!window.__testWallet) return;
  const listeners = new Map<string, Set<Listener>>();
  let chain = `0x${chainId.toString(16)}`;
  const emit = (event: string, value: unknown) => {
    if (event === "chainChanged") chain = String(value);
    for (const listener of listeners.get(event) ?? []) listener(value);
  };
  window.__testWalletEmit = emit;

  const provider = {
    async request({ method, params = [] }: { method: string; params?: readonly unknown[] }): Promise<unknown> {
      const answer = await window.__testWallet?.({ method, params });
      const error = answer?.error as { message: string; code: number; data?: unknown } | undefined;
      if (error) throw Object.assign(new Error(error.message), error);
      if (method === "eth_requestAccounts") emit("accountsChanged", answer?.result);
      if (method === "wallet_switchEthereumChain") {
        const next = (params[0] as { chainId: string }).chainId;
        if (next !== chain) emit("chainChanged", next);
      }
      if (method === "wallet_revokePermissions") emit("accountsChanged", []);
      return answer?.result;
    },
    on(event: string, listener: Listener) {
      const known = listeners.get(event) ?? new Set();
      listeners.set(event, known.add(listener));
      return provider;
    },
    removeListener(event: string, listener: Listener) {
      listeners.get(event)?.delete(listener);
      return provider;
    },
  };

  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" rx="20" fill="#2563eb"/></svg>`;
  const info = Object.freeze({
    uuid: crypto.randomUUID(),
    name,
    rdns,
    icon: `data:image/svg+xml,${encodeURIComponent(drawing)}`,
  });
  const detail = Object.freeze({ info, provider });
  const announce = () => window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
  window.addEventListener("eip6963:requestProvider", announce);
  announce();
}
