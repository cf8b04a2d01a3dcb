// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobEscrow} from "../interfaces/IJobEscrow.sol";
import {Job, JobStatus, JobTerms} from "../types/Job.sol";
import {Receipt} from "../types/Receipt.sol";

/// @title JobChecks
/// @notice What JobEscrow refuses, and with which error. Functions that a preflight view shares return the error encoded, the
/// others revert with it.
library JobChecks {
    /// @notice Reverts unless the terms lie within the parameters.
    function terms(JobTerms calldata asked, IJobEscrow.Parameters memory bounds) internal pure {
        if (asked.price == 0) revert IJobEscrow.JobEscrow_ZeroPrice();
        if (asked.specDigest == 0) revert IJobEscrow.JobEscrow_ZeroSpec();
        _period(asked.claimPeriod, bounds);
        _period(asked.workPeriod, bounds);
        _period(asked.challengePeriod, bounds);
        if (asked.attempts == 0 || asked.attempts > bounds.maxAttempts) {
            revert IJobEscrow.JobEscrow_AttemptsOutOfBounds(asked.attempts, bounds.maxAttempts);
        }
        if (asked.stakeLock < bounds.minStakeLock) {
            revert IJobEscrow.JobEscrow_StakeLockTooLow(asked.stakeLock, bounds.minStakeLock);
        }
    }

    /// @notice Reverts unless the parameters leave every job an exit and every lock a value.
    function parameters(IJobEscrow.Parameters memory given, uint32 maxArbitrationPeriod) internal pure {
        if (
            given.minPeriod == 0 ||
            given.maxPeriod < given.minPeriod ||
            given.arbitrationPeriod < given.minPeriod ||
            given.arbitrationPeriod > maxArbitrationPeriod ||
            given.maxAttempts == 0 ||
            given.minStakeLock == 0
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
        if (job.status != status) {
            return abi.encodeWithSelector(IJobEscrow.JobEscrow_WrongStatus.selector, jobId, job.status);
        }
    }

    /// @notice Why `caller` may not claim this open job for `provider`, as far as the job itself tells; empty when it may.
    function claimant(
        uint256 jobId,
        Job calldata job,
        address provider,
        address caller
    ) internal view returns (bytes memory reason) {
        if (block.timestamp > job.deadline) {
            return abi.encodeWithSelector(IJobEscrow.JobEscrow_DeadlinePassed.selector, jobId, job.deadline);
        }
        if (provider == job.requester || caller == job.requester) {
            return abi.encodeWithSelector(IJobEscrow.JobEscrow_SelfDealing.selector, jobId, job.requester);
        }
    }

    /// @notice Reverts unless the receipt is of this job, by its provider, and still valid.
    function receipt(uint256 jobId, Job calldata job, Receipt calldata given) internal view {
        if (given.jobId != jobId) revert IJobEscrow.JobEscrow_ReceiptMismatch(jobId, "jobId");
        if (given.stage != 0) revert IJobEscrow.JobEscrow_ReceiptMismatch(jobId, "stage");
        if (given.specDigest != job.terms.specDigest) revert IJobEscrow.JobEscrow_ReceiptMismatch(jobId, "specDigest");
        if (given.provider != job.provider) revert IJobEscrow.JobEscrow_ReceiptMismatch(jobId, "provider");
        if (given.outputDigest == 0) revert IJobEscrow.JobEscrow_ReceiptMismatch(jobId, "outputDigest");
        if (block.timestamp > given.deadline) revert IJobEscrow.JobEscrow_ReceiptExpired(jobId, given.deadline);
    }

    /// @notice Reverts after the deadline.
    function inTime(uint256 jobId, uint64 deadline) internal view {
        if (block.timestamp > deadline) revert IJobEscrow.JobEscrow_DeadlinePassed(jobId, deadline);
    }

    /// @notice Reverts until the deadline has passed.
    function overdue(uint256 jobId, uint64 deadline) internal view {
        if (block.timestamp <= deadline) revert IJobEscrow.JobEscrow_DeadlineNotPassed(jobId, deadline);
    }

    function _period(uint256 period, IJobEscrow.Parameters memory bounds) private pure {
        if (period < bounds.minPeriod || period > bounds.maxPeriod) {
            revert IJobEscrow.JobEscrow_PeriodOutOfBounds(period, bounds.minPeriod, bounds.maxPeriod);
        }
    }
}
