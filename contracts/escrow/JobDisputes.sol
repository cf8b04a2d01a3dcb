// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobEscrow} from "../interfaces/IJobEscrow.sol";
import {IReferees} from "../interfaces/IReferees.sol";
import {Revert} from "../libraries/Revert.sol";
import {Dispute, Job, JobStatus} from "../types/Job.sol";
import {JobCore, JobWiring} from "./JobCore.sol";

/// @title JobDisputes
/// @notice How a job comes before a panel.
/// @dev Referees is Blacktail's own and calls nobody back; its answer, the panel's number, is part of the job's next state, so it is asked first.
abstract contract JobDisputes is JobCore {
    constructor(JobWiring memory wiring) JobCore(wiring) {}

    /// @dev Opens a panel of referees, or none (0) where Referees does no longer serve this contract: then nobody can decide, and the dispute
    /// is void. Any other failure reverts, above all one for want of gas, which the caller could bring about.
    function _openReferees(
        uint256 jobId,
        Job calldata job,
        uint8 candidates,
        address[] memory parties
    ) internal returns (uint256) {
        try _REFEREES.open(jobId, false, candidates, job.terms.rules.workPeriod(), _lockOf(job), parties) returns (
            uint256 panelId
        ) {
            return panelId;
        } catch (bytes memory reason) {
            if (bytes4(reason) == IReferees.Referees_NotModule.selector) return 0;
            Revert.ifAny(reason);
            revert IJobEscrow.JobEscrow_OutOfGas(jobId);
        }
    }

    /// @dev What each provider of the job has locked. Narrowing is exact: it has, and stake fits 88 bits.
    function _lockOf(Job calldata job) internal pure returns (uint96) {
        return uint96(job.terms.stakeLock);
    }

    /// @dev Who may not sit: the stage's providers, the requester and `others`, in this order.
    function _partiesOf(
        Job calldata job,
        address[] memory providers,
        address[] memory others
    ) internal pure returns (address[] memory parties) {
        uint256 count = providers.length;
        parties = new address[](count + 1 + others.length);
        for (uint256 i; i < count; ++i) parties[i] = providers[i];
        parties[count] = job.state.requester();
        for (uint256 i; i < others.length; ++i) parties[count + 1 + i] = others[i];
    }

    /// @dev `next` is the job as it stands but for what a dispute changes.
    function _disputed(
        uint256 jobId,
        Job calldata job,
        Job memory next,
        Dispute memory dispute,
        bytes32 reason
    ) internal {
        next.state = _moved(job.state, JobStatus.Disputed, 0);
        next.dispute = keccak256(abi.encode(dispute));
        _jobHash[jobId] = next.hash();
        emit IJobEscrow.JobDisputed(jobId, dispute.panelId, dispute.challenger, next, dispute, reason);
    }

    /// @dev No decision: what is left goes back, nobody is slashed.
    function _void(uint256 jobId, Job calldata job, address[] memory providers, uint256 panelId) internal {
        emit IJobEscrow.DisputeVoided(jobId, panelId);
        _refunded(jobId, job);
        for (uint256 i; i < providers.length; ++i) _unlock(job, providers[i]);
        _returnLeft(job);
    }

    /// @dev Ends the lock of a provider that earned nothing.
    function _unlock(Job calldata job, address provider) internal {
        _PROVIDERS.unlock(provider, job.terms.stakeLock, address(0), job.terms.currency);
    }
}
