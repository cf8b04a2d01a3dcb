/** No block above this size (bytes) is stored or read: the limit of IPFS's own exchange. */
export const MAX_BLOCK_BYTES = 2 * 1_048_576;

/** Content an identity CID may carry in itself, in bytes: what kubo allows. */
export const MAX_IDENTITY_BYTES = 128;
