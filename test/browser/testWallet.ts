import type { BrowserContext, Page } from "@playwright/test";
import {
  createPublicClient,
  createWalletClient,
  defineChain,
  type Hex,
  hexToBigInt,
  http,
  isHex,
  numberToHex,
} from "viem";
import { type LocalAccount, mnemonicToAccount } from "viem/accounts";
import { announceWallet, type WalletWindow } from "./walletPage.ts";

type Request = { method: string; params: readonly unknown[] };
type Answer = { result: unknown } | { error: { code: number; message: string; data?: unknown } };
type Transaction = { from: Hex; to?: Hex; data?: Hex; input?: Hex; value?: Hex; gas?: Hex; nonce?: Hex };
export type Decision = "approve" | "reject";

/** How long a person would look at the wallet's window. RainbowKit stays on “Opening…” when an answer comes at once. */
const PROMPT_MS = 150;

class ProviderError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * A wallet for browser tests: discovered by EIP-6963, spoken to by EIP-1193. Keys stay in the test's process; the page has only a
 * `request` that crosses over. What it is asked is decided by `decide` and kept in `asked`.
 */
export class TestWallet {
  readonly name: string;
  readonly rdns: string;
  readonly asked: string[] = [];
  decide: (method: string) => Decision = () => "approve";
  chainId: number;
  #connected = false;
  readonly #account: LocalAccount;
  readonly #rpcUrl: string;
  readonly #known: Set<number>;

  constructor(options: { mnemonic: string; index: number; rpcUrl: string; chainId: number; name?: string }) {
    this.name = options.name ?? "Test Wallet";
    this.rdns = `test.wallet${options.index}`;
    this.chainId = options.chainId;
    this.#known = new Set([options.chainId, 1]);
    this.#rpcUrl = options.rpcUrl;
    this.#account = mnemonicToAccount(options.mnemonic, { addressIndex: options.index });
  }

  get address(): Hex {
    return this.#account.address;
  }

  /** Puts the wallet into every page of the context. */
  async install(context: BrowserContext): Promise<void> {
    await context.exposeFunction("__testWallet", (request: Request) => this.#answer(request));
    await context.addInitScript(announceWallet, { name: this.name, rdns: this.rdns, chainId: this.chainId });
  }

  /** Moves the wallet to another chain, as its owner may at any time. */
  async moveTo(page: Page, chainId: number): Promise<void> {
    this.chainId = chainId;
    this.#known.add(chainId);
    await page.evaluate(
      (id) => (globalThis as unknown as WalletWindow).__testWalletEmit?.("chainChanged", id),
      numberToHex(chainId),
    );
  }

  async #answer({ method, params }: Request): Promise<Answer> {
    try {
      return { result: await this.#handle(method, params) };
    } catch (error) {
      if (error instanceof ProviderError) return { error: { code: error.code, message: error.message } };
      const { message, code, data } = causeWithCode(error);
      return { error: { code, message, ...(data !== undefined && { data }) } };
    }
  }

  async #prompt(method: string): Promise<void> {
    this.asked.push(method);
    await new Promise((resolve) => setTimeout(resolve, PROMPT_MS));
    if (this.decide(method) === "reject") throw new ProviderError(4001, "User rejected the request.");
  }

  async #handle(method: string, params: readonly unknown[]): Promise<unknown> {
    switch (method) {
      case "eth_chainId":
        return numberToHex(this.chainId);
      case "net_version":
        return String(this.chainId);
      case "eth_accounts":
        return this.#connected ? [this.address] : [];
      case "eth_requestAccounts":
      case "wallet_requestPermissions":
        if (!this.#connected) await this.#prompt(method);
        this.#connected = true;
        return method === "eth_requestAccounts" ? [this.address] : this.#permissions();
      case "wallet_getPermissions":
        return this.#connected ? this.#permissions() : [];
      case "wallet_revokePermissions":
        this.#connected = false;
        return null;
      case "wallet_addEthereumChain":
      case "wallet_switchEthereumChain":
        return this.#switchChain(method, params[0] as { chainId: Hex });
      case "personal_sign":
        await this.#prompt(method);
        return this.#account.signMessage({ message: isHex(params[0]) ? { raw: params[0] } : String(params[0]) });
      case "eth_signTypedData_v4":
        return this.#signTypedData(method, params[1]);
      case "eth_sendTransaction":
        return this.#send(method, params[0] as Transaction);
      default:
        if (/^(wallet_|personal_|eth_sign)/.test(method))
          throw new ProviderError(4200, `Method not supported: ${method}`);
        return this.#client().request({ method, params } as never);
    }
  }

  async #switchChain(method: string, { chainId }: { chainId: Hex }): Promise<null> {
    const id = Number(hexToBigInt(chainId));
    if (method === "wallet_switchEthereumChain" && !this.#known.has(id))
      throw new ProviderError(4902, "Unrecognized chain ID");
    if (id !== this.chainId) await this.#prompt(method);
    this.#known.add(id);
    if (method === "wallet_switchEthereumChain") this.chainId = id;
    return null;
  }

  async #signTypedData(method: string, document: unknown): Promise<Hex> {
    const typed = typeof document === "string" ? JSON.parse(document) : document;
    if (typed.domain?.chainId !== undefined && Number(typed.domain.chainId) !== this.chainId) {
      throw new ProviderError(-32602, "The typed data is for another chain.");
    }
    await this.#prompt(method);
    const { EIP712Domain: _domain, ...types } = typed.types;
    return this.#account.signTypedData({ ...typed, types });
  }

  async #send(method: string, transaction: Transaction): Promise<Hex> {
    if (!this.#connected || transaction.from.toLowerCase() !== this.address.toLowerCase()) {
      throw new ProviderError(4100, "Unauthorized account");
    }
    await this.#prompt(method);
    const { to, data = transaction.input, value, gas, nonce } = transaction;
    const wallet = createWalletClient({
      account: this.#account,
      chain: this.#chain(),
      transport: http(this.#rpcUrl, { retryCount: 0 }),
    });
    return wallet.sendTransaction({
      ...(to && { to }),
      ...(data && { data }),
      ...(value && { value: hexToBigInt(value) }),
      ...(gas && { gas: hexToBigInt(gas) }),
      ...(nonce && { nonce: Number(hexToBigInt(nonce)) }),
    });
  }

  #permissions() {
    return [
      { parentCapability: "eth_accounts", caveats: [{ type: "restrictReturnedAccounts", value: [this.address] }] },
    ];
  }

  #chain() {
    const nativeCurrency = { name: "Ether", symbol: "ETH", decimals: 18 };
    return defineChain({
      id: this.chainId,
      name: "Local",
      nativeCurrency,
      rpcUrls: { default: { http: [this.#rpcUrl] } },
    });
  }

  #client() {
    return createPublicClient({ transport: http(this.#rpcUrl, { retryCount: 0 }) });
  }
}

/** The error that a node gave, which viem wraps in others. */
function causeWithCode(error: unknown): { code: number; message: string; data?: unknown } {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const { code, data } = at as { code?: unknown; data?: unknown };
    if (typeof code === "number") return { code, message: at.message, data };
  }
  return { code: -32603, message: error instanceof Error ? error.message : String(error) };
}
