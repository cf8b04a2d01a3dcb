// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {JobEscrow} from "../../contracts/JobEscrow.sol";
import {ProviderRegistry} from "../../contracts/ProviderRegistry.sol";
import {IProviderRegistry} from "../../contracts/interfaces/IProviderRegistry.sol";
import {Treasury} from "../../contracts/Treasury.sol";
import {Service} from "../../contracts/interfaces/ITreasury.sol";
import {Currency, NATIVE} from "../../contracts/types/Currency.sol";
import {Job, JobStatus, JobTerms} from "../../contracts/types/Job.sol";
import {Profile, Receipt} from "../../contracts/types/Receipt.sol";
import {Test} from "../support/Test.sol";

/// @notice Takes jobs and stakes through any sequence of steps, by any party, and keeps the jobs as they must stand.
/// @dev The handler is the arbiter. Steps that the moment does not allow do nothing.
contract JobHandler is Test {
    JobEscrow private immutable ESCROW;
    ProviderRegistry private immutable PROVIDERS;
    Treasury private immutable TREASURY;
    Currency private immutable BLACK;
    uint256 private immutable MODEL;

    address[] public requesters;
    address[] public providers;
    uint256[] private operatorKeys;
    address[] public challengers;

    /// @dev Jobs as they must stand; final ones keep their last status.
    mapping(uint256 jobId => Job) private jobs;
    uint256 public jobCount;
    mapping(bytes32 step => uint256) public done;

    constructor(JobEscrow escrow, ProviderRegistry registry, Treasury treasury, Currency black, uint256 model) {
        (ESCROW, PROVIDERS, TREASURY, BLACK, MODEL) = (escrow, registry, treasury, black, model);
        providers = [makeAddr("provider 1"), makeAddr("provider 2")];
        // One party may stand on several sides.
        requesters = [makeAddr("requester 1"), makeAddr("requester 2"), providers[0]];
        challengers = [makeAddr("challenger"), requesters[0], providers[0]];
        for (uint256 i = 0; i < 2; ++i) {
            (, uint256 key) = makeAccount(i == 0 ? "operator 1" : "operator 2");
            operatorKeys.push(key);
        }
    }

    function operatorOf(uint256 index) public view returns (address) {
        return vm.addr(operatorKeys[index]);
    }

    function jobOf(uint256 jobId) public view returns (Job memory) {
        return jobs[jobId];
    }

    /* TIME AND GOVERNANCE */

    function pass(uint32 time) external {
        vm.warp(block.timestamp + bound(time, 1, 8 days));
    }

    function changeFee(uint16 bps) external {
        bps = uint16(bound(bps, 0, 1_500));
        TREASURY.setFee(Service.Compute, bps, bps / 2);
        ESCROW.syncFees();
    }

    /* STAKE */

    function stake(uint256 who, uint128 amount) external {
        uint256 index = who % 2;
        vm.prank(providers[index]);
        PROVIDERS.stake(uint128(bound(amount, 1, 500 ether)), operatorOf(index));
    }

    function requestUnbond(uint256 who, uint128 amount) external {
        address provider = providers[who % 2];
        uint256 free = PROVIDERS.freeStake(provider);
        if (free == 0) return;
        vm.prank(provider);
        PROVIDERS.requestUnbond(uint128(bound(amount, 1, free)));
    }

    function endUnbond(uint256 who, bool back) external {
        address provider = providers[who % 2];
        IProviderRegistry.Provider memory p = PROVIDERS.providerOf(provider);
        if (p.unbonding == 0) return;
        if (back) {
            vm.prank(provider);
            PROVIDERS.cancelUnbond();
        } else if (block.timestamp >= p.unbondsAt) {
            PROVIDERS.withdrawUnbonded(provider);
        }
    }

    /* JOBS */

    function create(uint256 who, uint128 price, uint128 lock, bool inBlack, bool withModel) external {
        JobTerms memory terms = JobTerms({
            specDigest: keccak256(abi.encode(price, lock)),
            modelId: withModel ? MODEL : 0,
            currency: inBlack ? BLACK : NATIVE,
            price: uint128(bound(price, 1, 1 ether)),
            stakeLock: uint128(bound(lock, 100 ether, 300 ether)),
            claimPeriod: uint32(bound(price, 1 minutes, 2 days)),
            workPeriod: uint32(bound(lock, 1 minutes, 2 days)),
            challengePeriod: uint32(bound(who, 1 minutes, 2 days)),
            attempts: uint8(bound(lock, 1, 3))
        });
        vm.prank(requesters[who % 3]);
        uint256 jobId = ESCROW.createJob(terms);
        jobCount = jobId;
        (uint16 fee, uint16 blackFee) = ESCROW.feesBps();
        Job storage job = jobs[jobId];
        job.terms = terms;
        job.requester = requesters[who % 3];
        job.status = JobStatus.Open;
        job.feeBps = inBlack ? blackFee : fee;
        job.attemptsLeft = terms.attempts;
        job.deadline = uint64(block.timestamp) + terms.claimPeriod;
        ++done["create"];
    }

    function claim(uint256 which, uint256 who) external {
        (uint256 jobId, Job storage job) = _pick(which, JobStatus.Open);
        address provider = providers[who % 2];
        if (jobId == 0 || ESCROW.canClaim(jobId, job, provider).length != 0) return;
        vm.prank(operatorOf(who % 2));
        ESCROW.claim(jobId, job, provider);
        job.status = JobStatus.Working;
        job.provider = provider;
        job.attemptsLeft -= 1;
        job.deadline = uint64(block.timestamp) + job.terms.workPeriod;
        ++done["claim"];
    }

    function submit(uint256 which) external {
        (uint256 jobId, Job storage job) = _pick(which, JobStatus.Working);
        if (jobId == 0 || block.timestamp > job.deadline) return;
        Receipt memory receipt;
        receipt.jobId = jobId;
        receipt.specDigest = job.terms.specDigest;
        receipt.profile = Profile.Int8;
        receipt.outputDigest = keccak256(abi.encode(which));
        receipt.provider = job.provider;
        receipt.deadline = job.deadline;
        uint256 key = operatorKeys[job.provider == providers[0] ? 0 : 1];
        ESCROW.submit(jobId, job, receipt, sign(key, ESCROW.receiptDigest(receipt)));
        job.status = JobStatus.Pending;
        job.outputDigest = receipt.outputDigest;
        job.deadline = uint64(block.timestamp) + job.terms.challengePeriod;
        ++done["submit"];
    }

    function accept(uint256 which) external {
        (uint256 jobId, Job storage job) = _pick(which, JobStatus.Pending);
        if (jobId == 0) return;
        vm.prank(job.requester);
        ESCROW.settle(jobId, job);
        job.status = JobStatus.Done;
        ++done["accept"];
    }

    function cancel(uint256 which) external {
        (uint256 jobId, Job storage job) = _pick(which, JobStatus.Open);
        if (jobId == 0) return;
        vm.prank(job.requester);
        ESCROW.cancel(jobId, job);
        job.status = JobStatus.Cancelled;
        ++done["cancel"];
    }

    function challenge(uint256 which, uint256 who) external {
        (uint256 jobId, Job storage job) = _pick(which, JobStatus.Pending);
        if (jobId == 0 || block.timestamp > job.deadline) return;
        vm.prank(challengers[who % 3]);
        ESCROW.challenge(jobId, job, bytes32(which));
        job.status = JobStatus.Disputed;
        job.challenger = challengers[who % 3];
        job.bond = job.terms.stakeLock;
        job.deadline = uint64(block.timestamp) + ESCROW.parameters().arbitrationPeriod;
        ++done["challenge"];
    }

    function rule(uint256 which, bool upheld) external {
        (uint256 jobId, Job storage job) = _pick(which, JobStatus.Disputed);
        if (jobId == 0 || block.timestamp > job.deadline) return;
        ESCROW.rule(jobId, job, upheld);
        job.status = upheld ? JobStatus.Done : JobStatus.Refunded;
        ++done["rule"];
    }

    /// @notice Anybody moves on what is overdue.
    function moveOn(uint256 which) external {
        if (jobCount == 0) return;
        _exit((which % jobCount) + 1);
    }

    /// @notice Long after every deadline a stranger ends every job; a no-show that reopens takes a second round.
    function drain() external {
        for (uint256 i = 0; i < 2; ++i) {
            vm.warp(block.timestamp + 365 days);
            for (uint256 jobId = 1; jobId <= jobCount; ++jobId) _exit(jobId);
        }
    }

    function _exit(uint256 jobId) private {
        Job storage job = jobs[jobId];
        JobStatus status = job.status;
        if (status > JobStatus.Disputed || block.timestamp <= job.deadline) return;
        if (status == JobStatus.Open) {
            ESCROW.refund(jobId, job);
            job.status = JobStatus.Refunded;
        } else if (status == JobStatus.Working) {
            ESCROW.slashNoShow(jobId, job);
            bool last = job.attemptsLeft == 0;
            job.status = last ? JobStatus.Refunded : JobStatus.Open;
            if (!last) {
                job.provider = address(0);
                job.deadline = uint64(block.timestamp) + job.terms.claimPeriod;
            }
        } else if (status == JobStatus.Pending) {
            ESCROW.settle(jobId, job);
            job.status = JobStatus.Done;
        } else {
            ESCROW.voidDispute(jobId, job);
            job.status = JobStatus.Refunded;
        }
        ++done["exit"];
    }

    /// @dev A job in that status, if there is one, else id 0.
    function _pick(uint256 which, JobStatus status) private view returns (uint256 jobId, Job storage job) {
        uint256 count = jobCount;
        for (uint256 i = 0; i < count; ++i) {
            jobId = (((which % count) + i) % count) + 1;
            job = jobs[jobId];
            if (job.status == status) return (jobId, job);
        }
        return (0, jobs[0]);
    }
}
