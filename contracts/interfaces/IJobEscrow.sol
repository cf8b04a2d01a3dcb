// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Currency} from "../types/Currency.sol";
import {Dispute, Job, JobState, JobTerms, Replica} from "../types/Job.sol";
import {Receipt, ReceiptBody} from "../types/Receipt.sol";
import {IAttestationVerifier} from "./IAttestationVerifier.sol";

/// @title JobEscrow
/// @notice Holds a requester's money while providers do a job stage by stage, and pays for results that stood a challenge window.
///
/// Open ─claim─▶ Working ─submit─▶ Pending ─settle─▶ next stage Open, or Done
///  │ cancel     │ no-show: slash   │  ▲ │ challenge            one replica
///  ▼ refund     ▼ ▶ Open, or       │  │ ▼
/// Cancelled,   Refunded            │  │ Disputed ─conclude─▶ settled, Open again, or Refunded
/// Refunded                         ▼  │ ▲
///                               Audited ┘    (drawn by lot; found nothing: Pending again; found something: Disputed)
/// Open ─k claims─▶ Working ─k commits─▶ Revealing ─k reveals─▶ all equal: Pending; else Disputed      k = 2…9 replicas
///
/// Each status that is not final has a deadline, or a panel with deadlines, after which anyone may move the job on.
/// @dev The chain keeps one word for each job, `keccak256(abi.encode(job))`, and every call passes the job in: cost does not
/// grow with the number of jobs. Invariant: for every currency, the escrow's Vault claims equal what is left of the budgets and use prices of
/// the jobs that are not final plus the bonds of those in dispute and the fees not yet collected; money out of a job equals money in, to the smallest unit, on every path.
/// A final job's word is cleared: it holds nothing more, and as ids never repeat no call can pass for it again.
/// Every job ends with exactly one of the events `JobSettled`, `JobRefunded`, `JobCancelled`.
/// Warning: disputes are decided by referees, a committee drawn by stake. That is trust in its majority, not a proof. If it comes to no
/// decision the dispute is void: the requester is refunded what is left, a challenger gets its bond back but for a 512th (rounded up), which
/// burns, nobody is slashed.
interface IJobEscrow {
    /// @notice Bounds of what a job may ask for. Changes do not reach open jobs.
    struct Parameters {
        /// Seconds.
        uint32 minPeriod;
        uint32 maxPeriod;
        uint16 minPriorityPeriod;
        uint8 maxAttempts;
        /// $BLACK (wei, whole thousandths of a BLACK), more than 0: the least stake that a job must lock.
        uint96 minStakeLock;
        /// A job paid in $BLACK must lock at least so many hundredths of its dearest stage's price (of one replica): with the audit rate
        /// this is what makes cheating lose, see docs/protocol/economics.md.
        uint16 lockPercent;
        /// Chance that a result is audited, in basis points.
        uint16 auditBps;
        /// $BLACK (wei, whole thousandths of a BLACK): a job counts for reputation if it is paid in $BLACK and the fee of each result (a
        /// stage's, of one replica) is at least this.
        uint96 reputationFee;
        /// A job paid in the native coin must lock at least so many whole $BLACK for each coin of its dearest stage's price (of one
        /// replica): `lockPercent` hundredths of the coin's price in $BLACK. 0: the coin has no rate, as other tokens have none. An audit is
        /// paid out of the reserve for what the job's lock covers at the rate of the day only, so for nothing where there is no rate.
        uint24 nativeLock;
    }

