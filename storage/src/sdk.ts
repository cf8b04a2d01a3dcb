/**
 * What the gateway takes from the SDK. By path and not by "@blacktail/sdk", whose index also loads viem: 230 ms and 40 MB
 * that a gateway which never touches the chain does not need.
 */
export { BlacktailError } from "../../sdk/src/errors/BlacktailError.ts";
export { DAG_PB, IDENTITY, MAX_BLOCK_BYTES, RAW } from "../../sdk/src/storage/codes.ts";
export { type GetBlock, openFile } from "../../sdk/src/storage/openFile.ts";
export { checkBlockCid, parseBlockCid } from "../../sdk/src/storage/parseBlockCid.ts";
