/**
 * What the gateway takes from the SDK. By path and not by "@blacktail/sdk", whose index also loads viem: 230 ms and 40 MB
 * that a gateway which never touches the chain does not need.
 */
export { DAG_PB, IDENTITY, RAW } from "../../sdk/src/digest/codes.ts";
export { BlacktailError } from "../../sdk/src/errors/BlacktailError.ts";
export { MAX_BLOCK_BYTES } from "../../sdk/src/storage/limits.ts";
export { type GetBlock, openFile } from "../../sdk/src/storage/openFile.ts";
export { checkBlockCid, parseBlockCid } from "../../sdk/src/storage/parseBlockCid.ts";
