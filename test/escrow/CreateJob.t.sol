// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {IJobEscrow} from "../../contracts/interfaces/IJobEscrow.sol";
import {Service} from "../../contracts/interfaces/ITreasury.sol";
import {NATIVE} from "../../contracts/types/Currency.sol";
import {Job, JobStatus, JobTerms} from "../../contracts/types/Job.sol";
import {JobTest} from "./JobTest.sol";

contract CreateJobTest is JobTest {
    function _refused(JobTerms memory terms, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(requester);
        escrow.createJob(terms);
    }

    function test_RevertWhen_PriceIsZero() public {
        JobTerms memory terms = termsIn(NATIVE);
        terms.price = 0;
        _refused(terms, abi.encodeWithSelector(IJobEscrow.JobEscrow_ZeroPrice.selector));
    }

    function test_RevertWhen_SpecIsZero() public {
        JobTerms memory terms = termsIn(NATIVE);
        terms.specDigest = 0;
        _refused(terms, abi.encodeWithSelector(IJobEscrow.JobEscrow_ZeroSpec.selector));
    }

    function testFuzz_RevertWhen_PeriodIsOutOfBounds(uint32 period, uint8 which) public {
        IJobEscrow.Parameters memory limits = bounds();
        vm.assume(period < limits.minPeriod || period > limits.maxPeriod);
        JobTerms memory terms = termsIn(NATIVE);
        if (which % 3 == 0) terms.claimPeriod = period;
        else if (which % 3 == 1) terms.workPeriod = period;
        else terms.challengePeriod = period;
        _refused(
            terms,
            abi.encodeWithSelector(
                IJobEscrow.JobEscrow_PeriodOutOfBounds.selector,
                period,
                limits.minPeriod,
                limits.maxPeriod
            )
        );
    }

    function testFuzz_RevertWhen_AttemptsAreOutOfBounds(uint8 attempts) public {
        uint8 max = bounds().maxAttempts;
        vm.assume(attempts == 0 || attempts > max);
        JobTerms memory terms = termsIn(NATIVE);
        terms.attempts = attempts;
        _refused(terms, abi.encodeWithSelector(IJobEscrow.JobEscrow_AttemptsOutOfBounds.selector, attempts, max));
    }

    function testFuzz_RevertWhen_StakeLockIsTooLow(uint128 stakeLock) public {
        uint96 min = bounds().minStakeLock;
        stakeLock = uint128(bound(stakeLock, 0, min - 1));
        JobTerms memory terms = termsIn(NATIVE);
        terms.stakeLock = stakeLock;
        _refused(terms, abi.encodeWithSelector(IJobEscrow.JobEscrow_StakeLockTooLow.selector, stakeLock, min));
    }

    function testFuzz_RevertWhen_ModelIsUnknown(uint256 modelId) public {
        vm.assume(modelId != 0);
        JobTerms memory terms = termsIn(NATIVE);
        terms.modelId = modelId;
        _refused(terms, abi.encodeWithSelector(IJobEscrow.JobEscrow_UnknownModel.selector, modelId));
    }

    function test_RevertWhen_CreditsAreShort() public {
        JobTerms memory terms = termsIn(NATIVE);
        terms.price = uint128(CREDITS) + 1;
        _refused(
            terms,
            abi.encodeWithSelector(ERC6909.ERC6909InsufficientBalance.selector, requester, CREDITS, CREDITS + 1, 0)
        );
    }

    function test_RevertWhen_EscrowIsNotApproved() public {
        vm.prank(requester);
        vault.setOperator(address(escrow), false);
        _refused(
            termsIn(NATIVE),
            abi.encodeWithSelector(ERC6909.ERC6909InsufficientAllowance.selector, address(escrow), 0, PRICE, 0)
        );
    }

    /// @dev Words 3 to 8 of the terms are narrower than a word; a dirty one must not reach the log or the hash.
    function testFuzz_RevertWhen_TermsHaveDirtyBits(uint256 which) public {
        JobTerms memory terms = termsIn(NATIVE);
        bytes memory data = abi.encodeCall(IJobEscrow.createJob, (terms));
        data[4 + 32 * bound(which, 3, 8)] = 0x01;
        vm.prank(requester);
        // solhint-disable-next-line avoid-low-level-calls
        (bool done, bytes memory reason) = address(escrow).call(data);
        vm.assertFalse(done);
        vm.assertEq(reason, "");
    }

    function testFuzz_CreatesAnOpenJob(JobTerms memory terms, bool inBlack) public {
        IJobEscrow.Parameters memory limits = bounds();
        if (terms.specDigest == 0) terms.specDigest = OUTPUT;
        terms.modelId = 0;
        terms.currency = inBlack ? blackCurrency() : NATIVE;
        terms.price = uint128(bound(terms.price, 1, CREDITS));
        terms.stakeLock = uint128(bound(terms.stakeLock, limits.minStakeLock, type(uint128).max));
        terms.claimPeriod = uint32(bound(terms.claimPeriod, limits.minPeriod, limits.maxPeriod));
        terms.workPeriod = uint32(bound(terms.workPeriod, limits.minPeriod, limits.maxPeriod));
        terms.challengePeriod = uint32(bound(terms.challengePeriod, limits.minPeriod, limits.maxPeriod));
        terms.attempts = uint8(bound(terms.attempts, 1, limits.maxAttempts));

        Job memory expected;
        expected.terms = terms;
        expected.requester = requester;
        expected.status = JobStatus.Open;
        expected.feeBps = inBlack ? BLACK_FEE_BPS : FEE_BPS;
        expected.attemptsLeft = terms.attempts;
        expected.deadline = uint64(block.timestamp) + terms.claimPeriod;
        vm.expectEmit(address(escrow));
        emit IJobEscrow.JobCreated(1, requester, expected);
        (uint256 jobId, ) = create(terms);

        vm.assertEq(jobId, 1);
        assertCredits(address(escrow), terms.currency, terms.price);
        assertCredits(requester, terms.currency, CREDITS - terms.price);
    }

    function test_CountsJobsFromOne() public {
        vm.assertEq(escrow.jobCount(), 0);
        vm.assertEq(escrow.jobHash(0), bytes32(0));
        (uint256 first, ) = create(termsIn(NATIVE));
        (uint256 second, ) = create(termsIn(blackCurrency()));
        vm.assertEq(first, 1);
        vm.assertEq(second, 2);
        vm.assertEq(escrow.jobCount(), 2);
    }

    function test_AcceptsARegisteredModel() public {
        registry.mint(DIGEST, ROYALTY_BPS, alice);
        JobTerms memory terms = termsIn(NATIVE);
        terms.modelId = TOKEN;
        create(terms);
    }

    function test_OpenJobKeepsItsFee() public {
        (uint256 jobId, Job memory job) = create(termsIn(NATIVE));
        treasury.setFee(Service.Compute, 1_500, 1_500);
        escrow.syncFees();

        job = submit(jobId, claim(jobId, job));
        vm.prank(requester);
        escrow.settle(jobId, job);
        assertCredits(address(treasury), NATIVE, (uint256(PRICE) * FEE_BPS) / 10_000);
    }
}
