// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Base32
/// @notice RFC 4648 base32 in lower case and without padding, as multibase prefix `b` (CIDs) wants it.
library Base32 {
    bytes32 private constant ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    function encode(bytes memory data) internal pure returns (string memory) {
        bytes memory out = new bytes((data.length * 8 + 4) / 5);
        uint256 position;
        // The last `bits` bits of `buffer` are still to be written; what lies above them is spent.
        uint256 buffer;
        uint256 bits;
        for (uint256 i = 0; i < data.length; ++i) {
            buffer = (buffer << 8) | uint8(data[i]);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                out[position++] = ALPHABET[(buffer >> bits) & 31];
            }
        }
        if (bits != 0) out[position] = ALPHABET[(buffer << (5 - bits)) & 31];
        return string(out);
    }
}
