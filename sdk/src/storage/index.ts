export { createStorage } from "./createStorage.ts";
export { identify } from "./identify.ts";
export type { Content, ReadOptions, Storage, StorageOptions } from "./types.ts";
