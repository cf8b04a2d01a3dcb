// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobEscrow} from "../interfaces/IJobEscrow.sol";
import {Dispute, Job, JobStatus, JobTerms, Replica} from "../types/Job.sol";
import {JobConfig, JobConfigLibrary} from "../types/JobConfig.sol";
import {JobRules} from "../types/JobRules.sol";
import {Stages} from "../types/Stages.sol";
import {ReplicaList} from "./ReplicaList.sol";

/// @title JobChecks
/// @notice What JobEscrow refuses, and with which error. Functions that a preflight view shares return the error encoded, the
/// others revert with it.
library JobChecks {
    uint8 internal constant MAX_REPLICAS = 9;

    /// @notice Reverts unless the terms lie within the parameters.
    /// @param inBlack Whether they pay in $BLACK.
    /// @return reputable Whether the job will count for reputation.
    function terms(JobTerms calldata asked, JobConfig config, bool inBlack) internal pure returns (bool reputable) {
        if (asked.budget == 0) revert IJobEscrow.JobEscrow_ZeroPrice();
        if (asked.specDigest == 0) revert IJobEscrow.JobEscrow_ZeroSpec();
        if (!asked.stages.isValid()) revert IJobEscrow.JobEscrow_InvalidStages(Stages.unwrap(asked.stages));
        JobRules rules = asked.rules;
        if (!rules.isAsked()) revert IJobEscrow.JobEscrow_InvalidRules(JobRules.unwrap(rules));
        (uint256 min, uint256 max) = (config.minPeriod(), config.maxPeriod());
        _period(rules.claimPeriod(), min, max);
        _period(rules.workPeriod(), min, max);
        _period(rules.challengePeriod(), min, max);
        _period(rules.priorityPeriod(), config.minPriorityPeriod(), rules.claimPeriod());
        uint256 attempts = rules.attempts();
        if (attempts == 0 || attempts > config.maxAttempts()) {
            revert IJobEscrow.JobEscrow_AttemptsOutOfBounds(attempts, config.maxAttempts());
        }
        uint256 replicas = rules.replicas();
        if (replicas == 0 || replicas > MAX_REPLICAS) {
            revert IJobEscrow.JobEscrow_ReplicasOutOfBounds(replicas, MAX_REPLICAS);
        }
        uint256 least = config.minStakeLock();
        (uint256 cheapest, uint256 dearest) = asked.stages.extremes(asked.budget);
        uint256 rate = config.lockRate(asked.currency, inBlack);
        // Prices fit 128 bits, rates and fees 32, and there is a replica.
        unchecked {
            uint256 worth = (((dearest + replicas - 1) / replicas) * rate) / 100;
            if (worth > least) least = worth;
            if (inBlack) reputable = ((cheapest / replicas) * config.blackFeeBps()) / 10_000 >= config.reputationFee();
        }
        if (asked.stakeLock < least) revert IJobEscrow.JobEscrow_StakeLockTooLow(asked.stakeLock, least);
    }

    /// @notice Reverts unless the parameters leave every job an exit and every lock a value, and fit where they are kept.
    function parameters(IJobEscrow.Parameters memory given) internal pure {
        if (
            given.minPeriod == 0 ||
            given.minPeriod > type(uint24).max ||
            given.maxPeriod < given.minPeriod ||
            given.minPriorityPeriod > given.minPeriod ||
            given.maxAttempts == 0 ||
            given.minStakeLock == 0 ||
            given.auditBps > 10_000 ||
            !_isKept(given.minStakeLock, type(uint32).max) ||
            !_isKept(given.reputationFee, type(uint24).max)
        ) revert IJobEscrow.JobEscrow_InvalidParameters();
    }

    /// @notice Why the job passed in is not the one that stands, or not in this status; empty when it is.
    function mismatch(
        uint256 jobId,
        bytes32 expected,
        Job calldata job,
        JobStatus status
    ) internal pure returns (bytes memory reason) {
        bytes32 given = job.hashCalldata();
        if (expected != given) {
            return abi.encodeWithSelector(IJobEscrow.JobEscrow_StateMismatch.selector, jobId, expected, given);
        }
        if (job.state.status() != status) {
            return abi.encodeWithSelector(IJobEscrow.JobEscrow_WrongStatus.selector, jobId, job.state.status());
        }
    }

    /// @notice Why the job is not one of a single replica, or not one of several; empty when it is.
    function misreplicated(uint256 jobId, Job calldata job, bool several) internal pure returns (bytes memory reason) {
        uint8 count = job.terms.rules.replicas();
        if ((count != 1) != several) {
            return abi.encodeWithSelector(IJobEscrow.JobEscrow_WrongReplication.selector, jobId, count);
        }
    }

    /// @notice Why the list passed in is not the job's; empty when it is. A job of one has none.
    function mislisted(
        uint256 jobId,
        Job calldata job,
        Replica[] calldata list
    ) internal pure returns (bytes memory reason) {
        bytes32 expected = job.terms.rules.replicas() == 1 ? bytes32(0) : job.result;
        bytes32 given = ReplicaList.hash(list);
        if (expected != given) {
            return abi.encodeWithSelector(IJobEscrow.JobEscrow_ReplicasMismatch.selector, jobId, expected, given);
        }
    }

    /// @notice Reverts unless the dispute passed in is the job's.
    function dispute(uint256 jobId, Job calldata job, Dispute calldata given) internal pure {
        bytes32 hash = keccak256(abi.encode(given));
        if (hash != job.dispute) revert IJobEscrow.JobEscrow_DisputeMismatch(jobId, job.dispute, hash);
    }

    /// @notice As `inTime`, encoded: why it is too late; empty while it is not.
    function late(uint256 jobId, uint64 deadline) internal view returns (bytes memory reason) {
        if (block.timestamp > deadline) {
            return abi.encodeWithSelector(IJobEscrow.JobEscrow_DeadlinePassed.selector, jobId, deadline);
        }
    }

    /// @notice Reverts after the deadline.
    function inTime(uint256 jobId, uint64 deadline) internal view {
        if (block.timestamp > deadline) revert IJobEscrow.JobEscrow_DeadlinePassed(jobId, deadline);
    }

    /// @notice Reverts until the deadline has passed.
    function overdue(uint256 jobId, uint64 deadline) internal view {
        if (block.timestamp <= deadline) revert IJobEscrow.JobEscrow_DeadlineNotPassed(jobId, deadline);
    }

    function _period(uint256 period, uint256 min, uint256 max) private pure {
        if (period < min || period > max) revert IJobEscrow.JobEscrow_PeriodOutOfBounds(period, min, max);
    }

    function _isKept(uint256 amount, uint256 most) private pure returns (bool) {
        return amount % JobConfigLibrary.UNIT == 0 && amount / JobConfigLibrary.UNIT <= most;
    }
}
