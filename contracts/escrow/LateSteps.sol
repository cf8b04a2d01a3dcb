// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttestationVerifier} from "../interfaces/IAttestationVerifier.sol";
import {IJobEscrow} from "../interfaces/IJobEscrow.sol";
import {Payment} from "../interfaces/IVault.sol";
import {JobChecks} from "../libraries/JobChecks.sol";
import {JobMoney} from "../libraries/JobMoney.sol";
import {ReplicaList} from "../libraries/ReplicaList.sol";
import {Revert} from "../libraries/Revert.sol";
import {Currency} from "../types/Currency.sol";
import {Dispute, Job, JobStatus, Replica} from "../types/Job.sol";
import {JobDisputes} from "./JobDisputes.sol";
import {JobWiring} from "./JobCore.sol";

/// @title LateSteps
/// @notice The escrow's code for what is late, for reveals that do not agree, and for its settings. IJobEscrow says what each function does.
/// @dev Runs on JobEscrow's storage: see JobCore.
contract LateSteps is JobDisputes {
    constructor(JobWiring memory wiring) JobDisputes(wiring) {}

    /* OPEN */

    function refund(uint256 jobId, Job calldata job, Replica[] calldata replicas) external {
        _check(jobId, job, JobStatus.Open);
        Revert.ifAny(JobChecks.mislisted(jobId, job, replicas));
        JobChecks.overdue(jobId, job.state.deadline());

        _refunded(jobId, job);

        for (uint256 i; i < replicas.length; ++i) _unlock(job, replicas[i].place.provider());
        _returnLeft(job);
    }

    /* WORKING */

    function slashNoShow(uint256 jobId, Job calldata job) external {
        _checkOne(jobId, job, JobStatus.Working);
        JobChecks.overdue(jobId, job.state.deadline());

        Replica[] memory nobody = new Replica[](0);
        bool open = _retried(jobId, job, nobody);

        // Whoever gained more by a no-show could bring one about.
        _slashAbsent(jobId, job, job.seat.provider(), nobody, false);
        if (!open) _returnLeft(job);
    }

    function slashReplicas(uint256 jobId, Job calldata job, Replica[] calldata replicas) external {
        _checkSeveral(jobId, job, replicas, JobStatus.Working);
        JobChecks.overdue(jobId, job.state.deadline());

        Replica[] memory kept = _kept(replicas, JobStatus.Working);
        bool open = _retried(jobId, job, kept);

        for (uint256 i; i < replicas.length; ++i) {
            if (replicas[i].digest == 0) _slashAbsent(jobId, job, replicas[i].place.provider(), kept, !open);
        }
        if (open) return;
        for (uint256 i; i < kept.length; ++i) _unlock(job, kept[i].place.provider());
        _returnLeft(job);
    }

    /* REVEALING */

    function closeReveals(uint256 jobId, Job calldata job, Replica[] calldata replicas) external {
        _checkSeveral(jobId, job, replicas, JobStatus.Revealing);
        Replica[] memory kept = _kept(replicas, JobStatus.Revealing);
        if (kept.length != replicas.length) JobChecks.overdue(jobId, job.state.deadline());

        bool open = true;
        if (kept.length == 0) open = _retried(jobId, job, kept);
        else _closed(jobId, job, kept);

        for (uint256 i; i < replicas.length; ++i) {
            if (!replicas[i].place.revealed()) _slashAbsent(jobId, job, replicas[i].place.provider(), kept, false);
        }
        if (!open) _returnLeft(job);
    }

    /* FEES */

    function collectFees(Currency currency) external {
        uint256 amount = _fees[currency];
        _fees[currency] = 0;

        emit IJobEscrow.FeesCollected(currency.id(), amount);
        _VAULT.transfer(address(_REFEREES), currency.id(), amount);
    }

    /* SETTINGS: JobEscrow asks who may */

    function syncFees() external {
        _syncFees();
    }

    function setParameters(IJobEscrow.Parameters calldata changed) external {
        _setParameters(changed);
    }

    function setVerifier(uint8 number, IAttestationVerifier verifier, uint16 auditDiscountBps) external {
        uint256 max = address(verifier) == address(0) ? 0 : _MAX_AUDIT_DISCOUNT_BPS;
        if (number == 0 || auditDiscountBps > max) revert IJobEscrow.JobEscrow_InvalidParameters();

        _verifiers[number] = Verifier({verifier: verifier, auditDiscountBps: auditDiscountBps});

        emit IJobEscrow.VerifierChanged(number, address(verifier), auditDiscountBps);
    }

    /* INTERNAL */

    /// @dev Those that did their part: committed while Working, revealed while Revealing.
    function _kept(Replica[] calldata replicas, JobStatus status) private pure returns (Replica[] memory kept) {
        kept = new Replica[](replicas.length);
        uint256 count;
        for (uint256 i; i < replicas.length; ++i) {
            bool did = status == JobStatus.Working ? replicas[i].digest != 0 : replicas[i].place.revealed();
            if (did) kept[count++] = replicas[i];
        }
        // Shortening an array in memory only hides its end.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(kept, count)
        }
    }

    /// @dev The reveals ended: results that are left stand if they are equal.
    function _closed(uint256 jobId, Job calldata job, Replica[] memory kept) private {
        bool equal = true;
        for (uint256 i = 1; i < kept.length; ++i) if (kept[i].digest != kept[0].digest) equal = false;
        Job memory next = job.copy();
        next.result = ReplicaList.hashMemory(kept);
        if (equal) {
            next.state = _pending(job);
            _jobHash[jobId] = next.hash();
        } else {
            address[] memory providers = new address[](kept.length);
            for (uint256 i; i < kept.length; ++i) providers[i] = kept[i].place.provider();
            if (!_disagree(jobId, job, next, providers)) return;
        }
        emit IJobEscrow.RevealsClosed(jobId, next, kept);
    }

    /// @dev The replicas' results differ: never a plain majority, but referees. @return Whether there are any; else the dispute is void.
    function _disagree(
        uint256 jobId,
        Job calldata job,
        Job memory next,
        address[] memory providers
    ) private returns (bool) {
        Dispute memory dispute;
        address[] memory parties = _partiesOf(job, providers, new address[](0));
        dispute.panelId = _openReferees(jobId, job, uint8(providers.length), parties);
        if (dispute.panelId == 0) {
            _void(jobId, job, providers, 0);
            return false;
        }
        _disputed(jobId, job, next, dispute, 0);
        return true;
    }

    /// @dev Slashes who let a deadline pass. @param reward Whether the others get a part, as their work is for nothing.
    function _slashAbsent(
        uint256 jobId,
        Job calldata job,
        address provider,
        Replica[] memory kept,
        bool reward
    ) private {
        uint256 others = reward ? kept.length : 0;
        uint128 amount = job.terms.stakeLock;
        (uint256 toRequester, uint256 toEach, uint256 burned) = JobMoney.splitNoShow(amount, others);
        emit IJobEscrow.NoShowSlashed(jobId, provider, toRequester, toEach * others, burned);
        Payment[] memory payments = new Payment[](others + 1);
        payments[others] = Payment({to: job.state.requester(), amount: toRequester});
        for (uint256 i; i < others; ++i) payments[i] = Payment({to: kept[i].place.provider(), amount: toEach});
        _PROVIDERS.slash(provider, amount, payments);
    }
}
