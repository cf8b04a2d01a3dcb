import { createStorage } from "@blacktail/sdk";
import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { Config } from "../config/schema.ts";

/** A JSON document from storage, verified against its CID and checked by the schema. Content never changes, so it is kept for good. */
export function storedQuery<T>(config: Config, cid: string | null | undefined, schema: z.ZodType<T>) {
  return queryOptions({
    queryKey: ["stored", cid],
    enabled: Boolean(cid),
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () =>
      createStorage({ api: config.storageApi, gateways: config.storageGateways }).getJson(schema, cid ?? ""),
  });
}
