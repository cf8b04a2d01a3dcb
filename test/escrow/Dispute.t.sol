// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IJobEscrow} from "../../contracts/interfaces/IJobEscrow.sol";
import {Currency, NATIVE} from "../../contracts/types/Currency.sol";
import {Job, JobStatus, JobTerms} from "../../contracts/types/Job.sol";
import {JobTest} from "./JobTest.sol";

contract DisputeTest is JobTest {
    function _rule(uint256 jobId, Job memory job, bool upheld) private {
        vm.prank(arbiter);
        escrow.rule(jobId, job, upheld);
    }

    /* CHALLENGE */

    function test_ChallengeTakesTheBond() public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Pending);
        Job memory next = abi.decode(abi.encode(job), (Job));
        next.status = JobStatus.Disputed;
        next.challenger = challenger;
        next.bond = LOCK;
        next.deadline = uint64(block.timestamp) + bounds().arbitrationPeriod;
        vm.expectEmit(address(escrow));
        emit IJobEscrow.JobChallenged(jobId, challenger, next, keccak256("reason"));
        challenge(jobId, job);
        assertCredits(address(escrow), blackCurrency(), LOCK);
        assertCredits(challenger, blackCurrency(), CREDITS - LOCK);
    }

    function test_RevertWhen_TheChallengerCannotPayTheBond() public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Pending);
        vm.startPrank(stranger);
        vault.setOperator(address(escrow), true);
        vm.expectRevert(
            abi.encodeWithSelector(ERC6909.ERC6909InsufficientBalance.selector, stranger, 0, LOCK, blackCurrency().id())
        );
        escrow.challenge(jobId, job, 0);
        vm.stopPrank();
    }

    /* RULE */

    function testFuzz_RevertWhen_AnotherThanTheArbiterRules(address caller, bool upheld) public {
        vm.assume(caller != arbiter);
        (uint256 jobId, Job memory job) = reach(JobStatus.Disputed);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller));
        vm.prank(caller);
        escrow.rule(jobId, job, upheld);
    }

    function testFuzz_UpheldPaysTheProviderAndGivesItTheBond(bool inBlack) public {
        Currency currency = inBlack ? blackCurrency() : NATIVE;
        (uint256 jobId, Job memory job) = reach(JobStatus.Disputed, termsIn(currency));
        uint256 fee = (uint256(PRICE) * job.feeBps) / 10_000;
        vm.expectEmit(address(escrow));
        emit IJobEscrow.DisputeRuled(jobId, true, ended(job, JobStatus.Done), 0, 0, 0);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.JobSettled(jobId, provider, PRICE - fee, fee, 0, address(0));
        _rule(jobId, job, true);

        assertOver(jobId, currency);
        uint256 earned = inBlack ? PRICE - fee : 0;
        assertCredits(provider, blackCurrency(), CREDITS - STAKE + LOCK + earned);
        assertCredits(address(treasury), currency, fee);
        vm.assertEq(providers.providerOf(provider).stake, STAKE);
    }

    function testFuzz_RejectedRefundsAndSlashes(uint128 stakeLock, bool inBlack) public {
        JobTerms memory terms = termsIn(inBlack ? blackCurrency() : NATIVE);
        terms.stakeLock = uint128(bound(stakeLock, bounds().minStakeLock, STAKE));
        (uint256 jobId, Job memory job) = reach(JobStatus.Disputed, terms);
        uint256 toRequester = terms.stakeLock / 4;
        uint256 toChallenger = (terms.stakeLock - toRequester) / 2;
        uint256 burned = terms.stakeLock - toRequester - toChallenger;
        uint256 supply = black.totalSupply();

        vm.expectEmit(address(escrow));
        emit IJobEscrow.DisputeRuled(jobId, false, ended(job, JobStatus.Refunded), toRequester, toChallenger, burned);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.JobRefunded(jobId, requester, ended(job, JobStatus.Refunded));
        _rule(jobId, job, false);

        assertOver(jobId, terms.currency);
        assertCredits(requester, NATIVE, CREDITS);
        assertCredits(requester, blackCurrency(), CREDITS + toRequester);
        assertCredits(challenger, blackCurrency(), CREDITS + toChallenger);
        vm.assertEq(providers.providerOf(provider).stake, STAKE - terms.stakeLock);
        vm.assertEq(black.totalSupply(), supply - burned, "burned for good");
    }

    function test_RequesterMayChallengeAndGetsBothParts() public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Pending);
        vm.prank(requester);
        escrow.challenge(jobId, job, 0);
        job.status = JobStatus.Disputed;
        job.challenger = requester;
        job.bond = LOCK;
        job.deadline = uint64(block.timestamp) + bounds().arbitrationPeriod;
        _rule(jobId, job, false);
        uint256 quarter = LOCK / 4;
        assertCredits(requester, blackCurrency(), CREDITS + quarter + (LOCK - quarter) / 2);
    }

    /// @dev It keeps an honest challenger out, as a job has one challenge, and costs five eighths of the lock.
    function test_ProviderThatChallengesItsWrongResultLosesFiveEighths() public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Pending);
        vm.prank(provider);
        escrow.challenge(jobId, job, 0);
        job.status = JobStatus.Disputed;
        job.challenger = provider;
        job.bond = LOCK;
        job.deadline = uint64(block.timestamp) + bounds().arbitrationPeriod;
        vm.expectRevert(
            abi.encodeWithSelector(IJobEscrow.JobEscrow_WrongStatus.selector, jobId, uint8(JobStatus.Disputed))
        );
        vm.prank(challenger);
        escrow.challenge(jobId, job, 0);
        _rule(jobId, job, false);

        uint256 quarter = LOCK / 4;
        uint256 back = (LOCK - quarter) / 2;
        assertCredits(provider, blackCurrency(), CREDITS - STAKE + back);
        vm.assertEq(providers.providerOf(provider).stake, STAKE - LOCK);
        vm.assertGe(uint256(LOCK) - back, (uint256(LOCK) * 5) / 8);
    }

    /// @dev The same account on every side: the price returns, the bond returns, a part of the lock burns.
    function test_RequesterThatIsProviderAndChallengerOnlyLoses() public {
        vm.prank(requester);
        providers.stake(STAKE, operator);
        (uint256 jobId, Job memory job) = reach(JobStatus.Open);
        vm.prank(operator);
        escrow.claim(jobId, job, requester);
        job.status = JobStatus.Working;
        job.provider = requester;
        job.attemptsLeft -= 1;
        job.deadline = uint64(block.timestamp) + job.terms.workPeriod;
        job = submit(jobId, job);
        vm.prank(requester);
        escrow.challenge(jobId, job, 0);
        job.status = JobStatus.Disputed;
        job.challenger = requester;
        job.bond = LOCK;
        job.deadline = uint64(block.timestamp) + bounds().arbitrationPeriod;
        _rule(jobId, job, false);

        assertOver(jobId, NATIVE);
        assertCredits(requester, NATIVE, CREDITS);
        uint256 quarter = LOCK / 4;
        uint256 burned = LOCK - quarter - (LOCK - quarter) / 2;
        uint256 left = vault.balanceOf(requester, blackCurrency().id()) + providers.providerOf(requester).stake;
        vm.assertEq(left, CREDITS - burned);
    }

    /* ARBITRATION PERIOD */

    /// @dev The one parameter that reaches open jobs: read when a challenge is made, fixed from then on.
    function testFuzz_ArbitrationPeriodIsThatOfTheChallenge(uint32 period) public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Pending);
        (uint256 earlierId, Job memory earlier) = reach(JobStatus.Disputed);
        IJobEscrow.Parameters memory changed = bounds();
        changed.arbitrationPeriod = uint32(
            bound(period, escrow.MIN_ARBITRATION_PERIOD(), escrow.MAX_ARBITRATION_PERIOD())
        );
        escrow.setParameters(changed);
        assertStands(earlierId, earlier);
        vm.prank(challenger);
        escrow.challenge(jobId, job, 0);
        job.status = JobStatus.Disputed;
        job.challenger = challenger;
        job.bond = LOCK;
        job.deadline = uint64(block.timestamp) + changed.arbitrationPeriod;
        assertStands(jobId, job);
    }

    /* VOID */

    function testFuzz_VoidRefundsAndSlashesNobody(bool inBlack) public {
        Currency currency = inBlack ? blackCurrency() : NATIVE;
        (uint256 jobId, Job memory job) = reach(JobStatus.Disputed, termsIn(currency));
        pastDeadline(job);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.DisputeVoided(jobId, ended(job, JobStatus.Refunded));
        vm.expectEmit(address(escrow));
        emit IJobEscrow.JobRefunded(jobId, requester, ended(job, JobStatus.Refunded));
        vm.prank(stranger);
        escrow.voidDispute(jobId, job);

        assertOver(jobId, currency);
        assertCredits(requester, currency, CREDITS);
        assertCredits(challenger, blackCurrency(), CREDITS);
        vm.assertEq(providers.freeStake(provider), STAKE);
    }

    function test_DisputeEndsWithoutTheEscrowBeingAModule() public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Disputed);
        providers.removeModule(address(escrow));
        _rule(jobId, job, false);
        assertOver(jobId, NATIVE);
    }
}
