import type { Description } from "./describeError.ts";

const MAX_DEPTH = 12;

type Layer = { name: string; code: number | undefined; message: string; shortMessage: string; url: string };

/** What is known of an error that is no contract's: by viem's class names and the wallets' numbers (EIP-1193), outermost first. */
export function describeTransport(error: unknown): Description {
  const layers = layersOf(error);
  for (const { matches, describe } of RULES) {
    const layer = layers.find(matches);
    if (layer !== undefined) return describe(layer);
  }
  const [outermost] = layers;
  return {
    code: "UNEXPECTED",
    message: outermost === undefined ? String(error) : outermost.shortMessage || outermost.message,
    fix: "Try again; if it stays, report it with this message.",
  };
}

const RULES: { matches: (layer: Layer) => boolean; describe: (layer: Layer) => Description }[] = [
  {
    matches: ({ name, code, message }) =>
      name === "UserRejectedRequestError" ||
      code === 4001 ||
      /user (rejected|denied)|rejected the request/i.test(message),
    describe: () => ({
      code: "REJECTED",
      message: "The request was rejected in the wallet; nothing was sent.",
      fix: "Confirm it in the wallet to go on.",
    }),
  },
  {
    matches: ({ name, code }) => name === "ChainMismatchError" || name === "SwitchChainError" || code === 4902,
    describe: ({ shortMessage }) => ({
      code: "WRONG_CHAIN",
      message: shortMessage || "The wallet is on another chain.",
      fix: "Switch the wallet to Blacktail's chain and try again.",
    }),
  },
  {
    matches: ({ name, message }) =>
      name === "InsufficientFundsError" || /insufficient funds|exceeds the balance of the account/i.test(message),
    describe: () => ({
      code: "INSUFFICIENT_FUNDS",
      message: "The account's native coin does not cover the amount plus gas.",
      fix: "Send some native coin (ETH) to the account first.",
    }),
  },
  {
    matches: ({ name }) => name === "TimeoutError" || name === "WaitForTransactionReceiptTimeoutError",
    describe: ({ name, url }) =>
      name === "TimeoutError"
        ? {
            code: "RPC_TIMEOUT",
            message: `The node${at(url)} did not answer in time.`,
            fix: "Try again, or use another RPC URL.",
          }
        : {
            code: "TRANSACTION_PENDING",
            message: "The transaction was sent but is not in a block yet.",
            fix: "Wait: it may still be included. Look for its hash before you send it again.",
          },
  },
  {
    matches: ({ name, code }) => name === "LimitExceededRpcError" || code === -32005 || code === 429,
    describe: ({ url }) => ({
      code: "RPC_LIMIT",
      message: `The node${at(url)} refuses more requests for now.`,
      fix: "Wait a moment, or use an RPC URL with a higher limit.",
    }),
  },
  {
    matches: ({ name, message }) =>
      /^(HttpRequestError|WebSocketRequestError|SocketClosedError)$/.test(name) ||
      /fetch failed|failed to fetch|ECONNREFUSED|ENOTFOUND|ECONNRESET/i.test(message),
    describe: ({ url }) => ({
      code: "RPC_UNREACHABLE",
      message: `The node${at(url)} does not answer.`,
      fix: "Check that the chain's node is running and that the RPC URL is right.",
    }),
  },
  {
    matches: ({ name }) => name === "ExecutionRevertedError" || name === "RawContractError",
    describe: () => ({
      code: "CONTRACT_REVERTED",
      message: "The contract refused the call without saying why.",
      fix: "Check the arguments, and that the addresses are those of this chain.",
    }),
  },
  {
    matches: ({ name }) => name === "ContractFunctionZeroDataError" || name === "AbiDecodingZeroDataError",
    describe: () => ({
      code: "NO_CONTRACT",
      message: "There is no such contract at the address on this chain.",
      fix: "Check the chain and the addresses.",
    }),
  },
];

function at(url: string): string {
  return url === "" ? "" : ` at ${url}`;
}

function layersOf(error: unknown): Layer[] {
  const layers: Layer[] = [];
  let current = error;
  while (layers.length < MAX_DEPTH && typeof current === "object" && current !== null) {
    const code = Reflect.get(current, "status") ?? Reflect.get(current, "code");
    layers.push({
      name: text(current, "name"),
      code: typeof code === "number" ? code : undefined,
      message: text(current, "message"),
      shortMessage: text(current, "shortMessage"),
      url: text(current, "url"),
    });
    current = Reflect.get(current, "cause");
  }
  return layers;
}

function text(object: object, key: string): string {
  const value: unknown = Reflect.get(object, key);
  return typeof value === "string" ? value : "";
}
