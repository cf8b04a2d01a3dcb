// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Job, JobTerms} from "../types/Job.sol";
import {Receipt} from "../types/Receipt.sol";

/// @title JobEscrow
/// @notice Holds a requester's money while one provider does a job, and pays for a result that stood a challenge window.
///
/// Open ──claim──▶ Working ──submit──▶ Pending ──settle──▶ Done
///  │ cancel ▶ Cancelled   │ no-show: slash ▶ Open, or    │ challenge
///  │ refund ▶ Refunded    │ Refunded at the last attempt ▼
///                                                  Disputed ──rule──▶ Done | Refunded
///                                                           ──voidDispute──▶ Refunded
///
/// Each status that is not final has a deadline, after which anyone may move the job on.
/// @dev The chain keeps one word for each job, `keccak256(abi.encode(job))`, and every call passes the job in: cost does not
/// grow with the number of jobs. Invariant: for every currency, the escrow's Vault claims equal the prices of the jobs that are
/// not final plus the bonds of those in dispute; money out of a job equals money in, to the smallest unit, on every path.
/// A final job's word is cleared: it holds nothing more, and as ids never repeat no call can pass for it again. Every job ends with
/// exactly one of the events `JobSettled`, `JobRefunded`, `JobCancelled`, which tells where its price went.
/// Warning: until referees exist a dispute is ruled by the arbiter, a role that governance grants. That is trust in a committee.
/// If it does not rule in time, the dispute is void: the requester is refunded, the bond returned, nobody slashed.
interface IJobEscrow {
    /// @notice Bounds of what a job may ask for. Changes do not reach open jobs, but for `arbitrationPeriod`.
    struct Parameters {
        /// Seconds.
        uint32 minPeriod;
        uint32 maxPeriod;
        /// Seconds that the arbiter has to rule, counted from a challenge, within `MIN_ARBITRATION_PERIOD` and `MAX_ARBITRATION_PERIOD`.
        /// It is read when a challenge is made: the one parameter that reaches jobs which are open when it changes.
        uint32 arbitrationPeriod;
        uint8 maxAttempts;
        /// $BLACK (wei), more than 0: the least stake that a job must lock. A challenger's bond equals the job's lock.
        uint96 minStakeLock;
    }

    event JobCreated(uint256 indexed jobId, address indexed requester, Job job);
    event JobCancelled(uint256 indexed jobId, Job job);
    /// @notice The job changed in status (Working), `provider`, `deadline`, and `attemptsLeft`, which is one less.
    event JobClaimed(uint256 indexed jobId, address indexed provider, uint64 deadline);
    /// @notice The job changed in status (Pending), `deadline`, and `outputDigest`, which is the receipt's.
    event ResultSubmitted(uint256 indexed jobId, address indexed provider, uint64 deadline, Receipt receipt);
    /// @notice The job is Done and the provider was paid: the result stood its window, was accepted, or was upheld. The parts sum to the price.
    event JobSettled(
        uint256 indexed jobId,
        address indexed provider,
        uint256 toProvider,
        uint256 fee,
        uint256 royalty,
        address royaltyReceiver
    );
    /// @notice The provider let its work period pass. `toRequester` and `burned` are $BLACK (wei) and sum to its lock.
    event NoShowSlashed(uint256 indexed jobId, address indexed provider, Job job, uint256 toRequester, uint256 burned);
    /// @notice The whole price went back: nobody claimed, the last attempt failed, or a dispute ended against the result or void.
    event JobRefunded(uint256 indexed jobId, address indexed requester, Job job);
    /// @notice `reason` is the digest of a document that says what is wrong.
    event JobChallenged(uint256 indexed jobId, address indexed challenger, Job job, bytes32 reason);
    /// @notice `upheld`: the result stands. `toRequester`, `toChallenger` and `burned` are $BLACK (wei) out of the provider's lock.
    event DisputeRuled(
        uint256 indexed jobId,
        bool upheld,
        Job job,
        uint256 toRequester,
        uint256 toChallenger,
        uint256 burned
    );
    event DisputeVoided(uint256 indexed jobId, Job job);
    /// @notice Compute fees of jobs created from now on, in basis points.
    event FeesSynced(uint16 feeBps, uint16 blackFeeBps);
    event ParametersChanged(Parameters parameters);

