import { createHash } from "node:crypto";
import { digestToCid } from "@blacktail/sdk";
import { type AbiParameter, encodeAbiParameters, type Hex } from "viem";
import { CONTRACTS, placeholderOf } from "../../lib/render.ts";
import { eventsOf, flattened, isStruct, testSignature } from "./abi.ts";
import { creationOf, structOf } from "./structs.ts";

type Given = Record<string, unknown>;

/** A test as it is written in `tests/cases/`. */
type Case = {
  name: string;
  /** Files in storage, by a name that the rest of the test calls them by; text, or JSON. */
  files?: Record<string, unknown>;
  /** Each block's events, each `{"Contract.Event": parameters}`. */
  blocks: { time: number; events: Record<string, Given>[] }[];
  assertions: { query: string; expected: unknown }[];
};

/** People and contracts that tests name with an at sign. */
const ADDRESSES: Record<string, string> = Object.fromEntries([
  ...["alice", "bob", "carol", "dave", "eve"].map((name, i) => [name, `0x${"0".repeat(38)}a${i + 1}`]),
  ...CONTRACTS.map((name) => [name, placeholderOf(name)]),
  ["zero", `0x${"0".repeat(40)}`],
]);

/**
 * Blocks without events after a test's own. A file is read beside the chain and its content is applied with whichever block comes
 * next: with one block the test with the most files fails, with two it failed now and then.
 */
const QUIET_BLOCKS = 20;

/** Seconds before the first block of every test. */
const START = 1_700_000_000;

/**
 * Writes out a test for `gnd test`: `@name` becomes an address, `#digest:file`, `#cid:file` and `#id:file` what they say (the
 * last is the digest as a decimal number), `#black` $BLACK's currency id, `#word:22` 32 bytes of 0x22; event names become signatures, structs
 * bytes. A job is in every event as it was created, but for what the event says of it. Other structs than those of JobEscrow and panels
 * have no defaults.
 * @returns the test, and the events that it uses
 */
export async function expand(text: string): Promise<{ test: unknown; used: string[] }> {
  const named = text.replace(/@(\w+)/g, (mark, name: string) => {
    const address = ADDRESSES[name];
    if (address === undefined) throw new Error(`${mark} is nobody's name`);
    return address;
  });
  const plain = named
    .replaceAll("#black", BigInt(placeholderOf("BlackToken")).toString())
    .replace(/#word:([0-9a-f]{2})/g, (_, byte: string) => `0x${byte.repeat(32)}`);
  const files = (JSON.parse(plain) as Case).files ?? {};
  const contents = new Map(Object.entries(files).map(([name, file]) => [name, contentOf(file)]));
  const written = plain.replace(/#(digest|cid|id):(\w+)/g, (mark, kind: string, name: string) => {
    const content = contents.get(name);
    if (content === undefined) throw new Error(`${mark} names no file of the test`);
    const digest: Hex = `0x${createHash("sha256").update(content).digest("hex")}`;
    return kind === "digest" ? digest : kind === "cid" ? digestToCid(digest) : BigInt(digest).toString();
  });
  const given = JSON.parse(written) as Case;
  const used: string[] = [];
  const created = new Map<unknown, Given>();
  const blocks = [];
  for (const [index, { time, events }] of given.blocks.entries()) {
    const list = [];
    for (const [name, params] of events.flatMap((event) => Object.entries(event))) {
      used.push(name);
      list.push({ ...(await expandEvent(name, params, created)), txHash: transactionOf(index) });
    }
    blocks.push({ number: index + 1, timestamp: START + time, events: list });
  }
  blocks.push(...Array.from({ length: QUIET_BLOCKS }, () => ({})));
  const test = {
    name: given.name,
    files: [...contents.values()].map((content) => ({
      cid: digestToCid(`0x${createHash("sha256").update(content).digest("hex")}`),
      content,
    })),
    blocks,
    assertions: given.assertions,
  };
  return { test, used };
}

function contentOf(file: unknown): string {
  if (typeof file === "string") return file;
  const { repeat, times } = file as { repeat?: string; times?: number };
  return repeat !== undefined && times !== undefined ? repeat.repeat(times) : JSON.stringify(file);
}

/** All events of a block are of one transaction, as steps of the protocol are that log several. */
const transactionOf = (block: number): Hex => `0x${(block + 1).toString(16).padStart(64, "0")}`;

/** @param created What is given of the jobs so far, by their numbers; gets that of a new one. */
async function expandEvent(name: string, given: Given, created: Map<unknown, Given>) {
  const { job, ...others } = given;
  let params = given;
  if (name === "JobEscrow.JobCreated") {
    const whole = { requester: given.requester, ...(job as Given) };
    created.set(given.jobId, whole);
    params = { ...others, ...creationOf(whole) };
  } else if (job !== undefined) params = { ...others, job: { ...created.get(given.jobId), ...(job as Given) } };
  const [contract = "", eventName = ""] = name.split(".");
  const event = (await eventsOf(contract)).get(eventName);
  if (event === undefined) throw new Error(`${contract} has no event ${eventName}`);
  const values = event.inputs.map((input) => {
    const value = params[input.name ?? ""];
    if (value === undefined) throw new Error(`${name} needs ${input.name}`);
    return [input.name, isStruct(input) ? encodeStruct(input, value) : value];
  });
  const unknown = Object.keys(params).filter((key) => !event.inputs.some((input) => input.name === key));
  if (unknown.length > 0) throw new Error(`${name} has no ${unknown.join(", ")}`);
  return {
    address: placeholderOf(contract),
    event: testSignature(flattened(event)),
    params: Object.fromEntries(values),
  };
}

function encodeStruct(input: AbiParameter, value: unknown): Hex {
  return encodeAbiParameters([input], [structOf(input.name ?? "", value)]);
}
