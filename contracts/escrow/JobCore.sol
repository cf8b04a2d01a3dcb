// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IAttestationVerifier} from "../interfaces/IAttestationVerifier.sol";
import {IJobEscrow} from "../interfaces/IJobEscrow.sol";
import {ILicences} from "../interfaces/ILicences.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {IProviderRegistry} from "../interfaces/IProviderRegistry.sol";
import {IReferees} from "../interfaces/IReferees.sol";
import {ITreasury, Service} from "../interfaces/ITreasury.sol";
import {IVault, Payment} from "../interfaces/IVault.sol";
import {JobChecks} from "../libraries/JobChecks.sol";
import {JobMoney} from "../libraries/JobMoney.sol";
import {ReplicaList} from "../libraries/ReplicaList.sol";
import {Revert} from "../libraries/Revert.sol";
import {Currency, NATIVE} from "../types/Currency.sol";
import {Job, JobSeat, JobSeatLibrary, JobState, JobStateLibrary, JobStatus, Replica} from "../types/Job.sol";
import {JobConfig} from "../types/JobConfig.sol";
import {JobRules} from "../types/JobRules.sol";
import {ReceiptBody, ReceiptLibrary} from "../types/Receipt.sol";

/// @notice The contracts that an escrow deals with.
struct JobWiring {
    IVault vault;
    IProviderRegistry providers;
    IModelRegistry models;
    ILicences licences;
    IReferees referees;
    ITreasury treasury;
}

