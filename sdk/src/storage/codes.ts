/** Multicodec codes that the storage understands, see https://github.com/multiformats/multicodec/blob/master/table.csv */
export const RAW = 0x55;
export const DAG_PB = 0x70;
export const SHA2_256 = 0x12;
export const IDENTITY = 0x00;

/** No block above this size (bytes) is stored or read: the limit of IPFS's own exchange. */
export const MAX_BLOCK_BYTES = 2 * 1_048_576;

/** Content an identity CID may carry in itself, in bytes: what kubo allows. */
export const MAX_IDENTITY_BYTES = 128;
