import { addressesOf, createStorage } from "@blacktail/sdk";
import { useMemo } from "react";
import type { Address } from "viem";
import { publicClientOf } from "../chain/publicClientOf.ts";
import { useConfig } from "../config/ConfigContext.ts";
import type { FlowContext } from "./types.ts";

/** What flows read, for an account. */
export function useFlowContext(account: Address | undefined): FlowContext | undefined {
  const config = useConfig();
  return useMemo(() => {
    if (!account) return undefined;
    return {
      config,
      account,
      addresses: addressesOf(config.chainId),
      publicClient: publicClientOf(config),
      storage: createStorage({ api: config.storageApi, gateways: config.storageGateways }),
    };
  }, [config, account]);
}
