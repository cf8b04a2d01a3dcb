import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { inspect } from "node:util";
import {
  type Abi,
  type AbiParameter,
  encodeErrorResult,
  type Hex,
  HttpRequestError,
  RpcRequestError,
  stringToHex,
} from "viem";
import {
  addressesOf,
  BlacktailError,
  currencyOf,
  describeError,
  errorsAbi,
  stripCredentials,
  toBlacktailError,
} from "../src/index.ts";

const ARTIFACTS = new URL("../../artifacts/", import.meta.url);
const ADDRESS = "0x00000000000000000000000000000000DeaDBeef";

/** As a node answers a call that reverted. */
function revert(data: Hex): Error {
  const error = { code: 3, message: "execution reverted", data };
  return new Error("outer", { cause: new RpcRequestError({ body: {}, url: "http://127.0.0.1:8545", error }) });
}

function encode(errorName: string, args: readonly unknown[]): Hex {
  return encodeErrorResult({ abi: errorsAbi as Abi, errorName, args });
}

function sampleOf({ type }: AbiParameter): unknown {
  if (type === "address") return ADDRESS;
  if (type === "string") return "text";
  if (type === "bytes32") return stringToHex("field", { size: 32 });
  if (type === "tuple") return { x: stringToHex("x", { size: 32 }), y: stringToHex("y", { size: 32 }) };
  if (type === "bytes4") return "0x12345678";
  if (/^uint(8|16|32|48)?$/.test(type)) return type === "uint" ? 1n : 1;
  if (/^uint\d+$/.test(type)) return 1_700_000_000n;
  throw new Error(`No sample of ${type}: add one.`);
}

