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

    function test_RevertWhen_TheProviderChallengesItself() public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Pending);
        vm.expectRevert(abi.encodeWithSelector(IJobEscrow.JobEscrow_SelfDealing.selector, jobId, provider));
        vm.prank(provider);
        escrow.challenge(jobId, job, 0);
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

    function testFuzz_RevertWhen_TheArbiterIsAParty(uint8 which, bool upheld) public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Disputed);
        address party = [requester, provider, challenger][which % 3];
        manager.grantRole(ARBITER_ROLE, party, 0);
        vm.expectRevert(abi.encodeWithSelector(IJobEscrow.JobEscrow_SelfDealing.selector, jobId, party));
        vm.prank(party);
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