/// @title JobCore
/// @notice What the escrow's parts share: what they deal with, what is stored, and how a stage ends.
/// @dev The escrow is too much for one contract. JobEscrow holds the storage and the money and does the ordinary way of a job; for what is
/// late or in dispute it runs the code of LateSteps and DisputeSteps on its own storage (delegatecall), with the call as it came. All three
/// begin with this contract, so that their storage lies alike, and keep what they deal with in code. Called directly the parts act on their
/// own storage, in which there is no job.
abstract contract JobCore is EIP712 {
    /// @dev How a stage's price is divided. The first takes what rounding leaves.
    struct Pay {
        uint256 price;
        uint256 toFirst;
        uint256 feeOfFirst;
        uint256 toEach;
        uint256 feeOfEach;
        uint128 stakeLock;
        Currency currency;
        /// For whom the job counts as reputation; zero when it does not.
        address customer;
    }

    struct Verifier {
        IAttestationVerifier verifier;
        uint16 auditDiscountBps;
    }

    /* STORAGE */

    uint16 internal constant _MAX_AUDIT_DISCOUNT_BPS = 9_000;

    IVault internal immutable _VAULT;
    IProviderRegistry internal immutable _PROVIDERS;
    IModelRegistry internal immutable _MODELS;
    ILicences internal immutable _LICENCES;
    IReferees internal immutable _REFEREES;
    ITreasury internal immutable _TREASURY;
    Currency internal immutable _BLACK;
    /// @notice keccak256 of the contracts that this one deals with: the escrow's parts must deal with the same.
    bytes32 public immutable WIRING;

    JobConfig internal _config;
    mapping(uint256 jobId => bytes32) internal _jobHash;
    mapping(uint8 number => Verifier) internal _verifiers;
    /// @dev Compute fees of settled stages that are not collected yet.
    mapping(Currency => uint256) internal _fees;
    /// @dev Panels of auditors who found nothing in a result that still may be challenged: their stake stays locked as long.
    mapping(uint256 jobId => uint256) internal _passedAudit;

    constructor(JobWiring memory wiring) EIP712("Blacktail", "1") {
        _VAULT = wiring.vault;
        _PROVIDERS = wiring.providers;
        _MODELS = wiring.models;
        _LICENCES = wiring.licences;
        _REFEREES = wiring.referees;
        _TREASURY = wiring.treasury;
        _BLACK = wiring.providers.BLACK();
        WIRING = keccak256(abi.encode(wiring));
    }

    /* CHECKS */

    function _check(uint256 jobId, Job calldata job, JobStatus status) internal view {
        Revert.ifAny(JobChecks.mismatch(jobId, _jobHash[jobId], job, status));
    }

    /// @dev A job of one replica.
    function _checkOne(uint256 jobId, Job calldata job, JobStatus status) internal view {
        _check(jobId, job, status);
        Revert.ifAny(JobChecks.misreplicated(jobId, job, false));
    }

    /// @dev A job of several, with their list.
    function _checkSeveral(
        uint256 jobId,
        Job calldata job,
        Replica[] calldata replicas,
        JobStatus status
    ) internal view {
        _check(jobId, job, status);
        Revert.ifAny(JobChecks.misreplicated(jobId, job, true));
        Revert.ifAny(JobChecks.mislisted(jobId, job, replicas));
    }

    /// @dev EIP-712 digest of the receipt of a job's stage.
    function _receiptDigest(
        uint256 jobId,
        Job calldata job,
        ReceiptBody calldata body,
        address provider,
        uint64 deadline
    ) internal view returns (bytes32) {
        bytes32[5] memory head = [
            ReceiptLibrary.TYPEHASH,
            bytes32(jobId),
            bytes32(uint256(job.state.stage())),
            job.terms.specDigest,
            bytes32(uint256(job.terms.rules.profile()))
        ];
        bytes32[2] memory tail = [bytes32(uint256(uint160(provider))), bytes32(uint256(deadline))];
        return _hashTypedDataV4(ReceiptLibrary.hashAround(head, body, tail));
    }

    /// @dev The stage's providers in the order of their places.
    function _providersOf(
        Job calldata job,
        Replica[] calldata replicas
    ) internal pure returns (address[] memory providers) {
        if (job.terms.rules.replicas() == 1) {
            providers = new address[](1);
            providers[0] = job.seat.provider();
            return providers;
        }
        providers = new address[](replicas.length);
        for (uint256 i; i < replicas.length; ++i) providers[i] = replicas[i].place.provider();
    }

    /* EFFECTS */

    function _after(uint32 period) internal view returns (uint64) {
        return uint64(block.timestamp) + period;
    }

    /// @dev The state with another status, from this block on.
    function _moved(JobState state, JobStatus status, uint64 deadline) internal view returns (JobState) {
        return JobStateLibrary.from(state.requester(), status, state.stage(), state.attemptsLeft(), deadline);
    }

    /// @dev The state of a job whose result stands from now on.
    function _pending(Job calldata job) internal view returns (JobState) {
        return _moved(job.state, JobStatus.Pending, _after(job.terms.rules.challengePeriod()));
    }

    /// @dev Ends the job. Clearing its word pays gas back and makes the job unknown for ever: ids never repeat, nothing hashes to zero.
    function _refunded(uint256 jobId, Job calldata job) internal {
        delete _jobHash[jobId];
        emit IJobEscrow.JobRefunded(jobId, job.state.requester(), _left(job));
    }

    /// @dev Opens the stage once more for who is wanted beside `kept`, or ends the job if no attempt is left.
    /// @return Whether it is open.
    function _retried(uint256 jobId, Job calldata job, Replica[] memory kept) internal returns (bool) {
        if (job.state.attemptsLeft() == 0) {
            _refunded(jobId, job);
            return false;
        }
        Job memory next = job.copy();
        next.state = _moved(job.state, JobStatus.Open, _after(job.terms.rules.claimPeriod()));
        next.seat = JobSeat.wrap(0);
        next.result = ReplicaList.hashMemory(kept);
        next.dispute = 0;
        _jobHash[jobId] = next.hash();
        emit IJobEscrow.StageReopened(jobId, next, kept);
        return true;
    }

    /// @dev Settles the stage with an output: opens the next, or ends the job and pays for the use of the model.
    function _passStage(uint256 jobId, Job calldata job, bytes32 output) internal {
        uint256 stage = job.state.stage();
        if (stage + 1 < job.terms.stages.count()) {
            JobRules rules = job.terms.rules;
            Job memory next = job.copy();
            next.state = JobStateLibrary.from(
                job.state.requester(),
                JobStatus.Open,
                uint8(stage + 1),
                rules.attempts(),
                _after(rules.claimPeriod())
            );
            next.seat = JobSeatLibrary.from(job.seat.provider());
            next.input = output;
            next.result = 0;
            next.dispute = 0;
            _jobHash[jobId] = next.hash();
            emit IJobEscrow.StageSettled(jobId, uint8(stage), next);
            return;
        }
        delete _jobHash[jobId];
        uint256 usePrice = job.terms.usePrice;
        emit IJobEscrow.JobSettled(jobId, output);
        if (usePrice != 0) _payUse(jobId, job, usePrice);
    }

    function _setParameters(IJobEscrow.Parameters memory changed) internal {
        JobChecks.parameters(changed);

        _config = _config.withParameters(changed);

        emit IJobEscrow.ParametersChanged(changed);
    }

    function _syncFees() internal {
        uint16 feeBps = _TREASURY.feeBps(Service.Compute, NATIVE);
        uint16 blackFeeBps = _TREASURY.feeBps(Service.Compute, _BLACK);

        _config = _config.withFees(feeBps, blackFeeBps);

        emit IJobEscrow.FeesSynced(feeBps, blackFeeBps);
    }

    /// @dev Nobody challenged a result in which auditors found nothing: those who revealed are free.
    function _freeAuditors(uint256 jobId, Job calldata job) internal {
        if (!job.seat.audited()) return;
        _REFEREES.endAudit(_takeAudit(jobId), false, 0);
    }

    function _takeAudit(uint256 jobId) internal returns (uint256 auditId) {
        auditId = _passedAudit[jobId];
        delete _passedAudit[jobId];
    }

    /* MONEY */

    /// @dev What the present stage is paid, of all replicas.
    function _priceOf(Job calldata job) internal pure returns (uint256) {
        return job.terms.stages.priceOf(job.terms.budget, job.state.stage());
    }

    /// @dev What the escrow holds for a job that is not final, beside a bond.
    function _left(Job calldata job) internal pure returns (uint256) {
        return job.terms.stages.budgetFrom(job.terms.budget, job.state.stage()) + job.terms.usePrice;
    }

    function _returnLeft(Job calldata job) internal {
        _VAULT.transfer(job.state.requester(), job.terms.currency.id(), _left(job));
    }

    /// @dev Pays the accepted ones of a stage's providers their shares of its price; the others' shares go back.
    function _payShares(uint256 jobId, Job calldata job, address[] memory providers, uint256 accepted) internal {
        uint256 count = providers.length;
        Payment[] memory payments = new Payment[](count + 1);
        Pay memory pay = _payOf(job);
        uint256 left = pay.price;
        uint256 fees;
        uint256 shared;
        // Unchecked: there are few providers, and their shares and fees are parts of the price.
        unchecked {
            for (uint256 i; i < count; ++i) {
                if ((accepted >> i) & 1 == 0) continue;
                address provider = providers[i];
                (uint256 toProvider, uint256 fee) = i == 0
                    ? (pay.toFirst, pay.feeOfFirst)
                    : (pay.toEach, pay.feeOfEach);
                left -= toProvider + fee;
                fees += fee;
                emit IJobEscrow.ProviderPaid(jobId, provider, toProvider, fee);
                payments[i] = Payment({to: provider, amount: toProvider});
                if (_PROVIDERS.unlock(provider, pay.stakeLock, pay.customer, pay.currency)) {
                    payments[i].to = address(_PROVIDERS);
                    shared |= 1 << i;
                }
            }
        }
        payments[count] = Payment({to: job.state.requester(), amount: left});
        _VAULT.pay(address(this), pay.currency, payments);
        _keepFee(pay.currency, fees);
        for (uint256 i; shared != 0; ++i) {
            if (shared & 1 != 0) _share(job, providers[i], payments[i].amount);
            shared >>= 1;
        }
    }

    /// @dev What paying a stage's providers needs to know; together, as the stack holds no more.
    function _payOf(Job calldata job) private pure returns (Pay memory pay) {
        JobRules rules = job.terms.rules;
        uint256 replicas = rules.replicas();
        pay.price = _priceOf(job);
        pay.stakeLock = job.terms.stakeLock;
        pay.currency = job.terms.currency;
        if (rules.reputable()) pay.customer = job.state.requester();
        uint256 each = pay.price / replicas;
        (pay.toEach, pay.feeOfEach) = JobMoney.splitPrice(each, rules.feeBps());
        (pay.toFirst, pay.feeOfFirst) = JobMoney.splitPrice(each + (pay.price % replicas), rules.feeBps());
    }

    /// @dev Compute fees stay here until somebody collects them: a payment less in every job.
    function _keepFee(Currency currency, uint256 fee) internal {
        if (fee != 0) _fees[currency] += fee;
    }

    /// @dev Has the registry divide pay that it was given.
    function _share(Job calldata job, address provider, uint256 amount) internal {
        if (amount != 0) _PROVIDERS.share(provider, job.terms.currency, amount);
    }

    /// @dev A model's owner is read now, so that a sale of the model sells what its open jobs will pay too.
    function _payUse(uint256 jobId, Job calldata job, uint256 usePrice) private {
        (address owner, , address creator, uint256 royalty) = _MODELS.saleInfo(job.terms.modelId, usePrice);
        emit IJobEscrow.ModelUsed(jobId, job.terms.modelId, owner, usePrice, royalty);
        Payment[] memory payments = new Payment[](2);
        payments[0] = Payment({to: owner, amount: usePrice - royalty});
        payments[1] = Payment({to: creator, amount: royalty});
        _VAULT.pay(address(this), job.terms.currency, payments);
    }
}
