import { readFileSync } from "node:fs";
import { z } from "zod";

const schema = z.object({
  chainId: z.number(),
  rpcUrl: z.string(),
  subgraphUrl: z.string(),
  storageApi: z.string(),
  dappUrl: z.string(),
  mnemonic: z.string(),
  accounts: z.object({ providers: z.array(z.templateLiteral(["0x", z.string()])).min(1) }),
});

/** Indexes in the local mnemonic. */
export const DEPLOYER = 0;
export const DEVELOPER = 1;
export const BUYER = 2;
export const PROVIDERS = [3, 4, 5] as const;
export const TESTER = 9;

/** The running stack, as the file named by `BLACKTAIL_STACK_JSON` describes it. */
export function readStack(): z.infer<typeof schema> {
  const file = process.env.BLACKTAIL_STACK_JSON;
  if (!file) throw new Error("BLACKTAIL_STACK_JSON is not set: give the path of a running stack's stack.json.");
  return schema.parse(JSON.parse(readFileSync(file, "utf8")));
}

/** The addresses of the local providers, in small letters. */
export function readProviders(): [`0x${string}`, ...`0x${string}`[]] {
  const [first, ...others] = readStack().accounts.providers.map((address) => address.toLowerCase() as `0x${string}`);
  if (!first) throw new Error("The stack has no provider.");
  return [first, ...others];
}