    /// @notice The job passed in is not the job as it stands; read its latest event. `expected` is zero when there is no such
    /// job or it is final.
    error JobEscrow_StateMismatch(uint256 jobId, bytes32 expected, bytes32 given);
    error JobEscrow_WrongStatus(uint256 jobId, uint8 status);
    error JobEscrow_DeadlinePassed(uint256 jobId, uint64 deadline);
    error JobEscrow_DeadlineNotPassed(uint256 jobId, uint64 deadline);
    error JobEscrow_NotRequester(uint256 jobId, address caller);
    error JobEscrow_ZeroPrice();
    error JobEscrow_ZeroSpec();
    error JobEscrow_PeriodOutOfBounds(uint256 period, uint256 min, uint256 max);
    error JobEscrow_AttemptsOutOfBounds(uint256 attempts, uint256 max);
    error JobEscrow_StakeLockTooLow(uint256 stakeLock, uint256 min);
    error JobEscrow_UnknownModel(uint256 modelId);
    /// @notice The receipt's field, named in ASCII, does not match the job's, or its output digest is zero. A `deadline` that does not
    /// match is that of another attempt.
    error JobEscrow_ReceiptMismatch(uint256 jobId, bytes32 field);
    error JobEscrow_InvalidSignature(uint256 jobId, address operator);
    error JobEscrow_InvalidParameters();

    /// @notice Opens a job and moves its price from the caller's credits into escrow.
    /// @return jobId Counts from 1.
    function createJob(JobTerms calldata terms) external returns (uint256 jobId);

    /// @notice Requester only, while Open: full refund.
    function cancel(uint256 jobId, Job calldata job) external;

    /// @notice Anyone, when the claim period passed without a claim: full refund.
    function refund(uint256 jobId, Job calldata job) external;

    /// @notice Claims an open job for `provider`, whose operator (or who itself) must be the caller; locks its stake.
    function claim(uint256 jobId, Job calldata job, address provider) external;

    /// @notice Submits the claimed job's result. Anyone may bring it; the operator's signature makes it count.
    function submit(uint256 jobId, Job calldata job, Receipt calldata receipt, bytes calldata signature) external;

    /// @notice Pays for the result: anyone after the challenge window, the requester at any time in it.
    function settle(uint256 jobId, Job calldata job) external;

    /// @notice Anyone, when the work period passed without a result: a quarter of the lock goes to the requester for the delay, as after
    /// a wrong result, the rest is burned, and the job reopens or, at the last attempt, is refunded.
    function slashNoShow(uint256 jobId, Job calldata job) external;

    /// @notice Disputes a pending result within its window; a bond equal to the job's stake lock moves from the caller's $BLACK credits.
    function challenge(uint256 jobId, Job calldata job, bytes32 reason) external;

    /// @notice Arbiter only, within the arbitration period. Upheld: the provider is paid and gets the bond. Otherwise the requester
    /// is refunded and the lock slashed: a quarter to the requester for the delay, half of the rest to the challenger, the rest burned.
    function rule(uint256 jobId, Job calldata job, bool upheld) external;

    /// @notice Anyone, when the arbiter did not rule in time: requester refunded, bond returned, nobody slashed.
    function voidDispute(uint256 jobId, Job calldata job) external;

    /// @notice Anyone: takes over the Treasury's present compute fees for jobs created from now on. The escrow keeps a copy of them
    /// beside its counter, as asking the Treasury at each creation would cost every requester more than the copy costs once.
    function syncFees() external;

    /// @notice The compute fees, in basis points, of a job created now: in any currency, and in $BLACK.
    function feesBps() external view returns (uint16 feeBps, uint16 blackFeeBps);

    /// @notice Governed.
    function setParameters(Parameters calldata parameters) external;

    /// @notice Why `claim` by the provider would be refused: the encoded custom error, or empty when it would pass.
    function canClaim(uint256 jobId, Job calldata job, address provider) external view returns (bytes memory reason);

    /// @notice `keccak256(abi.encode(job))` of the job as it stands; zero when there is no such job or it is final.
    function jobHash(uint256 jobId) external view returns (bytes32);

    /// @notice How many jobs were ever created; also the last job's id.
    function jobCount() external view returns (uint256);

    /// @notice The EIP-712 digest that an operator signs.
    function receiptDigest(Receipt calldata receipt) external view returns (bytes32);

    function parameters() external view returns (Parameters memory);

    /// @notice Seconds; the least that governance must give the arbiter, so that no vote can void every dispute.
    // solhint-disable-next-line func-name-mixedcase
    function MIN_ARBITRATION_PERIOD() external view returns (uint32);

    /// @notice Seconds; the most that governance can give the arbiter, so that no vote can freeze a dispute.
    // solhint-disable-next-line func-name-mixedcase
    function MAX_ARBITRATION_PERIOD() external view returns (uint32);
}
