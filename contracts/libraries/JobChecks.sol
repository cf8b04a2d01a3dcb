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
    function parameters(
        IJobEscrow.Parameters memory given,
        uint32 minArbitrationPeriod,
        uint32 maxArbitrationPeriod
    ) internal pure {
        if (
            given.minPeriod == 0 ||
            given.maxPeriod < given.minPeriod ||
            given.arbitrationPeriod < given.minPeriod ||
            given.arbitrationPeriod < minArbitrationPeriod ||
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

    /// @notice As `inTime`, encoded: why it is too late; empty while it is not.
    function late(uint256 jobId, uint64 deadline) internal view returns (bytes memory reason) {
        if (block.timestamp > deadline) {
            return abi.encodeWithSelector(IJobEscrow.JobEscrow_DeadlinePassed.selector, jobId, deadline);
        }
    }

    /// @notice Reverts unless the receipt is of this attempt at this job, by its provider. No two attempts share a deadline, so one that
    /// was signed in an attempt that ended as a no-show is void in the next.
    function receipt(uint256 jobId, Job calldata job, Receipt calldata given) internal pure {
        if (given.jobId != jobId) revert IJobEscrow.JobEscrow_ReceiptMismatch(jobId, "jobId");
        if (given.stage != 0) revert IJobEscrow.JobEscrow_ReceiptMismatch(jobId, "stage");
        if (given.specDigest != job.terms.specDigest) revert IJobEscrow.JobEscrow_ReceiptMismatch(jobId, "specDigest");
        if (given.provider != job.provider) revert IJobEscrow.JobEscrow_ReceiptMismatch(jobId, "provider");
        if (given.outputDigest == 0) revert IJobEscrow.JobEscrow_ReceiptMismatch(jobId, "outputDigest");
        if (given.deadline != job.deadline) revert IJobEscrow.JobEscrow_ReceiptMismatch(jobId, "deadline");
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
