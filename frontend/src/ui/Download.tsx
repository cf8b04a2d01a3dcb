import { type Artifact, createStorage } from "@blacktail/sdk";
import { type ReactNode, useState } from "react";
import { useConfig } from "../config/ConfigContext.ts";
import { saveFile } from "../lib/saveFile.ts";
import { toastError } from "../lib/toastError.ts";
import { Icon } from "./Icon.tsx";

/** The dApp holds a download in memory while it is verified. Bytes. */
const MAX_DOWNLOAD = 256 * 1024 * 1024;

/** Fetches an artifact from storage, verifies it against its digest, and hands it to the browser as a file. */
export function Download({ artifact, name, children }: { artifact: Artifact; name: string; children: ReactNode }) {
  const { storageApi, storageGateways } = useConfig();
  const [busy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    try {
      const storage = createStorage({ api: storageApi, gateways: storageGateways });
      saveFile(await storage.get(artifact, { maxBytes: MAX_DOWNLOAD }), name);
    } catch (error) {
      toastError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <button
      type="button"
      onClick={download}
      disabled={busy}
      className="inline-flex items-center gap-2 rounded text-accent-ink hover:underline"
    >
      <Icon name="external" className="size-4" />
      {busy ? "Fetching and verifying…" : children}
    </button>
  );
}
