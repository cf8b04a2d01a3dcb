// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Currency} from "./Currency.sol";

/// @notice Where a job stands. `Done`, `Refunded` and `Cancelled` are final and hold no money.
enum JobStatus {
    None,
    Open,
    Working,
    Pending,
    Disputed,
    Done,
    Refunded,
    Cancelled
}

/// @notice What the requester asks for; fixed at creation.
struct JobTerms {
    /// sha-256 of the JobSpec's canonical JSON (which is also its CID, raw codec).
    bytes32 specDigest;
    /// Token id of the registered model that the job uses; 0 when it uses none. Its royalty comes out of the price.
    uint256 modelId;
    Currency currency;
    /// What the requester pays, in the currency's smallest unit.
    uint128 price;
    /// $BLACK (wei) of the provider's stake that is locked while the job is open, and lost by a no-show or a wrong result.
    uint128 stakeLock;
    /// Seconds that providers have to claim, to work, and that anyone has to challenge.
    uint32 claimPeriod;
    uint32 workPeriod;
    uint32 challengePeriod;
    /// How many providers may try before the requester is refunded; at least 1.
    uint8 attempts;
}

/// @notice A job as it stands. The chain keeps only `keccak256(abi.encode(job))`: whoever acts on a job passes it in and
/// its events tell it: most carry it whole; those of the ordinary way (claimed, submitted, settled) carry what changed, so that a
/// reader applies them to the job as it stood before. The hash tells whether the reader got it right.
struct Job {
    JobTerms terms;
    address requester;
    JobStatus status;
    /// Compute fee in basis points, as it was at creation: the most this job can ever be charged.
    uint16 feeBps;
    /// Attempts not yet used up; a claim uses one.
    uint8 attemptsLeft;
    /// Unix seconds: the last at which the status' action is due; later anyone may move the job on. 0 when final.
    uint64 deadline;
    /// Who claimed last; zero while Open.
    address provider;
    /// Digest of the submitted Output document; zero before.
    bytes32 outputDigest;
    /// Who challenged; zero when nobody did.
    address challenger;
    /// $BLACK (wei) that the challenger put up; given back or to the provider at the end.
    uint128 bond;
}

using JobLibrary for Job global;

library JobLibrary {
    /// @dev A Job has no dynamic part, so `abi.encode(job)` is its 18 words in line: 9 of the terms, then 9 of its own. In memory
    /// the terms lie elsewhere, behind a pointer. These functions move words between the two forms as they are: decoding and encoding
    /// field by field would cost a tenth of a job's gas.
    uint256 private constant HALF = 0x120;
    uint256 private constant SIZE = 0x240;

    /// @notice The hash that stands for the job on chain: `keccak256(abi.encode(job))`.
    function hash(Job memory job) internal pure returns (bytes32 result) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            mcopy(free, mload(job), HALF)
            mcopy(add(free, HALF), add(job, 0x20), HALF)
            result := keccak256(free, SIZE)
        }
    }

    /// @notice As `hash`, of the words as they came.
    /// @dev Words with dirty upper bits hash to something that no `hash` yields, so they match no job.
    function hashCalldata(Job calldata job) internal pure returns (bytes32 result) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, job, SIZE)
            result := keccak256(free, SIZE)
        }
    }

    /// @notice A copy to change.
    /// @dev Only for a job whose hash was checked: nothing else tells that its words have no dirty upper bits.
    function copy(Job calldata job) internal pure returns (Job memory result) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let terms := mload(0x40)
            calldatacopy(terms, job, HALF)
            result := add(terms, HALF)
            mstore(result, terms)
            calldatacopy(add(result, 0x20), add(job, HALF), HALF)
            mstore(0x40, add(terms, add(SIZE, 0x20)))
        }
    }
}
