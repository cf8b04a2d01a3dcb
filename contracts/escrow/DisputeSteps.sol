// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IJobEscrow} from "../interfaces/IJobEscrow.sol";
import {Payment} from "../interfaces/IVault.sol";
import {JobChecks} from "../libraries/JobChecks.sol";
import {JobLots} from "../libraries/JobLots.sol";
import {JobMoney} from "../libraries/JobMoney.sol";
import {Revert} from "../libraries/Revert.sol";
import {Currency} from "../types/Currency.sol";
import {Dispute, Job, JobStatus, Replica} from "../types/Job.sol";
import {JobDisputes} from "./JobDisputes.sol";
import {JobWiring} from "./JobCore.sol";

/// @title DisputeSteps
/// @notice The escrow's code for challenges, audits and what referees decide, of one replica and of several. IJobEscrow says what each
/// function does.
/// @dev Runs on JobEscrow's storage: see JobCore.
contract DisputeSteps is JobDisputes {
    /// @dev What a decision is carried out with; together, as the stack holds no more.
    struct Case {
        uint256 jobId;
        address[] providers;
        /// Bit i: provider i's result is right.
        uint256 accepted;
        /// $BLACK (wei) that went to Referees for the panels.
        uint256 toReferees;
        uint256 toAuditors;
    }

    constructor(JobWiring memory wiring) JobDisputes(wiring) {}

    /* PENDING */

    function challenge(uint256 jobId, Job calldata job, Replica[] calldata replicas, bytes32 reason) external {
        _checkPending(jobId, job, replicas);

        Dispute memory dispute;
        // Auditors who found nothing answer for it.
        address[] memory others;
        if (job.seat.audited()) {
            dispute.auditId = _takeAudit(jobId);
            (others, , ) = _REFEREES.membersOf(dispute.auditId);
        }
        others = _with(others, msg.sender);
        // All results are equal here, so they are one candidate.
        address[] memory parties = _partiesOf(job, _providersOf(job, replicas), others);
        dispute.panelId = _REFEREES.open(jobId, false, 1, job.terms.rules.workPeriod(), _lockOf(job), parties);
        dispute.challenger = msg.sender;
        dispute.bond = job.terms.stakeLock;
        _disputed(jobId, job, job.copy(), dispute, reason);
        _VAULT.transferFrom(msg.sender, address(this), _BLACK.id(), dispute.bond);
    }

    function drawAudit(uint256 jobId, Job calldata job, Replica[] calldata replicas) external {
        _checkPending(jobId, job, replicas);
        if (job.seat.audited()) revert IJobEscrow.JobEscrow_AlreadyAudited(jobId);
        uint256 discount = _verifiers[job.seat.attestation()].auditDiscountBps;
        if (!JobLots.drawn(jobId, job, discount)) revert IJobEscrow.JobEscrow_NotDrawn(jobId);

        Dispute memory dispute;
        address[] memory parties = _partiesOf(job, _providersOf(job, replicas), new address[](0));
        dispute.auditId = _REFEREES.open(jobId, true, 1, job.terms.rules.workPeriod(), _lockOf(job), parties);
        dispute.challengeLeft = job.state.deadline() - uint64(block.timestamp);
        Job memory next = job.copy();
        next.state = _moved(job.state, JobStatus.Audited, 0);
        next.dispute = keccak256(abi.encode(dispute));
        _jobHash[jobId] = next.hash();

        emit IJobEscrow.AuditDrawn(jobId, dispute.auditId, next, dispute);
        _REFEREES.fundAudit(dispute.auditId, job.terms.currency, _workPriceOf(job));
    }

    /* AUDITED, DISPUTED */

    function conclude(uint256 jobId, Job calldata job, Replica[] calldata replicas, Dispute calldata dispute) external {
        bool audited = dispute.panelId == 0;
        _check(jobId, job, audited ? JobStatus.Audited : JobStatus.Disputed);
        Revert.ifAny(JobChecks.mislisted(jobId, job, replicas));
        JobChecks.dispute(jobId, job, dispute);
        Case memory decision;
        decision.jobId = jobId;
        decision.providers = _providersOf(job, replicas);
        bool decided = _readPanel(decision, dispute, audited ? dispute.auditId : dispute.panelId);

        if (audited) _endAudit(job, dispute, decision);
        else if (decided) _decide(job, replicas, dispute, decision);
        else _end(job, dispute, decision);
    }

    /* INTERNAL */

    function _checkPending(uint256 jobId, Job calldata job, Replica[] calldata replicas) private view {
        _check(jobId, job, JobStatus.Pending);
        Revert.ifAny(JobChecks.mislisted(jobId, job, replicas));
        JobChecks.inTime(jobId, job.state.deadline());
    }

    /// @return Whether the panel came to a decision, which then is the case's.
    function _readPanel(Case memory decision, Dispute calldata dispute, uint256 panelId) private view returns (bool) {
        (bool ended, bool decided, uint16 accepted) = _REFEREES.outcomeOf(panelId);
        if (!ended) revert IJobEscrow.JobEscrow_PanelNotEnded(decision.jobId, panelId);
        uint256 all = (1 << decision.providers.length) - 1;
        // Of results that are equal the panel saw one.
        bool equal = dispute.challenger != address(0) || dispute.auditId != 0;
        if (!equal) decision.accepted = accepted & all;
        else if (accepted & 1 != 0) decision.accepted = all;
        return decided;
    }

    /// @dev One auditor that found something is enough to ask referees, also where the panel came to no decision.
    function _endAudit(Job calldata job, Dispute calldata dispute, Case memory decision) private {
        (uint256 jobId, uint256 auditId) = (decision.jobId, dispute.auditId);
        Job memory next = job.copy();
        if (_REFEREES.rejectionsOf(auditId, 0) != 0) {
            // What the auditors get depends on the referees, so they cannot be the same.
            (address[] memory auditors, , ) = _REFEREES.membersOf(auditId);
            Dispute memory widened = dispute;
            widened.panelId = _openReferees(jobId, job, 1, _partiesOf(job, decision.providers, auditors));
            if (widened.panelId == 0) _end(job, dispute, decision);
            else _disputed(jobId, job, next, widened, 0);
            return;
        }
        next.state = _moved(job.state, JobStatus.Pending, uint64(block.timestamp) + dispute.challengeLeft);
        next.seat = job.seat.withAudit();
        next.dispute = 0;
        _jobHash[jobId] = next.hash();
        _passedAudit[jobId] = auditId;

        emit IJobEscrow.AuditPassed(jobId, auditId, next);
    }

    function _with(address[] memory list, address last) private pure returns (address[] memory longer) {
        longer = new address[](list.length + 1);
        for (uint256 i; i < list.length; ++i) longer[i] = list[i];
        longer[list.length] = last;
    }

    /// @dev Carries out what the referees decided.
    function _decide(
        Job calldata job,
        Replica[] calldata replicas,
        Dispute calldata dispute,
        Case memory decision
    ) private {
        emit IJobEscrow.DisputeDecided(decision.jobId, dispute.panelId, uint16(decision.accepted));
        bool right = decision.accepted != 0;
        bool open = true;
        if (right) _passStage(decision.jobId, job, _outputOf(job, replicas, decision.accepted));
        else open = _retried(decision.jobId, job, new Replica[](0));

        for (uint256 i; i < decision.providers.length; ++i) {
            if ((decision.accepted >> i) & 1 == 0) _slashWrong(job, dispute, decision, i);
        }
        if (right) _payShares(decision.jobId, job, decision.providers, decision.accepted);
        else if (!open) _returnLeft(job);
        if (dispute.challenger != address(0)) _payBond(dispute, decision, right);
        _reward(job, dispute, decision, right);
    }

    /// @dev The output of the first accepted replica, with which others may agree within the spec's tolerance only.
    function _outputOf(Job calldata job, Replica[] calldata replicas, uint256 accepted) private pure returns (bytes32) {
        if (replicas.length == 0) return job.result;
        uint256 i;
        while ((accepted >> i) & 1 == 0) ++i;
        return replicas[i].digest;
    }

    function _slashWrong(Job calldata job, Dispute calldata dispute, Case memory decision, uint256 i) private {
        bool byAuditors = _byAuditors(dispute);
        uint128 amount = job.terms.stakeLock;
        (uint256 toRequester, uint256 toFinder, uint256 toReferees, uint256 burned) = JobMoney.splitSlash(
            amount,
            byAuditors || dispute.challenger != address(0)
        );
        decision.toReferees += toReferees;
        if (byAuditors) decision.toAuditors += toFinder;
        Payment[] memory payments = new Payment[](3);
        payments[0] = Payment({to: job.state.requester(), amount: toRequester});
        payments[1] = Payment({to: byAuditors ? address(_REFEREES) : dispute.challenger, amount: toFinder});
        payments[2] = Payment({to: address(_REFEREES), amount: toReferees});
        address provider = decision.providers[i];
        emit IJobEscrow.WrongResultSlashed(decision.jobId, provider, toRequester, toFinder, toReferees, burned);
        _PROVIDERS.slash(provider, amount, payments);
    }

    /// @dev A challenger that was right gets its bond back; else the providers take it, and the referees a quarter for their work.
    function _payBond(Dispute calldata dispute, Case memory decision, bool right) private {
        if (!right) {
            _VAULT.transfer(dispute.challenger, _BLACK.id(), dispute.bond);
            return;
        }
        (uint256 toProviders, uint256 toReferees) = JobMoney.splitBond(dispute.bond);
        decision.toReferees += toReferees;
        uint256 count = decision.providers.length;
        Payment[] memory payments = new Payment[](count + 1);
        for (uint256 i; i < count; ++i) {
            payments[i] = Payment({to: decision.providers[i], amount: JobMoney.shareOf(toProviders, count, i)});
        }
        payments[count] = Payment({to: address(_REFEREES), amount: toReferees});
        _VAULT.pay(address(this), _BLACK, payments);
    }

    function _reward(Job calldata job, Dispute calldata dispute, Case memory decision, bool right) private {
        if (decision.toReferees != 0) _REFEREES.reward(dispute.panelId, _BLACK, decision.toReferees);
        if (dispute.auditId == 0) return;
        // Nobody lost anything to the referees: they must not get less for clearing a result than for condemning it.
        if (right && _byAuditors(dispute))
            _REFEREES.fundVerdict(dispute.panelId, job.terms.currency, _workPriceOf(job));
        _REFEREES.endAudit(dispute.auditId, true, right ? 1 : 0);
        if (decision.toAuditors != 0) _REFEREES.reward(dispute.auditId, _BLACK, decision.toAuditors);
    }

    /// @dev Whether auditors called the referees, not a challenger after them.
    function _byAuditors(Dispute calldata dispute) private pure returns (bool) {
        return dispute.auditId != 0 && dispute.challenger == address(0);
    }

    /// @dev What the work of a replica of this stage costs, which auditors and referees do again; but no more than the job's lock covers at the
    /// rate of the day. Who is on all sides of a job loses by parts of the lock, and gains by what the reserve pays.
    function _workPriceOf(Job calldata job) private view returns (uint256) {
        Currency currency = job.terms.currency;
        uint256 rate = _config.lockRate(currency, currency == _BLACK);
        if (rate == 0) return 0;
        return Math.min(_priceOf(job) / job.terms.rules.replicas(), (uint256(job.terms.stakeLock) * 100) / rate);
    }

    /// @dev No decision: everything goes back, but for what a challenger loses.
    function _end(Job calldata job, Dispute calldata dispute, Case memory decision) private {
        _void(decision.jobId, job, decision.providers, dispute.panelId);
        if (dispute.challenger != address(0)) {
            uint256 burned = JobMoney.voidCost(dispute.bond);
            _VAULT.transfer(dispute.challenger, _BLACK.id(), dispute.bond - burned);
            _VAULT.withdraw(_BLACK, burned, address(this));
            ERC20Burnable(_BLACK.token()).burn(burned);
        }
        if (dispute.auditId != 0) _REFEREES.endAudit(dispute.auditId, false, 0);
    }
}
