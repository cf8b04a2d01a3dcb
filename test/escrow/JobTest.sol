// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {JobEscrow} from "../../contracts/JobEscrow.sol";
import {ProviderRegistry} from "../../contracts/ProviderRegistry.sol";
import {IJobEscrow} from "../../contracts/interfaces/IJobEscrow.sol";
import {Currency, NATIVE} from "../../contracts/types/Currency.sol";
import {Job, JobStatus, JobTerms} from "../../contracts/types/Job.sol";
import {Profile, Receipt} from "../../contracts/types/Receipt.sol";
import {CoreTest} from "../support/CoreTest.sol";

/// @notice Escrow and registry of providers, deployed and wired, with a job's parties and the steps of its life. Each step returns
/// the job that must stand after it and asserts that the chain agrees.
abstract contract JobTest is CoreTest {
    uint64 internal constant UNBONDING = 14 days;
    uint64 internal constant ARBITER_ROLE = 1;
    uint16 internal constant FEE_BPS = 500;
    uint16 internal constant BLACK_FEE_BPS = 250;
    uint128 internal constant LOCK = 101 ether + 3;
    uint128 internal constant PRICE = 1 ether + 7;
    uint128 internal constant STAKE = 1_000 ether;
    uint256 internal constant CREDITS = 10_000 ether;
    bytes32 internal constant OUTPUT = keccak256("output");

    ProviderRegistry internal providers;
    JobEscrow internal escrow;

    address internal requester;
    address internal provider;
    address internal operator;
    uint256 internal operatorKey;
    address internal challenger;
    address internal arbiter;
    address internal stranger;

    function setUp() public virtual override {
        super.setUp();
        vm.warp(1_800_000_000);
        requester = makeAddr("requester");
        provider = makeAddr("provider");
        (operator, operatorKey) = makeAccount("operator");
        challenger = makeAddr("challenger");
        arbiter = makeAddr("arbiter");
        stranger = makeAddr("stranger");

        providers = new ProviderRegistry(address(manager), vault, black, UNBONDING);
        escrow = new JobEscrow(address(manager), vault, providers, registry, treasury, bounds());
        providers.addModule(address(escrow));
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = IJobEscrow.rule.selector;
        manager.setTargetFunctionRole(address(escrow), selectors, ARBITER_ROLE);
        manager.grantRole(ARBITER_ROLE, arbiter, 0);

        fund(requester);
        fund(provider);
        fund(challenger);
        vm.prank(provider);
        providers.stake(STAKE, operator);
    }

    /// @notice Gives credits in both currencies and approves both modules.
    function fund(address account) internal {
        credit(NATIVE, account, CREDITS);
        credit(blackCurrency(), account, CREDITS);
        vm.startPrank(account);
        vault.setOperator(address(escrow), true);
        vault.setOperator(address(providers), true);
        vm.stopPrank();
    }

    function bounds() internal pure returns (IJobEscrow.Parameters memory) {
        return
            IJobEscrow.Parameters({
                minPeriod: 1 minutes,
                maxPeriod: 30 days,
                arbitrationPeriod: 7 days,
                maxAttempts: 5,
                minStakeLock: 100 ether
            });
    }

    function termsIn(Currency currency) internal pure returns (JobTerms memory) {
        return
            JobTerms({
                specDigest: keccak256("spec"),
                modelId: 0,
                currency: currency,
                price: PRICE,
                stakeLock: LOCK,
                claimPeriod: 1 hours,
                workPeriod: 2 hours,
                challengePeriod: 3 hours,
                attempts: 2
            });
    }

    function receiptOf(uint256 jobId, Job memory job) internal view returns (Receipt memory) {
        return
            Receipt({
                jobId: jobId,
                stage: 0,
                specDigest: job.terms.specDigest,
                profile: Profile.Fx21,
                inputRoot: keccak256("inputs"),
                outputDigest: OUTPUT,
                stateRoot: keccak256("state"),
                traceRoot: keccak256("trace"),
                reportDigest: keccak256("report"),
                provider: job.provider,
                deadline: job.deadline
            });
    }

    /* STEPS */

    function create(JobTerms memory terms) internal returns (uint256 jobId, Job memory job) {
        vm.prank(requester);
        jobId = escrow.createJob(terms);
        job.terms = terms;
        job.requester = requester;
        job.status = JobStatus.Open;
        job.feeBps = terms.currency == blackCurrency() ? BLACK_FEE_BPS : FEE_BPS;
        job.attemptsLeft = terms.attempts;
        job.deadline = uint64(block.timestamp) + terms.claimPeriod;
        assertStands(jobId, job);
    }

    function claim(uint256 jobId, Job memory job) internal returns (Job memory) {
        vm.prank(operator);
        escrow.claim(jobId, job, provider);
        job.status = JobStatus.Working;
        job.provider = provider;
        job.attemptsLeft -= 1;
        job.deadline = uint64(block.timestamp) + job.terms.workPeriod;
        assertStands(jobId, job);
        return job;
    }

    function submit(uint256 jobId, Job memory job) internal returns (Job memory) {
        Receipt memory receipt = receiptOf(jobId, job);
        escrow.submit(jobId, job, receipt, sign(operatorKey, escrow.receiptDigest(receipt)));
        job.status = JobStatus.Pending;
        job.outputDigest = receipt.outputDigest;
        job.deadline = uint64(block.timestamp) + job.terms.challengePeriod;
        assertStands(jobId, job);
        return job;
    }

    function challenge(uint256 jobId, Job memory job) internal returns (Job memory) {
        vm.prank(challenger);
        escrow.challenge(jobId, job, keccak256("reason"));
        job.status = JobStatus.Disputed;
        job.challenger = challenger;
        job.bond = job.terms.stakeLock;
        job.deadline = uint64(block.timestamp) + bounds().arbitrationPeriod;
        assertStands(jobId, job);
        return job;
    }

    /// @notice A job in the status asked for, from Open to Disputed.
    function reach(JobStatus status, JobTerms memory terms) internal returns (uint256 jobId, Job memory job) {
        (jobId, job) = create(terms);
        if (status >= JobStatus.Working) job = claim(jobId, job);
        if (status >= JobStatus.Pending) job = submit(jobId, job);
        if (status >= JobStatus.Disputed) job = challenge(jobId, job);
    }

    function reach(JobStatus status) internal returns (uint256 jobId, Job memory job) {
        return reach(status, termsIn(NATIVE));
    }

    function toDeadline(Job memory job) internal {
        vm.warp(job.deadline);
    }

    function pastDeadline(Job memory job) internal {
        vm.warp(uint256(job.deadline) + 1);
    }

    /// @notice The same job in its last status, as its final event shows it.
    function ended(Job memory job, JobStatus status) internal pure returns (Job memory last) {
        last = abi.decode(abi.encode(job), (Job));
        last.status = status;
        last.deadline = 0;
    }

    /* ASSERTIONS */

    function assertStands(uint256 jobId, Job memory job) internal view {
        vm.assertEq(escrow.jobHash(jobId), keccak256(abi.encode(job)), "the job that stands");
    }

    /// @notice The job is final: nothing is left in escrow, and nothing of the provider's stake is locked.
    function assertOver(uint256 jobId, Currency currency) internal view {
        vm.assertEq(escrow.jobHash(jobId), bytes32(0), "final");
        assertCredits(address(escrow), currency, 0);
        assertCredits(address(escrow), blackCurrency(), 0);
        vm.assertEq(providers.lockedBy(address(escrow), provider), 0, "locked");
    }
}
