import { Brand } from "../ui/Brand.tsx";
import { Button } from "../ui/Button.tsx";

/** The whole page when there is no usable configuration. */
export function ConfigFailure({ error }: { error: Error }) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-xl flex-col justify-center gap-6 px-5 py-16">
      <Brand />
      <h1 className="text-3xl">The dApp is not configured</h1>
      <pre className="panel overflow-x-auto p-4 font-mono text-sm whitespace-pre-wrap">{error.message}</pre>
      <p className="text-muted">
        Serve a <code className="font-mono text-ink">/config.json</code> with chainId, chainName, rpcUrl, subgraphUrl,
        storageApi and storageGateways. In preview, set{" "}
        <code className="font-mono text-ink">BLACKTAIL_DAPP_CONFIG</code>.
      </p>
      <div>
        <Button onClick={() => window.location.reload()}>Try again</Button>
      </div>
    </main>
  );
}
