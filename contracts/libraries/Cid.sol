// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base32} from "./Base32.sol";

/// @title Cid
/// @notice The content identifier (IPFS) of a document whose sha-256 is known.
library Cid {
    /// @dev CID version 1, codec raw (0x55), multihash sha2-256 (0x12) of 32 (0x20) bytes.
    bytes4 private constant RAW_SHA256_PREFIX = 0x01551220;

    /// @notice CIDv1 of a single raw block, in base32: `bafkrei…`, 59 characters.
    function fromSha256(bytes32 digest) internal pure returns (string memory) {
        return string.concat("b", Base32.encode(abi.encodePacked(RAW_SHA256_PREFIX, digest)));
    }
}
