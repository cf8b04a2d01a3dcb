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
/// every event carries it whole, so that SDK, subgraph and lens rebuild it.
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
    /// Who claimed; zero while Open and when nobody delivered.
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
    /// @dev Words of `abi.encode(job)`: 9 of the terms, 9 of the job. A Job has no dynamic part, so its encoding is its words in line.
    uint256 private constant SIZE = 18 * 32;

    /// @notice The hash that stands for the job on chain.
    function hash(Job memory job) internal pure returns (bytes32) {
        return keccak256(abi.encode(job));
    }

    /// @notice As `hash`, of the words as they came: cheaper, as nothing is decoded and encoded again.
    /// @dev Words with dirty upper bits hash to something that no `hash` yields, so they match no job.
    function hashCalldata(Job calldata job) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, job, SIZE)
            result := keccak256(free, SIZE)
        }
    }
}
