/** The multicodec codes in use, see https://github.com/multiformats/multicodec/blob/master/table.csv */
export const RAW = 0x55;
export const DAG_PB = 0x70;
export const SHA2_256 = 0x12;
export const IDENTITY = 0x00;
