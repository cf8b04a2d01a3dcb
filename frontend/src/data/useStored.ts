import { createStorage } from "@blacktail/sdk";
import { useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import { useConfig } from "../config/ConfigContext.ts";

/** A JSON document from storage, verified against its CID and checked by the schema. Content never changes, so it is kept for good. */
export function useStored<T>(cid: string | null | undefined, schema: z.ZodType<T>) {
  const { storageApi, storageGateways } = useConfig();
  return useQuery({
    queryKey: ["stored", cid],
    enabled: Boolean(cid),
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => createStorage({ api: storageApi, gateways: storageGateways }).getJson(schema, cid ?? ""),
  });
}
