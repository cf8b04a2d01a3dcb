// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Replica, ReplicaPlace} from "../types/Job.sol";

/// @title ReplicaList
/// @notice Hashes of a stage's list of replicas, `keccak256(abi.encode(list))`, as it came and with one change.
/// @dev The encoding is the offset 0x20, the length, then two words for each replica; in calldata the same words lie in line.
library ReplicaList {
    uint256 private constant _SIZE = 0x40;

    /// @notice The hash of the list; 0 of an empty one.
    /// @dev Words with dirty upper bits hash to something that no list yields.
    function hash(Replica[] calldata list) internal pure returns (bytes32 result) {
        if (list.length == 0) return 0;
        // Products cannot overflow: the list lies in calldata.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            let size := mul(list.length, _SIZE)
            mstore(free, 0x20)
            mstore(add(free, 0x20), list.length)
            calldatacopy(add(free, 0x40), list.offset, size)
            result := keccak256(free, add(0x40, size))
        }
    }

    function hashMemory(Replica[] memory list) internal pure returns (bytes32) {
        return list.length == 0 ? bytes32(0) : keccak256(abi.encode(list));
    }

    /// @notice The hash with one replica more at the end, which has committed to nothing.
    function hashWithPlace(Replica[] calldata list, ReplicaPlace place) internal pure returns (bytes32) {
        return _hashWith(list, list.length + 1, list.length, Replica({place: place, digest: 0}));
    }

    /// @notice The hash with another replica at `index`, which must lie within the list.
    function hashWithReplica(
        Replica[] calldata list,
        uint256 index,
        ReplicaPlace place,
        bytes32 digest
    ) internal pure returns (bytes32) {
        return _hashWith(list, list.length, index, Replica({place: place, digest: digest}));
    }

    /// @dev Of a list that is `length` long with `replica` at `index`.
    function _hashWith(
        Replica[] calldata list,
        uint256 length,
        uint256 index,
        Replica memory replica
    ) private pure returns (bytes32 result) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, 0x20)
            mstore(add(free, 0x20), length)
            let words := add(free, 0x40)
            calldatacopy(words, list.offset, mul(list.length, _SIZE))
            mcopy(add(words, mul(index, _SIZE)), replica, _SIZE)
            result := keccak256(free, add(0x40, mul(length, _SIZE)))
        }
    }
}