    /// @notice The job's other words are 0.
    event JobCreated(uint256 indexed jobId, address indexed requester, JobTerms terms, JobState state);
    event JobCancelled(uint256 indexed jobId, uint256 refunded);
    /// @notice One replica. The job changed in status (Working), `provider`, `deadline`, block, and attempts left, which are one less.
    event JobClaimed(uint256 indexed jobId, address indexed provider, uint64 deadline);
    /// @notice The job changed in status (Pending), `deadline`, block, result (the body's output digest) and attestation.
    event ResultSubmitted(
        uint256 indexed jobId,
        address indexed provider,
        uint64 deadline,
        uint8 attestation,
        ReceiptBody body
    );
    /// @notice A place among several replicas was taken. With the last one the status is Working, `deadline` that of the work, and attempts
    /// left are one less; until then `deadline` is as it was.
    event ReplicaClaimed(uint256 indexed jobId, address indexed provider, address claimer, uint64 deadline);
    /// @notice With the last one the status is Revealing and `deadline` that of the reveals; until then `deadline` is as it was.
    event ReplicaCommitted(uint256 indexed jobId, address indexed provider, bytes32 commitment, uint64 deadline);
    /// @notice With the last one, if all are equal, the status is Pending and `deadline` that of the challenge window; until then `deadline`
    /// is as it was. If they are not, anyone may close the reveals at once.
    event ReplicaRevealed(uint256 indexed jobId, address indexed provider, uint64 deadline, ReceiptBody body);
    /// @notice The reveals were closed: who did not reveal is gone from the list and was slashed. The job as it stands then, Pending or
    /// Disputed.
    event RevealsClosed(uint256 indexed jobId, Job job, Replica[] replicas);
    /// @notice A provider was paid for a stage. For each of several replicas one event; follows `StageSettled` or `JobSettled`.
    event ProviderPaid(uint256 indexed jobId, address indexed provider, uint256 toProvider, uint256 fee);
    /// @notice A stage that is not the last is settled and the next is open.
    event StageSettled(uint256 indexed jobId, uint8 stage, Job job);
    /// @notice The last stage is settled.
    event JobSettled(uint256 indexed jobId, bytes32 outputDigest);
    /// @notice A job that used a model is done: `usePrice` went to its owner, of which `royalty` to its creator.
    event ModelUsed(
        uint256 indexed jobId,
        uint256 indexed modelId,
        address indexed owner,
        uint256 usePrice,
        uint256 royalty
    );
    /// @notice Compute fees went to Referees.
    event FeesCollected(uint256 indexed currency, uint256 amount);
    /// @notice Providers let a deadline pass. `toRequester`, `toOthers` (replicas that had done their part) and `burned` are $BLACK (wei) and
    /// sum to its lock. For each provider one event.
    event NoShowSlashed(
        uint256 indexed jobId,
        address indexed provider,
        uint256 toRequester,
        uint256 toOthers,
        uint256 burned
    );
    /// @notice A stage is open again, after a no-show or a result that was not accepted.
    event StageReopened(uint256 indexed jobId, Job job, Replica[] replicas);
    /// @notice What was left went back to the requester, in the currency's smallest unit.
    event JobRefunded(uint256 indexed jobId, address indexed requester, uint256 refunded);
    event AuditDrawn(uint256 indexed jobId, uint256 indexed panelId, Job job, Dispute dispute);
    /// @notice The auditors found nothing, or did not come to see: the result is Pending again.
    event AuditPassed(uint256 indexed jobId, uint256 indexed panelId, Job job);
    /// @notice `challenger` is zero when auditors or the replicas disagree. `reason` is the digest of a document that says what is wrong.
    event JobDisputed(
        uint256 indexed jobId,
        uint256 indexed panelId,
        address indexed challenger,
        Job job,
        Dispute dispute,
        bytes32 reason
    );
    /// @notice Referees decided: bit i of `accepted` is replica i (0 of one).
    event DisputeDecided(uint256 indexed jobId, uint256 indexed panelId, uint16 accepted);
    /// @notice The referees came to no decision, or there were none (`panelId` 0 or that of before).
    event DisputeVoided(uint256 indexed jobId, uint256 indexed panelId);
    /// @notice A wrong result cost its provider its lock; $BLACK (wei). `toFinder`: to the challenger, or to the auditors that doubted it.
    event WrongResultSlashed(
        uint256 indexed jobId,
        address indexed provider,
        uint256 toRequester,
        uint256 toFinder,
        uint256 toReferees,
        uint256 burned
    );
    event VerifierChanged(uint8 indexed number, address indexed verifier, uint16 auditDiscountBps);
    event FeesSynced(uint16 feeBps, uint16 blackFeeBps);
    event ParametersChanged(Parameters parameters);

