// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {DisputeSteps} from "./escrow/DisputeSteps.sol";
import {JobCore, JobWiring} from "./escrow/JobCore.sol";
import {LateSteps} from "./escrow/LateSteps.sol";
import {IAttestationVerifier} from "./interfaces/IAttestationVerifier.sol";
import {IJobEscrow} from "./interfaces/IJobEscrow.sol";
import {JobChecks} from "./libraries/JobChecks.sol";
import {JobEvents} from "./libraries/JobEvents.sol";
import {JobLots} from "./libraries/JobLots.sol";
import {JobMoney} from "./libraries/JobMoney.sol";
import {ReplicaList} from "./libraries/ReplicaList.sol";
import {Revert} from "./libraries/Revert.sol";
import {Currency} from "./types/Currency.sol";
import {
    Dispute,
    Job,
    JobSeatLibrary,
    JobState,
    JobStateLibrary,
    JobStatus,
    JobTerms,
    Replica,
    ReplicaPlace,
    ReplicaPlaceLibrary
} from "./types/Job.sol";
import {JobConfig} from "./types/JobConfig.sol";
import {JobRules} from "./types/JobRules.sol";
import {Receipt, ReceiptBody} from "./types/Receipt.sol";

/// @title JobEscrow
/// @notice Holds a requester's money while providers do a job stage by stage; IJobEscrow tells the states.
///
/// ROLES. A requester pays, providers work with stake at risk, anyone may challenge with a bond, draw audits and move on what is overdue.
/// Auditors and referees (the Referees contract) say which results are right; governance sets bounds for new jobs and lists verifiers. Governance cannot take a
/// job's money; referees can only award it, and the locks, to the party that is wrong.
///
/// TRUST. Requester, providers and challenger trust the majority of the referees in disputes: a committee, not a proof. Who is who is not
/// asked: one party may stand on every side and only loses by it. Fee, audit rate and terms are fixed at creation. Vault,
/// ModelRegistry, Licences, ProviderRegistry, Referees and Treasury are Blacktail's own, immutable, and call nobody back; verifiers and the wallets of operators are only
/// read (staticcall).
///
/// MONEY. Budgets, use prices and bonds are Vault claims of this contract. Requesters and challengers approve it once as their operator
/// in the Vault. Provider locks stay in the ProviderRegistry. Compute fees go to Referees, which keeps a part for audits.
///
/// LIVENESS. Every status that is not final has a deadline, the last second at which its action is due, or a panel with deadlines; then
/// anyone may move the job on. No exit depends on governance or on another party, and none can be paused.
contract JobEscrow is IJobEscrow, JobCore, AccessManaged {
    address private immutable _LATE_STEPS;
    address private immutable _DISPUTE_STEPS;

    constructor(
        address authority,
        JobWiring memory wiring,
        LateSteps lateSteps,
        DisputeSteps disputeSteps,
        Parameters memory initial
    ) JobCore(wiring) AccessManaged(authority) {
        if (lateSteps.WIRING() != WIRING || disputeSteps.WIRING() != WIRING) revert JobEscrow_InvalidParameters();
        _LATE_STEPS = address(lateSteps);
        _DISPUTE_STEPS = address(disputeSteps);
        _setParameters(initial);
        _syncFees();
    }

    /* REQUESTER */

    /// @inheritdoc IJobEscrow
    function createJob(JobTerms calldata terms) external returns (uint256 jobId) {
        JobConfig config = _config;
        bool inBlack = terms.currency == _BLACK;
        bool reputable = JobChecks.terms(terms, config, inBlack);

        Job memory job;
        job.terms = terms;
        job.terms.usePrice = _useCost(terms);
        job.terms.rules = terms.rules.fixedWith(
            inBlack ? config.blackFeeBps() : config.feeBps(),
            config.auditBps(),
            reputable
        );
        job.state = JobStateLibrary.from(
            msg.sender,
            JobStatus.Open,
            0,
            terms.rules.attempts(),
            _after(terms.rules.claimPeriod())
        );
        config = config.counted();
        jobId = config.jobCount();
        _config = config;
        _jobHash[jobId] = job.hash();

        JobEvents.created(jobId, msg.sender, job);
        uint256 amount = uint256(job.terms.budget) + job.terms.usePrice;
        _VAULT.transferFrom(msg.sender, address(this), terms.currency.id(), amount);
    }

    /// @inheritdoc IJobEscrow
    function cancel(uint256 jobId, Job calldata job) external {
        _check(jobId, job, JobStatus.Open);
        if (msg.sender != job.state.requester()) revert JobEscrow_NotRequester(jobId, msg.sender);
        if (job.result != 0) revert JobEscrow_ReplicasSeated(jobId);

        delete _jobHash[jobId];

        emit JobCancelled(jobId, _left(job));
        _returnLeft(job);
    }

    /* ONE REPLICA */

    /// @inheritdoc IJobEscrow
    function claim(uint256 jobId, Job calldata job, address provider) external {
        _checkClaim(jobId, job);
        Revert.ifAny(JobChecks.misreplicated(jobId, job, false));

        JobState next = _working(job.state, job.terms.rules);
        _jobHash[jobId] = job.hashWith(next, JobSeatLibrary.from(provider), 0);

        emit JobClaimed(jobId, provider, next.deadline());
        _lock(jobId, job, provider);
    }

    /// @inheritdoc IJobEscrow
    function submit(
        uint256 jobId,
        Job calldata job,
        ReceiptBody calldata body,
        bytes calldata signature,
        bytes calldata attestation
    ) external {
        _checkOne(jobId, job, JobStatus.Working);
        JobChecks.inTime(jobId, job.state.deadline());
        if (body.outputDigest == 0) revert JobEscrow_ZeroOutput(jobId);
        address provider = job.seat.provider();
        bytes32 digest = _receiptDigest(jobId, job, body, provider, job.state.deadline());
        _checkSignature(jobId, _PROVIDERS.operatorOf(provider), digest, signature);
        uint8 verifier = attestation.length == 0 ? 0 : _vouched(jobId, digest, provider, attestation);

        JobState next = _pending(job);
        _jobHash[jobId] = job.hashWith(next, job.seat.withAttestation(verifier), body.outputDigest);

        JobEvents.submitted(jobId, provider, next.deadline(), verifier, body);
    }

    /// @inheritdoc IJobEscrow
    function settle(uint256 jobId, Job calldata job) external {
        _checkOne(jobId, job, JobStatus.Pending);
        if (msg.sender != job.state.requester()) JobChecks.overdue(jobId, job.state.deadline());

        _passStage(jobId, job, job.result);

        _freeAuditors(jobId, job);
        address provider = job.seat.provider();
        Currency currency = job.terms.currency;
        (uint256 toProvider, uint256 fee) = JobMoney.splitPrice(_priceOf(job), job.terms.rules.feeBps());
        emit ProviderPaid(jobId, provider, toProvider, fee);
        address customer = job.terms.rules.reputable() ? job.state.requester() : address(0);
        bool shared = _PROVIDERS.unlock(provider, job.terms.stakeLock, customer, currency);
        _keepFee(currency, fee);
        if (toProvider == 0) return;
        _VAULT.transfer(shared ? address(_PROVIDERS) : provider, currency.id(), toProvider);
        if (shared) _share(job, provider, toProvider);
    }

    /// @inheritdoc IJobEscrow
    function slashNoShow(uint256, Job calldata) external {
        _run(_LATE_STEPS);
    }

    /* SEVERAL REPLICAS */

    /// @inheritdoc IJobEscrow
    function claimReplica(uint256 jobId, Job calldata job, Replica[] calldata replicas, address provider) external {
        _checkClaim(jobId, job);
        _checkList(jobId, job, replicas);
        Revert.ifAny(JobLots.seated(jobId, replicas, provider));

        JobState next = job.state;
        if (replicas.length + 1 == job.terms.rules.replicas()) next = _working(next, job.terms.rules);
        bytes32 list = ReplicaList.hashWithPlace(replicas, ReplicaPlaceLibrary.from(provider, msg.sender));
        _jobHash[jobId] = job.hashWith(next, job.seat, list);

        emit ReplicaClaimed(jobId, provider, msg.sender, next.deadline());
        _lock(jobId, job, provider);
    }

    /// @inheritdoc IJobEscrow
    function commitReplica(
        uint256 jobId,
        Job calldata job,
        Replica[] calldata replicas,
        uint256 index,
        bytes32 commitment
    ) external {
        ReplicaPlace place = _placeAt(jobId, job, replicas, index, JobStatus.Working);
        if (commitment == 0) revert JobEscrow_ZeroCommitment(jobId);
        if (replicas[index].digest != 0) revert JobEscrow_AlreadyCommitted(jobId, place.provider());
        if (!place.mayCommit(msg.sender)) revert JobEscrow_NotOperator(place.provider(), msg.sender);

        JobState next = job.state;
        if (_areCommitted(replicas, index)) {
            next = _moved(next, JobStatus.Revealing, _after(job.terms.rules.challengePeriod()));
        }
        bytes32 list = ReplicaList.hashWithReplica(replicas, index, place.withCommitment(), commitment);
        _jobHash[jobId] = job.hashWith(next, job.seat, list);

        emit ReplicaCommitted(jobId, place.provider(), commitment, next.deadline());
    }

    /// @inheritdoc IJobEscrow
    function revealReplica(
        uint256 jobId,
        Job calldata job,
        Replica[] calldata replicas,
        uint256 index,
        ReceiptBody calldata body,
        bytes32 salt
    ) external {
        ReplicaPlace place = _placeAt(jobId, job, replicas, index, JobStatus.Revealing);
        address provider = place.provider();
        if (body.outputDigest == 0) revert JobEscrow_ZeroOutput(jobId);
        if (place.revealed()) revert JobEscrow_AlreadyRevealed(jobId, provider);
        bytes32 receipt = _receiptDigest(jobId, job, body, provider, 0);
        if (keccak256(abi.encode(receipt, salt, provider)) != replicas[index].digest) {
            revert JobEscrow_WrongReveal(jobId, provider);
        }

        JobState next = job.state;
        if (_areRevealed(replicas, index, body.outputDigest)) next = _pending(job);
        bytes32 list = ReplicaList.hashWithReplica(replicas, index, place.withReveal(), body.outputDigest);
        _jobHash[jobId] = job.hashWith(next, job.seat, list);

        JobEvents.revealed(jobId, provider, next.deadline(), body);
    }

    /// @inheritdoc IJobEscrow
    function settleReplicas(uint256 jobId, Job calldata job, Replica[] calldata replicas) external {
        _check(jobId, job, JobStatus.Pending);
        _checkList(jobId, job, replicas);
        if (msg.sender != job.state.requester()) JobChecks.overdue(jobId, job.state.deadline());

        _passStage(jobId, job, replicas[0].digest);

        _freeAuditors(jobId, job);
        _payShares(jobId, job, _providersOf(job, replicas), type(uint256).max);
    }

    /// @inheritdoc IJobEscrow
    function closeReveals(uint256, Job calldata, Replica[] calldata) external {
        _run(_LATE_STEPS);
    }

    /// @inheritdoc IJobEscrow
    function slashReplicas(uint256, Job calldata, Replica[] calldata) external {
        _run(_LATE_STEPS);
    }

    /* ANYONE */

    /// @inheritdoc IJobEscrow
    function refund(uint256, Job calldata, Replica[] calldata) external {
        _run(_LATE_STEPS);
    }

    /// @inheritdoc IJobEscrow
    function challenge(uint256, Job calldata, Replica[] calldata, bytes32) external {
        _run(_DISPUTE_STEPS);
    }

    /// @inheritdoc IJobEscrow
    function drawAudit(uint256, Job calldata, Replica[] calldata) external {
        _run(_DISPUTE_STEPS);
    }

    /// @inheritdoc IJobEscrow
    function conclude(uint256, Job calldata, Replica[] calldata, Dispute calldata) external {
        _run(_DISPUTE_STEPS);
    }

    /// @inheritdoc IJobEscrow
    function collectFees(Currency) external {
        _run(_LATE_STEPS);
    }

    /// @inheritdoc IJobEscrow
    function syncFees() external {
        _run(_LATE_STEPS);
    }

    /* GOVERNED */

    /// @inheritdoc IJobEscrow
    function setParameters(Parameters calldata) external restricted {
        _run(_LATE_STEPS);
    }

    /// @inheritdoc IJobEscrow
    function setVerifier(uint8, IAttestationVerifier, uint16) external restricted {
        _run(_LATE_STEPS);
    }

    /* VIEWS */

    /// @inheritdoc IJobEscrow
    function jobHash(uint256 jobId) external view returns (bytes32) {
        return _jobHash[jobId];
    }

    /// @inheritdoc IJobEscrow
    function jobCount() external view returns (uint256) {
        return _config.jobCount();
    }

    /// @inheritdoc IJobEscrow
    function receiptDigest(Receipt calldata receipt) external view returns (bytes32) {
        return _hashTypedDataV4(receipt.hashStruct());
    }

    /// @inheritdoc IJobEscrow
    function feesBps() external view returns (uint16 feeBps, uint16 blackFeeBps) {
        JobConfig config = _config;
        return (config.feeBps(), config.blackFeeBps());
    }

    /// @inheritdoc IJobEscrow
    function feesOf(Currency currency) external view returns (uint256) {
        return _fees[currency];
    }

    /// @inheritdoc IJobEscrow
    function verifierOf(uint8 number) external view returns (IAttestationVerifier verifier, uint16 auditDiscountBps) {
        return (_verifiers[number].verifier, _verifiers[number].auditDiscountBps);
    }

    /// @inheritdoc IJobEscrow
    // solhint-disable-next-line func-name-mixedcase
    function MAX_AUDIT_DISCOUNT_BPS() external pure returns (uint16) {
        return _MAX_AUDIT_DISCOUNT_BPS;
    }

    /// @inheritdoc IJobEscrow
    function parameters() external view returns (Parameters memory) {
        return _config.parameters();
    }

    /* INTERNAL */

    /// @dev Runs the call as it came by another part's code on this contract's storage.
    function _run(address steps) private {
        Address.functionDelegateCall(steps, msg.data);
    }

    /// @dev A stage that may be claimed.
    function _checkClaim(uint256 jobId, Job calldata job) private view {
        _check(jobId, job, JobStatus.Open);
        JobChecks.inTime(jobId, job.state.deadline());
    }

    /// @dev Locks the stake of a provider whose turn it is. Whether it is follows from what the registry answers: that spares a call.
    function _lock(uint256 jobId, Job calldata job, address provider) private {
        (uint256 weight, uint256 total) = _PROVIDERS.lock(
            provider,
            msg.sender,
            job.terms.stakeLock,
            JobLots.demandOf(job)
        );
        Revert.ifAny(JobLots.early(jobId, job, provider, weight, total));
    }

    /// @dev A job of several, with their list.
    function _checkList(uint256 jobId, Job calldata job, Replica[] calldata replicas) private pure {
        Revert.ifAny(JobChecks.misreplicated(jobId, job, true));
        Revert.ifAny(JobChecks.mislisted(jobId, job, replicas));
    }

    /// @return The place at `index` of a job in that status and in time.
    function _placeAt(
        uint256 jobId,
        Job calldata job,
        Replica[] calldata replicas,
        uint256 index,
        JobStatus status
    ) private view returns (ReplicaPlace) {
        _check(jobId, job, status);
        _checkList(jobId, job, replicas);
        JobChecks.inTime(jobId, job.state.deadline());
        if (index >= replicas.length) revert JobEscrow_NotReplica(jobId, index);
        return replicas[index].place;
    }

    /// @dev Whether all but the one at `index` have committed. From the end on, where those who are missing are likelier.
    function _areCommitted(Replica[] calldata replicas, uint256 index) private pure returns (bool) {
        uint256 i = replicas.length;
        // Unchecked: down to 0.
        unchecked {
            while (i != 0) if (--i != index && replicas[i].digest == 0) return false;
        }
        return true;
    }

    /// @dev Whether all but the one at `index` have revealed this output.
    function _areRevealed(Replica[] calldata replicas, uint256 index, bytes32 output) private pure returns (bool) {
        uint256 i = replicas.length;
        // Unchecked: down to 0.
        unchecked {
            while (i != 0) {
                if (--i == index) continue;
                Replica calldata other = replicas[i];
                if (other.digest != output || !other.place.revealed()) return false;
            }
        }
        return true;
    }

    /// @dev A key's own signature is tried first: to ask whether an address has code would read it.
    function _checkSignature(uint256 jobId, address operator, bytes32 digest, bytes calldata signature) private view {
        (address signer, ECDSA.RecoverError fault, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (fault == ECDSA.RecoverError.NoError && signer == operator) return;
        if (!SignatureChecker.isValidERC1271SignatureNow(operator, digest, signature)) {
            revert JobEscrow_InvalidSignature(jobId, operator);
        }
    }

    function _working(JobState state, JobRules rules) private view returns (JobState) {
        return
            JobStateLibrary.from(
                state.requester(),
                JobStatus.Working,
                state.stage(),
                state.attemptsLeft() - 1,
                _after(rules.workPeriod())
            );
    }

    /// @dev What the use of the model costs this requester, at most what the terms give for it.
    function _useCost(JobTerms calldata terms) private view returns (uint128 cost) {
        uint256 modelId = terms.modelId;
        if (modelId == 0) return 0;
        if (_MODELS.creatorOf(modelId) == address(0)) revert JobEscrow_UnknownModel(modelId);
        bool offered;
        (offered, cost) = _LICENCES.useCost(modelId, terms.currency, msg.sender);
        if (!offered) revert JobEscrow_UseNotOffered(modelId, terms.currency.id());
        if (cost > terms.usePrice) revert JobEscrow_UsePriceTooLow(modelId, terms.usePrice, cost);
    }

    /// @return number Of the verifier that the attestation names, which vouches for the receipt.
    function _vouched(
        uint256 jobId,
        bytes32 digest,
        address provider,
        bytes calldata attestation
    ) private view returns (uint8 number) {
        number = uint8(attestation[0]);
        bytes memory question = abi.encodeCall(IAttestationVerifier.vouches, (digest, provider, attestation[1:]));
        // One that is not listed, reverts or answers with anything but "true" does not vouch.
        (bool done, bytes memory answer) = address(_verifiers[number].verifier).staticcall(question);
        if (!done || answer.length != 32 || uint256(bytes32(answer)) != 1) revert JobEscrow_NotAttested(jobId, number);
    }
}
