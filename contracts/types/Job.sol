// SPDX-License-Identifier: MIT
// The libraries are those of the types beside them.
// solhint-disable one-contract-per-file
pragma solidity 0.8.37;

import {Currency} from "./Currency.sol";
import {JobRules} from "./JobRules.sol";
import {Stages} from "./Stages.sol";

/// @notice Where a job's present stage stands. `Done`, `Refunded` and `Cancelled` are final and hold no money.
enum JobStatus {
    None,
    /// Providers may claim the stage.
    Open,
    /// All its replicas are claimed and at work.
    Working,
    /// Several replicas: all committed to a result and show it now.
    Revealing,
    /// A result stands its challenge window.
    Pending,
    /// Auditors repeat the work.
    Audited,
    /// Referees decide.
    Disputed,
    Done,
    Refunded,
    Cancelled
}

/// @notice What the requester asks for; fixed at creation.
struct JobTerms {
    /// sha-256 of the JobSpec's canonical JSON (which is also its CID, raw codec).
    bytes32 specDigest;
    /// Token id of the registered model that the job uses; 0 when it uses none.
    uint256 modelId;
    Currency currency;
    /// What all stages are paid, in the currency's smallest unit.
    uint128 budget;
    /// What the use of the model costs beside the budget, in the same currency; paid when the job is done. In the terms that a requester
    /// gives: the most that it may cost.
    uint128 usePrice;
    /// $BLACK (wei) of each provider's stake that is locked while its stage is open, and lost by a no-show or a wrong result.
    uint128 stakeLock;
    Stages stages;
    JobRules rules;
}

/// @notice A job as it stands. The chain keeps only `keccak256(abi.encode(job))`: whoever acts on a job passes it in, and its
/// events tell it.
struct Job {
    JobTerms terms;
    JobState state;
    JobSeat seat;
    /// Digest of the Output document that the stage before ended with; 0 in the first.
    bytes32 input;
    /// One replica: digest of the submitted Output document, 0 before. Several: keccak256 of the ABI-encoded list of replicas, 0 while
    /// it is empty.
    bytes32 result;
    /// keccak256 of the ABI-encoded Dispute while Audited or Disputed, else 0.
    bytes32 dispute;
}

/// @notice One of several providers that do the same stage.
struct Replica {
    ReplicaPlace place;
    /// Before the reveal its commitment, keccak256(abi.encode(receipt digest, salt, provider)), or 0 before that is made. After it the digest
    /// of the revealed Output document.
    bytes32 digest;
}

/// @notice What referees or auditors have to decide.
struct Dispute {
    /// Panel of auditors that saw the result; 0 when none did. With a challenger it found nothing, and answers for that.
    uint256 auditId;
    /// Panel of referees; 0 while only audited.
    uint256 panelId;
    /// Who put up a bond against the result; zero when auditors or the replicas themselves disagreed.
    address challenger;
    /// $BLACK (wei)
    uint128 bond;
    /// Seconds of the challenge window that were left when auditors were drawn; it goes on when they found nothing.
    uint64 challengeLeft;
}

/// @notice Requester, status and clock of a job, packed: from the lowest bits up requester (160), status (8), stage (8), attempts left
/// (8), deadline (40), block (32).
type JobState is uint256;

/// @notice Who does the stage, packed: provider (160), attestation (8), audited (8). While Open: who did the stage before, until the first
/// claim. Of several replicas the provider is zero: the list tells them.
type JobSeat is uint256;

/// @notice Who took a place among several replicas, packed: provider (160), whether it revealed (8), and until it commits the lowest 88
/// bits of the address that claimed it, its operator or the provider itself.
/// @dev The claimer may commit and nobody else but the provider, so that a commitment needs no word with the registry. To find a key whose
/// address has the same 88 bits takes 2^88 tries, and gains no more than a missing replica.
type ReplicaPlace is uint256;

using JobStateLibrary for JobState global;
using ReplicaPlaceLibrary for ReplicaPlace global;
using JobSeatLibrary for JobSeat global;
using JobLibrary for Job global;

library JobStateLibrary {
    uint256 private constant _STATUS = 160;
    uint256 private constant _STAGE = 168;
    uint256 private constant _ATTEMPTS = 176;
    uint256 private constant _DEADLINE = 184;
    uint256 private constant _BLOCK = 224;

    function from(
        address requester_,
        JobStatus status_,
        uint8 stage_,
        uint8 attemptsLeft_,
        uint64 deadline_
    ) internal view returns (JobState) {
        return
            JobState.wrap(
                uint256(uint160(requester_)) |
                    (uint256(status_) << _STATUS) |
                    (uint256(stage_) << _STAGE) |
                    (uint256(attemptsLeft_) << _ATTEMPTS) |
                    (uint256(uint40(deadline_)) << _DEADLINE) |
                    (uint256(uint32(block.number)) << _BLOCK)
            );
    }

    function requester(JobState state) internal pure returns (address) {
        return address(uint160(JobState.unwrap(state)));
    }

    function status(JobState state) internal pure returns (JobStatus) {
        return JobStatus(uint8(JobState.unwrap(state) >> _STATUS));
    }

    /// @notice The present stage, from 0.
    function stage(JobState state) internal pure returns (uint8) {
        return uint8(JobState.unwrap(state) >> _STAGE);
    }

    /// @notice Attempts at the stage that are not used up; a claim uses one.
    function attemptsLeft(JobState state) internal pure returns (uint8) {
        return uint8(JobState.unwrap(state) >> _ATTEMPTS);
    }

    /// @notice Unix seconds: the last at which the status' action is due; later anyone may move the job on. 0 when final, and while
    /// auditors or referees have it, whose panel has deadlines of its own.
    function deadline(JobState state) internal pure returns (uint64) {
        return uint40(JobState.unwrap(state) >> _DEADLINE);
    }

    /// @notice Number (lowest 32 bits) of the block in which the status began: the next one's hash is the stage's random seed.
    function blockNumber(JobState state) internal pure returns (uint32) {
        return uint32(JobState.unwrap(state) >> _BLOCK);
    }
}

