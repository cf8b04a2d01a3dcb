// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IJobEscrow} from "./interfaces/IJobEscrow.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {ITreasury, Service} from "./interfaces/ITreasury.sol";
import {IVault} from "./interfaces/IVault.sol";
import {JobChecks} from "./libraries/JobChecks.sol";
import {JobEvents} from "./libraries/JobEvents.sol";
import {JobMoney} from "./libraries/JobMoney.sol";
import {Revert} from "./libraries/Revert.sol";
import {Currency, NATIVE} from "./types/Currency.sol";
import {Job, JobStatus, JobTerms} from "./types/Job.sol";
import {Receipt} from "./types/Receipt.sol";

/// @title JobEscrow
/// @notice Holds a requester's money while one provider does a job; IJobEscrow tells the states.
///
/// ROLES. A requester pays, a provider works with stake at risk, anyone may challenge with a bond and move on what is overdue.
/// The arbiter rules on disputes; governance sets bounds for new jobs. Governance cannot take a job's money; the arbiter can only
/// award it, and the lock, to the party that is wrong.
///
/// TRUST. The requester trusts the arbiter within disputes only, and so does a provider with its lock. Who is who is not asked: one
/// party may be requester, provider and challenger, by three addresses if need be, and only loses fees by it. Fee and terms are fixed at
/// creation; the model's royalty was fixed when it was minted. Vault, ModelRegistry, ProviderRegistry and Treasury are Blacktail's own, immutable, and call nobody back.
///
/// MONEY. Prices and bonds are Vault claims of this contract. Requesters and challengers approve it once as their operator in the
/// Vault. Provider locks stay in the ProviderRegistry.
///
/// LIVENESS. Every status that is not final has a deadline, the last second at which its action is due; from the next second on anyone
/// may move the job on. No exit depends on governance, on the arbiter or on the other party, and none can be paused.
contract JobEscrow is IJobEscrow, AccessManaged, EIP712 {
    /// @dev Parameters, fees and counter share the one slot that creating a job reads and writes. Periods fit 24 bits where
    /// `MAX_ARBITRATION_PERIOD` bounds them.
    struct Config {
        uint24 minPeriod;
        uint32 maxPeriod;
        uint24 arbitrationPeriod;
        uint8 maxAttempts;
        uint96 minStakeLock;
        uint16 feeBps;
        uint16 blackFeeBps;
        uint40 jobCount;
    }

    /* STORAGE */

    /// @inheritdoc IJobEscrow
    uint32 public constant MIN_ARBITRATION_PERIOD = 1 hours;
    /// @inheritdoc IJobEscrow
    uint32 public constant MAX_ARBITRATION_PERIOD = 90 days;

    IVault private immutable _VAULT;
    IProviderRegistry private immutable _PROVIDERS;
    IModelRegistry private immutable _MODELS;
    ITreasury private immutable _TREASURY;
    Currency private immutable _BLACK;

    Config private _config;
    /// @inheritdoc IJobEscrow
    mapping(uint256 jobId => bytes32) public jobHash;

    constructor(
        address authority,
        IVault vault,
        IProviderRegistry providers,
        IModelRegistry models,
        ITreasury treasury,
        Parameters memory initial
    ) AccessManaged(authority) EIP712("Blacktail", "1") {
        _VAULT = vault;
        _PROVIDERS = providers;
        _MODELS = models;
        _TREASURY = treasury;
        _BLACK = providers.BLACK();
        _setParameters(initial);
        syncFees();
    }

    /* OPEN */

    /// @inheritdoc IJobEscrow
    function createJob(JobTerms calldata terms) external returns (uint256 jobId) {
        Config memory config = _config;
        JobChecks.terms(terms, _parametersOf(config));
        if (terms.modelId != 0 && _MODELS.creatorOf(terms.modelId) == address(0)) {
            revert JobEscrow_UnknownModel(terms.modelId);
        }

        Job memory job = Job({
            terms: terms,
            requester: msg.sender,
            status: JobStatus.Open,
            feeBps: terms.currency == _BLACK ? config.blackFeeBps : config.feeBps,
            attemptsLeft: terms.attempts,
            deadline: _after(terms.claimPeriod),
            provider: address(0),
            outputDigest: 0,
            challenger: address(0),
            bond: 0
        });
        jobId = ++config.jobCount;
        _config = config;
        jobHash[jobId] = job.hash();

        JobEvents.created(jobId, job);
        _VAULT.transferFrom(msg.sender, address(this), terms.currency.id(), terms.price);
    }

    /// @inheritdoc IJobEscrow
    function cancel(uint256 jobId, Job calldata job) external {
        _check(jobId, job, JobStatus.Open);
        if (msg.sender != job.requester) revert JobEscrow_NotRequester(jobId, msg.sender);

        Job memory last = _finish(jobId, job, JobStatus.Cancelled);

        emit JobCancelled(jobId, last);
        _returnPrice(job);
    }

    /// @inheritdoc IJobEscrow
    function refund(uint256 jobId, Job calldata job) external {
        _check(jobId, job, JobStatus.Open);
        JobChecks.overdue(jobId, job.deadline);

        Job memory last = _finish(jobId, job, JobStatus.Refunded);

        emit JobRefunded(jobId, job.requester, last);
        _returnPrice(job);
    }

    /// @inheritdoc IJobEscrow
    function claim(uint256 jobId, Job calldata job, address provider) external {
        Revert.ifAny(_claimRefusal(jobId, job));

        Job memory next = job.copy();
        next.status = JobStatus.Working;
        next.attemptsLeft = job.attemptsLeft - 1;
        next.deadline = _after(job.terms.workPeriod);
        next.provider = provider;
        jobHash[jobId] = next.hash();

        emit JobClaimed(jobId, provider, next.deadline);
        _PROVIDERS.lock(provider, msg.sender, job.terms.stakeLock);
    }

    /* WORKING */

    /// @inheritdoc IJobEscrow
    function submit(uint256 jobId, Job calldata job, Receipt calldata receipt, bytes calldata signature) external {
        _check(jobId, job, JobStatus.Working);
        JobChecks.inTime(jobId, job.deadline);
        JobChecks.receipt(jobId, job, receipt);
        address operator = _PROVIDERS.operatorOf(job.provider);
        if (!SignatureChecker.isValidSignatureNowCalldata(operator, receiptDigest(receipt), signature)) {
            revert JobEscrow_InvalidSignature(jobId, operator);
        }

        Job memory next = job.copy();
        next.status = JobStatus.Pending;
        next.deadline = _after(job.terms.challengePeriod);
        next.outputDigest = receipt.outputDigest;
        jobHash[jobId] = next.hash();

        JobEvents.submitted(jobId, next.deadline, receipt);
    }

    /// @inheritdoc IJobEscrow
    function slashNoShow(uint256 jobId, Job calldata job) external {
        _check(jobId, job, JobStatus.Working);
        JobChecks.overdue(jobId, job.deadline);

        Job memory next;
        bool retry = job.attemptsLeft != 0;
        if (retry) {
            next = job.copy();
            next.status = JobStatus.Open;
            next.deadline = _after(job.terms.claimPeriod);
            next.provider = address(0);
            jobHash[jobId] = next.hash();
        } else {
            next = _finish(jobId, job, JobStatus.Refunded);
        }

        // The challenger's part is burned too: whoever gained by a no-show could bring one about.
        (uint256 toRequester, , ) = JobMoney.splitSlash(job.terms.stakeLock);
        emit NoShowSlashed(jobId, job.provider, next, toRequester, job.terms.stakeLock - toRequester);
        if (!retry) emit JobRefunded(jobId, job.requester, next);
        _PROVIDERS.slash(job.provider, job.terms.stakeLock, JobMoney.payments(job.requester, toRequester));
        if (!retry) _returnPrice(job);
    }

    /* PENDING */

    /// @inheritdoc IJobEscrow
    function settle(uint256 jobId, Job calldata job) external {
        _check(jobId, job, JobStatus.Pending);
        if (msg.sender != job.requester) JobChecks.overdue(jobId, job.deadline);

        delete jobHash[jobId];

        _payProvider(jobId, job);
    }

    /// @inheritdoc IJobEscrow
    function challenge(uint256 jobId, Job calldata job, bytes32 reason) external {
        _check(jobId, job, JobStatus.Pending);
        JobChecks.inTime(jobId, job.deadline);

        Job memory next = job.copy();
        next.status = JobStatus.Disputed;
        next.deadline = _after(_config.arbitrationPeriod);
        next.challenger = msg.sender;
        next.bond = job.terms.stakeLock;
        jobHash[jobId] = next.hash();

        emit JobChallenged(jobId, msg.sender, next, reason);
        _VAULT.transferFrom(msg.sender, address(this), _BLACK.id(), next.bond);
    }

    /* DISPUTED */

    /// @inheritdoc IJobEscrow
    function rule(uint256 jobId, Job calldata job, bool upheld) external restricted {
        _check(jobId, job, JobStatus.Disputed);
        JobChecks.inTime(jobId, job.deadline);

        Job memory last = _finish(jobId, job, upheld ? JobStatus.Done : JobStatus.Refunded);
        if (upheld) {
            emit DisputeRuled(jobId, true, last, 0, 0, 0);
            _payProvider(jobId, job);
            _VAULT.transfer(job.provider, _BLACK.id(), job.bond);
        } else {
            (uint256 toRequester, uint256 toChallenger, uint256 burned) = JobMoney.splitSlash(job.terms.stakeLock);
            emit DisputeRuled(jobId, false, last, toRequester, toChallenger, burned);
            emit JobRefunded(jobId, job.requester, last);
            _PROVIDERS.slash(
                job.provider,
                job.terms.stakeLock,
                JobMoney.payments(job.requester, toRequester, job.challenger, toChallenger)
            );
            _returnPrice(job);
            _VAULT.transfer(job.challenger, _BLACK.id(), job.bond);
        }
    }

    /// @inheritdoc IJobEscrow
    function voidDispute(uint256 jobId, Job calldata job) external {
        _check(jobId, job, JobStatus.Disputed);
        JobChecks.overdue(jobId, job.deadline);

        Job memory last = _finish(jobId, job, JobStatus.Refunded);

        emit DisputeVoided(jobId, last);
        emit JobRefunded(jobId, job.requester, last);
        _PROVIDERS.unlock(job.provider, job.terms.stakeLock);
        _returnPrice(job);
        _VAULT.transfer(job.challenger, _BLACK.id(), job.bond);
    }

    /* GOVERNED */

    /// @inheritdoc IJobEscrow
    function setParameters(Parameters calldata changed) external restricted {
        _setParameters(changed);
    }

    /* ANYONE */

    /// @inheritdoc IJobEscrow
    function syncFees() public {
        uint16 feeBps = _TREASURY.feeBps(Service.Compute, NATIVE);
        uint16 blackFeeBps = _TREASURY.feeBps(Service.Compute, _BLACK);

        _config.feeBps = feeBps;
        _config.blackFeeBps = blackFeeBps;

        emit FeesSynced(feeBps, blackFeeBps);
    }

    /* VIEWS */

    /// @inheritdoc IJobEscrow
    function canClaim(uint256 jobId, Job calldata job, address provider) external view returns (bytes memory reason) {
        reason = _claimRefusal(jobId, job);
        if (reason.length == 0) reason = _PROVIDERS.canLock(address(this), provider, provider, job.terms.stakeLock);
    }

    /// @inheritdoc IJobEscrow
    function jobCount() external view returns (uint256) {
        return _config.jobCount;
    }

    /// @inheritdoc IJobEscrow
    function receiptDigest(Receipt calldata receipt) public view returns (bytes32) {
        return _hashTypedDataV4(receipt.hashStruct());
    }

    /// @inheritdoc IJobEscrow
    function parameters() external view returns (Parameters memory) {
        return _parametersOf(_config);
    }

    /// @inheritdoc IJobEscrow
    function feesBps() external view returns (uint16 feeBps, uint16 blackFeeBps) {
        return (_config.feeBps, _config.blackFeeBps);
    }

    /* CHECKS */

    function _check(uint256 jobId, Job calldata job, JobStatus status) private view {
        Revert.ifAny(JobChecks.mismatch(jobId, jobHash[jobId], job, status));
    }

    /// @dev As far as the job itself tells; the rest is the registry's to say.
    function _claimRefusal(uint256 jobId, Job calldata job) private view returns (bytes memory reason) {
        reason = JobChecks.mismatch(jobId, jobHash[jobId], job, JobStatus.Open);
        if (reason.length == 0) reason = JobChecks.late(jobId, job.deadline);
    }

    /* EFFECTS */

    function _after(uint32 period) private view returns (uint64) {
        return uint64(block.timestamp) + period;
    }

    /// @dev Ends the job. Clearing its word pays gas back and makes the job unknown for ever: ids never repeat, nothing hashes to zero.
    /// @return last The job as its last event shows it.
    function _finish(uint256 jobId, Job calldata job, JobStatus status) private returns (Job memory last) {
        last = job.copy();
        last.status = status;
        last.deadline = 0;
        delete jobHash[jobId];
    }

    /* MONEY */

    function _returnPrice(Job calldata job) private {
        _VAULT.transfer(job.requester, job.terms.currency.id(), job.terms.price);
    }

    /// @dev Ends the provider's lock and pays the price out.
    function _payProvider(uint256 jobId, Job calldata job) private {
        address receiver;
        uint256 royalty;
        if (job.terms.modelId != 0) (receiver, royalty) = _MODELS.royaltyInfo(job.terms.modelId, job.terms.price);
        uint256 toProvider;
        uint256 fee;
        (toProvider, fee, royalty) = JobMoney.splitPrice(job.terms.price, job.feeBps, royalty);

        emit JobSettled(jobId, job.provider, toProvider, fee, royalty, receiver);

        _PROVIDERS.unlock(job.provider, job.terms.stakeLock);
        uint256 currency = job.terms.currency.id();
        _VAULT.transfer(job.provider, currency, toProvider);
        if (fee != 0) _VAULT.transfer(address(_TREASURY), currency, fee);
        if (royalty != 0) _VAULT.transfer(receiver, currency, royalty);
    }

    /* INTERNAL */

    function _parametersOf(Config memory config) private pure returns (Parameters memory) {
        return
            Parameters({
                minPeriod: config.minPeriod,
                maxPeriod: config.maxPeriod,
                arbitrationPeriod: config.arbitrationPeriod,
                maxAttempts: config.maxAttempts,
                minStakeLock: config.minStakeLock
            });
    }

    function _setParameters(Parameters memory changed) private {
        JobChecks.parameters(changed, MIN_ARBITRATION_PERIOD, MAX_ARBITRATION_PERIOD);

        // Narrowing is exact: both are at most `MAX_ARBITRATION_PERIOD`.
        _config.minPeriod = uint24(changed.minPeriod);
        _config.maxPeriod = changed.maxPeriod;
        _config.arbitrationPeriod = uint24(changed.arbitrationPeriod);
        _config.maxAttempts = changed.maxAttempts;
        _config.minStakeLock = changed.minStakeLock;

        emit ParametersChanged(changed);
    }
}