    /// @notice The job passed in is not the job as it stands; read its latest event. `expected` is zero when there is no such
    /// job or it is final.
    error JobEscrow_StateMismatch(uint256 jobId, bytes32 expected, bytes32 given);
    error JobEscrow_ReplicasMismatch(uint256 jobId, bytes32 expected, bytes32 given);
    error JobEscrow_DisputeMismatch(uint256 jobId, bytes32 expected, bytes32 given);
    error JobEscrow_WrongStatus(uint256 jobId, uint8 status);
    error JobEscrow_DeadlinePassed(uint256 jobId, uint64 deadline);
    error JobEscrow_DeadlineNotPassed(uint256 jobId, uint64 deadline);
    error JobEscrow_NotRequester(uint256 jobId, address caller);
    error JobEscrow_ZeroPrice();
    error JobEscrow_ZeroSpec();
    error JobEscrow_InvalidStages(uint256 stages);
    error JobEscrow_InvalidRules(uint256 rules);
    error JobEscrow_PeriodOutOfBounds(uint256 period, uint256 min, uint256 max);
    error JobEscrow_AttemptsOutOfBounds(uint256 attempts, uint256 max);
    error JobEscrow_ReplicasOutOfBounds(uint256 replicas, uint256 max);
    error JobEscrow_StakeLockTooLow(uint256 stakeLock, uint256 min);
    error JobEscrow_UnknownModel(uint256 modelId);
    /// @notice The use of the model cannot be paid in this currency.
    error JobEscrow_UseNotOffered(uint256 modelId, uint256 currency);
    /// @notice The use of the model costs more than the terms give for it.
    error JobEscrow_UsePriceTooLow(uint256 modelId, uint256 usePrice, uint256 cost);
    /// @notice The job has one replica and the call is for several, or the other way round.
    error JobEscrow_WrongReplication(uint256 jobId, uint8 replicas);
    /// @notice The provider's ticket is not eligible yet; from `opensToAll` (Unix seconds) everyone is.
    error JobEscrow_NotYourTurn(uint256 jobId, address provider, uint64 opensToAll);
    error JobEscrow_AlreadyReplica(uint256 jobId, address provider);
    /// @notice The list of replicas has no place with this index.
    error JobEscrow_NotReplica(uint256 jobId, uint256 index);
    error JobEscrow_ZeroCommitment(uint256 jobId);
    error JobEscrow_NotOperator(address provider, address caller);
    error JobEscrow_AlreadyCommitted(uint256 jobId, address provider);
    error JobEscrow_AlreadyRevealed(uint256 jobId, address provider);
    error JobEscrow_WrongReveal(uint256 jobId, address provider);
    /// @notice A replica has begun: the requester can no longer cancel.
    error JobEscrow_ReplicasSeated(uint256 jobId);
    error JobEscrow_ZeroOutput(uint256 jobId);
    error JobEscrow_InvalidSignature(uint256 jobId, address operator);
    error JobEscrow_NotAttested(uint256 jobId, uint8 verifier);
    /// @notice The lot did not fall on this result, or cannot be drawn yet or any more.
    error JobEscrow_NotDrawn(uint256 jobId);
    /// @notice Auditors have seen this result, or have it now.
    error JobEscrow_AlreadyAudited(uint256 jobId);
    error JobEscrow_PanelNotEnded(uint256 jobId, uint256 panelId);
    /// @notice The call needs more gas than it was given.
    error JobEscrow_OutOfGas(uint256 jobId);
    error JobEscrow_InvalidParameters();

    /* REQUESTER */

    /// @notice Opens a job and moves budget and use price from the caller's credits into escrow.
    /// @return jobId Counts from 1.
    function createJob(JobTerms calldata terms) external returns (uint256 jobId);

    /// @notice Requester only, while Open and no replica is seated: what is left goes back.
    function cancel(uint256 jobId, Job calldata job) external;

    /* ONE REPLICA */

    /// @notice Claims an open stage for `provider`, whose operator (or who itself) must be the caller; locks its stake. Who did the stage
    /// before may claim at once, others when their ticket is eligible.
    function claim(uint256 jobId, Job calldata job, address provider) external;

    /// @notice Submits the claimed stage's result. Anyone may bring it; the operator's signature of the receipt makes it count.
    /// @param attestation Empty, or the number of a verifier (one byte) and its proof. The signature does not cover it: who brings the result
    /// without it only makes an audit more likely.
    function submit(
        uint256 jobId,
        Job calldata job,
        ReceiptBody calldata body,
        bytes calldata signature,
        bytes calldata attestation
    ) external;

    /// @notice Pays for the result: anyone after the challenge window, the requester at any time in it.
    function settle(uint256 jobId, Job calldata job) external;

