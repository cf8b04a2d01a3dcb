import type { ZodType } from "zod";
import type { Artifact } from "../schemas/Artifact.ts";

export type StorageOptions = {
  /** Base URL of a Kubo RPC API to store by, e.g. `http://127.0.0.1:8501` (Blacktail's storage, or any kubo node). */
  api: string;
  /** Base URLs of IPFS gateways to read from, in order. Default: `[api]`. None of them is trusted. */
  gateways?: readonly string[];
  /** An IPFS Pinning Service API that is asked to keep what `put` stored. */
  pinning?: { url: string; token: string };
  /** Largest content to store or read, in bytes. Default 1 GiB. */
  maxBytes?: number;
  /** How long one gateway may take for one block, in milliseconds. Default 15,000. */
  timeoutMs?: number;
  /** How long the API may take nothing of an upload, or not answer after its end, in milliseconds. Default 60,000. */
  uploadTimeoutMs?: number;
  /** Sent with every request to `api`, e.g. `{ authorization: "Bearer …" }`. */
  headers?: Readonly<Record<string, string>>;
  fetch?: typeof globalThis.fetch;
};

export type ReadOptions = { maxBytes?: number; signal?: AbortSignal };

/** `signal` ends the upload; what it was aborted with is thrown. */
export type WriteOptions = { signal?: AbortSignal };

export type Content = Uint8Array | Blob | AsyncIterable<Uint8Array>;

/**
 * Content-addressed storage. Nothing that a server says is believed: each block is checked against its CID, the whole
 * against the artifact's digest and size.
 */
export type Storage = {
  /** Stores content, pinned; the CID is computed here and compared with the answer. */
  put(content: Content, options?: WriteOptions): Promise<Artifact>;
  /** Stores canonical JSON (at most 1 MiB). */
  putJson(value: unknown, options?: WriteOptions): Promise<Artifact>;
  /** The whole content. For an artifact digest and size are checked too. */
  get(what: Artifact | string, options?: ReadOptions): Promise<Uint8Array>;
  /** The content piece by piece, with bounded memory. A wrong digest is only known, and thrown, at the end. */
  stream(what: Artifact | string, options?: ReadOptions): AsyncIterable<Uint8Array>;
  /** A canonical JSON document, valid by the schema. */
  getJson<T>(schema: ZodType<T>, what: Artifact | string, options?: ReadOptions): Promise<T>;
  /** Whether a gateway says that it has the (first block of the) content; a statement, not a proof. */
  has(cid: string): Promise<boolean>;
};