test("every custom error of every compiled contract has a sentence", () => {
  const files = globSync(["contracts/**/*.sol/*.json", "@openzeppelin/**/*.sol/*.json"], { cwd: ARTIFACTS.pathname });
  const errors = files
    .map((file) => JSON.parse(readFileSync(new URL(file, ARTIFACTS), "utf8")) as { abi: Abi })
    .flatMap(({ abi }) => abi.filter((item) => item.type === "error"));
  assert.ok(errors.length > 100, "run `npm run build` first");
  for (const error of errors) {
    const data = encodeErrorResult({ abi: [error], errorName: error.name, args: error.inputs.map(sampleOf) });
    const { code, message, fix } = describeError(revert(data));
    assert.equal(code, error.name);
    assert.match(message, /^[A-Z0-9].*\.$/s, error.name);
    assert.match(fix, /\.$/, error.name);
    assert.doesNotMatch(message + fix, /undefined|NaN|\[object|refused the call: /, error.name);
    if (error.inputs.some(({ type }) => type === "address")) assert.ok(message.includes(ADDRESS), error.name);
  }
});

const sentences: [string, readonly unknown[], string][] = [
  [
    "ERC6909InsufficientBalance",
    [ADDRESS, 10n ** 17n, 10n ** 18n, 0n],
    `${ADDRESS} has credits of 0.1 ETH, but needs 1 ETH.`,
  ],
  [
    "ERC6909InsufficientBalance",
    [ADDRESS, 0n, 25n * 10n ** 17n, currencyOf(addressesOf(31337).BlackToken)],
    `${ADDRESS} has credits of 0 $BLACK, but needs 2.5 $BLACK.`,
  ],
  [
    "ERC6909InsufficientBalance",
    [ADDRESS, 5n, 7n, currencyOf(ADDRESS)],
    `${ADDRESS} has credits of 5 (smallest units) of the token ${ADDRESS}, but needs 7 (smallest units) of the token ${ADDRESS}.`,
  ],
  ["JobEscrow_DeadlinePassed", [7n, 1_792_000_000n], "The deadline of job 7 passed at 2026-10-14 17:46:40 UTC."],
  ["JobEscrow_DeadlinePassed", [7n, 2n ** 64n - 1n], "The deadline of job 7 passed at the end of time."],
  ["JobEscrow_WrongStatus", [7n, 4], "Job 7 is Pending, which does not allow this."],
  [
    "JobEscrow_NotYourTurn",
    [7n, ADDRESS, 1_792_000_000n],
    `The ticket of ${ADDRESS} does not allow it to claim job 7 yet; everyone may from 2026-10-14 17:46:40 UTC.`,
  ],
  ["Referees_WrongPhase", [3n, 2], "Panel 3 is Committing, which does not allow this."],
  [
    "ProviderRegistry_MissingCapabilities",
    [ADDRESS, 1n, 6n],
    `The job asks for the capabilities 0x6, but ${ADDRESS} has announced 0x1.`,
  ],
  ["JobEscrow_UseNotOffered", [255n, 0n], "The use of model 0x00000000…0000ff cannot be paid in ETH."],
  [
    "ProviderRegistry_InsufficientStake",
    [ADDRESS, 5n * 10n ** 17n, 10n ** 20n],
    `${ADDRESS} has 0.5 $BLACK of free stake, but needs 100 $BLACK.`,
  ],
  ["ModelRegistry_RoyaltyTooHigh", [1_250n, 1_000n], "A royalty of 12.5 % is above the limit of 10 %."],
  ["Treasury_FeeTooHigh", [1, 1_100n, 1_000n], "A market fee of 11 % is above its cap of 10 %."],
];

for (const [name, args, expected] of sentences) {
  test(`${name} says its values: ${expected}`, () => {
    assert.deepEqual(describeError(revert(encode(name, args))).message, expected);
  });
}

test("reasons, panics and unknown errors", () => {
  const reason = encodeErrorResult({
    abi: [{ type: "error", name: "Error", inputs: [{ name: "message", type: "string" }] }],
    args: ["paused"],
  });
  assert.deepEqual(describeError(revert(reason)).message, "The contract refused the call: paused.");
  const panic = `0x4e487b71${"11".padStart(64, "0")}` as const;
  assert.match(describeError(revert(panic)).message, /panic 0x11 \(a number went out of its range\)/);
  assert.deepEqual(describeError(revert("0xdeadbeef")).code, "CONTRACT_ERROR_UNKNOWN");
});

test("an error of any other kind keeps its message", () => {
  assert.deepEqual(describeError(new TypeError("x is not a function")).message, "x is not a function");
  assert.deepEqual(describeError("text").message, "text");
  assert.deepEqual(describeError(undefined).code, "UNEXPECTED");
});

test("credentials in URLs are stripped", () => {
  const cases: [string, string][] = [
    ["https://user:pass@rpc.example/x", "https://rpc.example/x"],
    ["https://user:p@ss/w@rpc.example/x.", "https://rpc.example/x."],
    ["https://mainnet.example.io/v3/0123456789abcdef0123456789abcdef, down", "https://mainnet.example.io/v3/…, down"],
    ["wss://a.example/?apikey=secret&net=1", "wss://a.example/?apikey=…&net=…"],
    [
      "(http://127.0.0.1:8501/ipfs/bafkreif2pall7dybz7vecqka3zo24irdwabwdi4wc55jznaq75q7eaavvu)",
      "(http://127.0.0.1:8501/ipfs/bafkreif2pall7dybz7vecqka3zo24irdwabwdi4wc55jznaq75q7eaavvu)",
    ],
    ["postgres://me:secret@127.0.0.1:8555/graph", "postgres://127.0.0.1:8555/graph"],
    ["no URL at me@example.org", "no URL at me@example.org"],
  ];
  for (const [from, to] of cases) assert.equal(stripCredentials(from), to);
});

test("neither message nor cause nor stack of an error holds a credential, however it is printed", () => {
  const url = "https://user:hunter2@rpc.example/v3/topsecrettopsecret?key=k3y";
  const cause = new HttpRequestError({ url, body: { method: "eth_call" }, cause: new Error(`fetch ${url} failed`) });
  for (const error of [
    toBlacktailError(cause),
    new BlacktailError({ code: "X", message: `at ${url}`, fix: `Change ${url}.`, cause: { url } }),
    new BlacktailError({ code: "X", message: "m", fix: "f", cause: url }),
  ]) {
    assert.doesNotMatch(inspect(error, { depth: 20, showHidden: true }), /hunter2|topsecret|k3y/);
  }
  assert.equal(toBlacktailError(cause).message, "The node at https://rpc.example/v3/…?key=… does not answer.");
});

test("a clean cause is kept as it is", () => {
  const cause = new RangeError("no URL here");
  assert.equal(new BlacktailError({ code: "X", message: "m", fix: "f", cause }).cause, cause);
});