    /// @notice Anyone, when the work period passed without a result: a quarter of the lock goes to the requester for the delay, the rest is
    /// burned, and the stage reopens or, at the last attempt, the rest of the budget is refunded.
    function slashNoShow(uint256 jobId, Job calldata job) external;

    /* SEVERAL REPLICAS: as above, with their list; providers must differ */

    function claimReplica(uint256 jobId, Job calldata job, Replica[] calldata replicas, address provider) external;

    /// @notice By the provider or the account that claimed for it, while Working.
    /// @param commitment keccak256(abi.encode(receipt digest, salt, provider))
    function commitReplica(
        uint256 jobId,
        Job calldata job,
        Replica[] calldata replicas,
        uint256 index,
        bytes32 commitment
    ) external;

    /// @notice Reveals what the commitment at `index` hides. Anyone may bring it: knowing the salt makes it count. When all have revealed
    /// the same output the result is Pending.
    function revealReplica(
        uint256 jobId,
        Job calldata job,
        Replica[] calldata replicas,
        uint256 index,
        ReceiptBody calldata body,
        bytes32 salt
    ) external;

    /// @notice Anyone, when the reveal period passed or all have revealed: who did not reveal is slashed; results that are left stand if they are equal (their
    /// share of the price each, the rest goes back), go to the referees if they are not, and if none is left the stage reopens.
    function closeReveals(uint256 jobId, Job calldata job, Replica[] calldata replicas) external;

    /// @notice Anyone, when the work period passed: replicas without a commitment are slashed, the others keep their place. A quarter of
    /// each lock goes to the requester; where the job ends by it, half of the rest to those who had committed.
    function slashReplicas(uint256 jobId, Job calldata job, Replica[] calldata replicas) external;

    function settleReplicas(uint256 jobId, Job calldata job, Replica[] calldata replicas) external;

    /* ANYONE: `replicas` is empty for a job of one */

    /// @notice When the claim period passed: what is left goes back, seated replicas are released.
    function refund(uint256 jobId, Job calldata job, Replica[] calldata replicas) external;

    /// @notice Disputes a pending result within its window; a bond equal to the job's stake lock moves from the caller's $BLACK credits.
    /// @param reason Digest of a document that says what is wrong.
    function challenge(uint256 jobId, Job calldata job, Replica[] calldata replicas, bytes32 reason) external;

    /// @notice Sends a pending result to auditors if the lot falls on it: a random number out of the block after its submission.
    function drawAudit(uint256 jobId, Job calldata job, Replica[] calldata replicas) external;

    /// @notice Ends an audit or a dispute whose panel has ended. A panel's parties, who may not sit, are the stage's providers in their order, the
    /// requester, then the challenger or the auditors if there are any.
    function conclude(uint256 jobId, Job calldata job, Replica[] calldata replicas, Dispute calldata dispute) external;

    /// @notice Moves the compute fees of settled stages to Referees.
    function collectFees(Currency currency) external;

    /// @notice Takes over the Treasury's present compute fees for jobs created from now on.
    function syncFees() external;

    /* GOVERNED */

    function setParameters(Parameters calldata parameters) external;

    /// @notice Lists a verifier under a number from 1 on, or unlists it (address 0).
    /// @param auditDiscountBps By how much less often results that it vouches for are audited, at most `MAX_AUDIT_DISCOUNT_BPS`.
    function setVerifier(uint8 number, IAttestationVerifier verifier, uint16 auditDiscountBps) external;

    /* VIEWS */

    function jobHash(uint256 jobId) external view returns (bytes32);

    function jobCount() external view returns (uint256);

    /// @notice EIP-712 digest that a provider's operator signs.
    function receiptDigest(Receipt calldata receipt) external view returns (bytes32);

    /// @notice Compute fees that are to be collected, in the currency's smallest unit.
    function feesOf(Currency currency) external view returns (uint256);

    function feesBps() external view returns (uint16 feeBps, uint16 blackFeeBps);

    function verifierOf(uint8 number) external view returns (IAttestationVerifier verifier, uint16 auditDiscountBps);

    function parameters() external view returns (Parameters memory);

    // solhint-disable-next-line func-name-mixedcase
    function MAX_AUDIT_DISCOUNT_BPS() external view returns (uint16);
}