library JobSeatLibrary {
    function from(address provider_) internal pure returns (JobSeat) {
        return JobSeat.wrap(uint160(provider_));
    }

    function provider(JobSeat seat) internal pure returns (address) {
        return address(uint160(JobSeat.unwrap(seat)));
    }

    /// @notice Number of the verifier that vouched for the result; 0 when none did.
    function attestation(JobSeat seat) internal pure returns (uint8) {
        return uint8(JobSeat.unwrap(seat) >> 160);
    }

    /// @notice Whether auditors have seen the result and found nothing.
    function audited(JobSeat seat) internal pure returns (bool) {
        return (JobSeat.unwrap(seat) >> 168) & 1 != 0;
    }

    function withAttestation(JobSeat seat, uint8 attestation_) internal pure returns (JobSeat) {
        return JobSeat.wrap(JobSeat.unwrap(seat) | (uint256(attestation_) << 160));
    }

    function withAudit(JobSeat seat) internal pure returns (JobSeat) {
        return JobSeat.wrap(JobSeat.unwrap(seat) | (uint256(1) << 168));
    }
}

library ReplicaPlaceLibrary {
    uint256 private constant _REVEALED = 1 << 160;
    uint256 private constant _CLAIMER = 168;

    function from(address provider_, address claimer) internal pure returns (ReplicaPlace) {
        // What the shift drops are the upper bits.
        return ReplicaPlace.wrap(uint256(uint160(provider_)) | (uint256(uint160(claimer)) << _CLAIMER));
    }

    function provider(ReplicaPlace place) internal pure returns (address) {
        return address(uint160(ReplicaPlace.unwrap(place)));
    }

    function revealed(ReplicaPlace place) internal pure returns (bool) {
        return ReplicaPlace.unwrap(place) & _REVEALED != 0;
    }

    /// @notice The place of one that has committed: who claimed it is of no more use.
    function withCommitment(ReplicaPlace place) internal pure returns (ReplicaPlace) {
        return ReplicaPlace.wrap(uint160(ReplicaPlace.unwrap(place)));
    }

    function withReveal(ReplicaPlace place) internal pure returns (ReplicaPlace) {
        return ReplicaPlace.wrap(ReplicaPlace.unwrap(place) | _REVEALED);
    }

    /// @notice Whether an account may commit for the place.
    function mayCommit(ReplicaPlace place, address account) internal pure returns (bool) {
        uint256 word = ReplicaPlace.unwrap(place);
        return account == address(uint160(word)) || uint88(uint160(account)) == word >> _CLAIMER;
    }
}

library JobLibrary {
    /// @dev A Job has no dynamic part, so `abi.encode(job)` is its 13 words in line: 8 of the terms, then 5 of its own. In memory
    /// the terms lie elsewhere, behind a pointer. These functions move words between the two forms as they are: decoding and encoding
    /// field by field would cost a tenth of a job's gas.
    uint256 private constant _TERMS = 0x100;
    uint256 private constant _REST = 0xa0;
    uint256 private constant _SIZE = 0x1a0;

    /// @notice The hash that stands for the job on chain: `keccak256(abi.encode(job))`.
    function hash(Job memory job) internal pure returns (bytes32 result) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            mcopy(free, mload(job), _TERMS)
            mcopy(add(free, _TERMS), add(job, 0x20), _REST)
            result := keccak256(free, _SIZE)
        }
    }

    /// @notice As `hash`, of the words as they came.
    /// @dev Words with dirty upper bits hash to something that no `hash` yields, so they match no job.
    function hashCalldata(Job calldata job) internal pure returns (bytes32 result) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, job, _SIZE)
            result := keccak256(free, _SIZE)
        }
    }

    /// @notice The hash of the job with another state, seat and result; a copy to change costs more.
    function hashWith(
        Job calldata job,
        JobState state,
        JobSeat seat,
        bytes32 result_
    ) internal pure returns (bytes32 result) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, job, _SIZE)
            mstore(add(free, 0x100), state)
            mstore(add(free, 0x120), seat)
            mstore(add(free, 0x160), result_)
            result := keccak256(free, _SIZE)
        }
    }

    /// @notice A copy to change.
    /// @dev Only for a job whose hash was checked: nothing else tells that its words have no dirty upper bits.
    function copy(Job calldata job) internal pure returns (Job memory result) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let terms := mload(0x40)
            calldatacopy(terms, job, _TERMS)
            result := add(terms, _TERMS)
            mstore(result, terms)
            calldatacopy(add(result, 0x20), add(job, _TERMS), _REST)
            mstore(0x40, add(terms, add(_SIZE, 0x20)))
        }
    }
}
