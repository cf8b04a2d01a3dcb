// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {IJobEscrow} from "../../contracts/interfaces/IJobEscrow.sol";
import {IReferees} from "../../contracts/interfaces/IReferees.sol";
import {NATIVE} from "../../contracts/types/Currency.sol";
import {JobStatus, JobTerms, Replica} from "../../contracts/types/Job.sol";
import {JobTest} from "./JobTest.sol";

contract DisputesTest is JobTest {
    function _fee(uint256 amount) private pure returns (uint256) {
        return (amount * FEE_BPS) / 10_000;
    }

    function _pending(uint8 count) private returns (Live memory) {
        return reach(JobStatus.Pending, termsFor(count));
    }

    /* CHALLENGE */

    function testFuzz_ChallengeTakesTheBondAndCallsReferees(uint8 count) public {
        Live memory live = _pending(uint8(bound(count, 1, 3)));
        uint256 start = vm.snapshotState();
        Live memory next = copyOf(live);
        challenge(next);
        vm.revertToState(start);
        toDeadline(live);
        next.job.state = moved(next, JobStatus.Disputed, 0);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.JobDisputed(live.id, 1, challenger, next.job, next.dispute, REASON);
        challenge(live);
        assertCredits(address(escrow), blackCurrency(), LOCK);
        assertCredits(challenger, blackCurrency(), CREDITS - LOCK);
        IReferees.Panel memory panel = referees.panelOf(1);
        vm.assertEq(uint256(panel.candidates), 1, "all results are equal");
        vm.assertFalse(panel.audit);
        vm.assertEq(uint256(panel.workPeriod), 2 hours);
    }

    function test_RevertWhen_TheChallengeIsLateOrCannotBePaid() public {
        Live memory live = _pending(1);
        vm.startPrank(stranger);
        vault.setOperator(address(escrow), true);
        vm.expectRevert(
            abi.encodeWithSelector(ERC6909.ERC6909InsufficientBalance.selector, stranger, 0, LOCK, blackCurrency().id())
        );
        escrow.challenge(live.id, live.job, live.replicas, 0);
        vm.stopPrank();
        pastDeadline(live);
        vm.expectRevert(
            abi.encodeWithSelector(IJobEscrow.JobEscrow_DeadlinePassed.selector, live.id, live.job.state.deadline())
        );
        vm.prank(challenger);
        escrow.challenge(live.id, live.job, live.replicas, 0);
    }

    function test_RevertWhen_TheRefereesDoNotServe() public {
        Live memory live = _pending(1);
        referees.setModule(address(escrow), false);
        bytes memory reason = abi.encodeWithSelector(IReferees.Referees_NotModule.selector, address(escrow));
        vm.expectRevert(reason);
        vm.prank(challenger);
        escrow.challenge(live.id, live.job, live.replicas, 0);
        vm.roll(block.number + 2);
        vm.expectRevert(reason);
        escrow.drawAudit(live.id, live.job, live.replicas);
    }

    /* DECIDED */

    function testFuzz_AResultThatIsRightIsPaidAndTakesTheBond(uint8 count) public {
        count = uint8(bound(count, 1, 3));
        Live memory live = _pending(count);
        challenge(live);
        vote(live, 1);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.DisputeDecided(live.id, live.dispute.panelId, uint16((1 << count) - 1));
        vm.expectEmit(address(escrow));
        emit IJobEscrow.JobSettled(live.id, OUTPUT);
        conclude(live);
        assertOver(live);
        uint256 toReferees = LOCK / 4;
        uint256 toProviders = LOCK - toReferees;
        for (uint256 i = 0; i < count; ++i) {
            uint256 share = uint256(BUDGET) / count + (i == 0 ? uint256(BUDGET) % count : 0);
            assertCredits(workers[i], NATIVE, CREDITS + share - _fee(share));
            uint256 bond = toProviders / count + (i == 0 ? toProviders % count : 0);
            assertCredits(workers[i], blackCurrency(), CREDITS - STAKE + bond);
            vm.assertEq(stakeOf(workers[i]), STAKE);
        }
        assertCredits(challenger, blackCurrency(), CREDITS - LOCK);
        for (uint256 i = 3; i < 8; ++i) assertCredits(members[i], blackCurrency(), CREDITS - STAKE + toReferees / 5);
        assertConserved(0);
    }

    function testFuzz_AWrongResultIsSlashedAndTheStageReopens(uint8 count, uint128 stakeLock) public {
        count = uint8(bound(count, 1, 3));
        JobTerms memory terms = termsFor(count);
        terms.stakeLock = uint128(bound(stakeLock, bounds().minStakeLock, STAKE));
        Live memory live = reach(JobStatus.Pending, terms);
        challenge(live);
        vote(live, 0);
        uint256 quarter = terms.stakeLock / 4;
        uint256 toFinder = (terms.stakeLock - quarter) / 2;
        uint256 toReferees = (terms.stakeLock - quarter - toFinder) / 2;
        uint256 burned = terms.stakeLock - quarter - toFinder - toReferees;
        vm.expectEmit(address(escrow));
        emit IJobEscrow.DisputeDecided(live.id, live.dispute.panelId, 0);
        Live memory next = copyOf(live);
        next.replicas = new Replica[](0);
        mirrorReopened(next);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.StageReopened(live.id, next.job, next.replicas);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.WrongResultSlashed(live.id, provider, quarter, toFinder, toReferees, burned);
        conclude(live);
        assertStands(next);
        assertCredits(address(escrow), NATIVE, BUDGET);
        assertCredits(address(escrow), blackCurrency(), 0);
        assertCredits(requester, blackCurrency(), CREDITS + count * quarter);
        assertCredits(challenger, blackCurrency(), CREDITS + count * toFinder);
        assertConserved(count * burned);
        for (uint256 i = 0; i < count; ++i) {
            vm.assertEq(stakeOf(workers[i]), STAKE - terms.stakeLock);
            vm.assertEq(lockedOf(workers[i]), 0);
        }
    }

    function test_AWrongResultAtTheLastAttemptRefunds() public {
        JobTerms memory terms = termsIn(NATIVE);
        terms.rules = rulesOf(1, 1, 0);
        Live memory live = reach(JobStatus.Disputed, terms);
        vote(live, 0);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.JobRefunded(live.id, requester, BUDGET);
        conclude(live);
        assertOver(live);
        assertCredits(requester, NATIVE, CREDITS);
    }

    /// @dev Who challenges its own wrong result, to keep others from it, loses five eighths of its lock and more.
    function test_SelfChallengeLosesMoney() public {
        Live memory live = _pending(1);
        vm.prank(provider);
        escrow.challenge(live.id, live.job, live.replicas, 0);
        live.dispute.panelId = 1;
        live.dispute.challenger = provider;
        live.dispute.bond = LOCK;
        mirrorDispute(live, JobStatus.Disputed);
        vote(live, 0);
        conclude(live);
        uint256 back = (LOCK - LOCK / 4) / 2;
        vm.assertEq(stakeOf(provider) + vault.balanceOf(provider, blackCurrency().id()), CREDITS - LOCK + back);
    }

    /* VOID */

    /// @dev All but a 512th of the bond, which burns.
    function testFuzz_AVoidDisputeReturnsEverything(uint8 count) public {
        count = uint8(bound(count, 1, 3));
        Live memory live = _pending(count);
        challenge(live);
        vm.expectRevert(
            abi.encodeWithSelector(IJobEscrow.JobEscrow_PanelNotEnded.selector, live.id, live.dispute.panelId)
        );
        conclude(live);
        abandon(live);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.DisputeVoided(live.id, live.dispute.panelId);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.JobRefunded(live.id, requester, BUDGET);
        vm.prank(stranger);
        conclude(live);
        assertOver(live);
        assertCredits(requester, NATIVE, CREDITS);
        assertCredits(challenger, blackCurrency(), CREDITS - VOID_COST);
        for (uint256 i = 0; i < count; ++i) vm.assertEq(stakeOf(workers[i]), STAKE);
        assertConserved(VOID_COST);
    }

    /* AUDIT */

    /// @dev Fees of earlier jobs, swept, are the auditors' reserve.
    function _reserve(uint256 amount) private {
        credit(NATIVE, address(referees), amount);
        referees.sweep(NATIVE);
    }

    function testFuzz_AnAuditIsDrawnByLot(uint8 count) public {
        count = uint8(bound(count, 1, 3));
        _reserve(10 ether);
        Live memory live = _pending(count);
        vm.assertFalse(lens.isDrawn(live.id, live.job), "no seed yet");
        vm.expectRevert(abi.encodeWithSelector(IJobEscrow.JobEscrow_NotDrawn.selector, live.id));
        escrow.drawAudit(live.id, live.job, live.replicas);
        vm.roll(block.number + 2);
        vm.assertTrue(lens.isDrawn(live.id, live.job));
        vm.warp(block.timestamp + 1 hours);
        uint256 reserve = referees.reserveOf(NATIVE);
        vm.recordLogs();
        drawAudit(live);
        vm.assertEq(uint256(live.dispute.challengeLeft), 2 hours);
        IReferees.Panel memory panel = referees.panelOf(live.dispute.auditId);
        vm.assertTrue(panel.audit);
        vm.assertEq(reserve - referees.reserveOf(NATIVE), ((uint256(BUDGET) / count) * 1_000 * 3) / 10_000);
    }

    /// @dev The rate is kept to: of many results as many are drawn as it says, within four standard deviations.
    function test_TheLotFallsAsOftenAsTheRateSays() public {
        IJobEscrow.Parameters memory changed = bounds();
        changed.auditBps = 2_500;
        escrow.setParameters(changed);
        Live memory live = reach(JobStatus.Pending);
        uint256 drawn;
        for (uint256 i = 0; i < 400; ++i) {
            // Another block, another seed.
            vm.roll(block.number + 1);
            live.job.state = moved(live, JobStatus.Pending, uint64(block.timestamp) + 3 hours);
            vm.store(
                address(escrow),
                keccak256(abi.encode(live.id, uint256(_jobHashSlot()))),
                keccak256(abi.encode(live.job))
            );
            vm.roll(block.number + 2);
            if (lens.isDrawn(live.id, live.job)) ++drawn;
        }
        vm.assertGt(drawn, 65);
        vm.assertLt(drawn, 135);
    }

    /// @dev Where the escrow keeps its jobs.
    function _jobHashSlot() private returns (uint256 slot) {
        Live memory live = reach(JobStatus.Open);
        bytes32 word = escrow.jobHash(live.id);
        while (vm.load(address(escrow), keccak256(abi.encode(live.id, slot))) != word) ++slot;
    }

    function test_RevertWhen_TheLotFallsNotOnIt() public {
        IJobEscrow.Parameters memory changed = bounds();
        changed.auditBps = 0;
        escrow.setParameters(changed);
        Live memory live = reach(JobStatus.Pending);
        vm.roll(block.number + 2);
        vm.assertFalse(lens.isDrawn(live.id, live.job));
        vm.expectRevert(abi.encodeWithSelector(IJobEscrow.JobEscrow_NotDrawn.selector, live.id));
        escrow.drawAudit(live.id, live.job, live.replicas);
    }

    function test_RevertWhen_TheAuditIsLateOrASecond() public {
        Live memory live = _pending(1);
        drawAudit(live);
        vote(live, 1);
        conclude(live);
        mirrorPassed(live);
        vm.assertFalse(lens.isDrawn(live.id, live.job));
        vm.expectRevert(abi.encodeWithSelector(IJobEscrow.JobEscrow_AlreadyAudited.selector, live.id));
        escrow.drawAudit(live.id, live.job, live.replicas);
        live = _pending(1);
        vm.roll(block.number + 2);
        pastDeadline(live);
        vm.assertFalse(lens.isDrawn(live.id, live.job));
        vm.expectRevert(
            abi.encodeWithSelector(IJobEscrow.JobEscrow_DeadlinePassed.selector, live.id, live.job.state.deadline())
        );
        escrow.drawAudit(live.id, live.job, live.replicas);
    }

    function testFuzz_AuditorsThatFindNothingLetTheWindowGoOn(uint8 count, uint16 wait) public {
        count = uint8(bound(count, 1, 3));
        _reserve(10 ether);
        Live memory live = _pending(count);
        vm.warp(block.timestamp + bound(wait, 0, 3 hours));
        drawAudit(live);
        vote(live, 1);
        Live memory next = copyOf(live);
        conclude(live);
        mirrorPassed(next);
        assertCredits(members[0], NATIVE, CREDITS + (uint256(BUDGET) / count) / 10);
        // Anyone may still challenge, and the auditors, who answer for the result, may not referee.
        _assertSeats(LOCK);
        challenge(next);
        vm.assertEq(next.dispute.auditId, live.dispute.auditId);
        vote(next, 0);
        uint256 reserve = referees.reserveOf(NATIVE);
        conclude(next);
        assertCredits(challenger, blackCurrency(), CREDITS + count * ((LOCK - LOCK / 4) / 2));
        vm.assertEq(referees.reserveOf(NATIVE), reserve, "the lock pays the referees");
        for (uint256 i = 0; i < 3; ++i) vm.assertEq(stakeOf(members[i]), STAKE - LOCK / 2, "who slept is slashed");
        _assertSeats(0);
    }

    function _assertSeats(uint256 locked) private view {
        for (uint256 i = 0; i < 3; ++i) vm.assertEq(providers.lockedBy(address(referees), members[i]), locked);
    }

    /// @dev Whichever way an audited result ends well, its auditors are free then.
    function testFuzz_AuditorsThatFoundNothingAreFreeOnceNobodyDoubts(uint8 count, uint8 way) public {
        count = uint8(bound(count, 1, 3));
        Live memory live = _pending(count);
        drawAudit(live);
        vote(live, 1);
        conclude(live);
        mirrorPassed(live);
        _assertSeats(LOCK);
        if (way % 3 == 0) {
            vm.prank(requester);
            if (count == 1) escrow.settle(live.id, live.job);
            else escrow.settleReplicas(live.id, live.job, live.replicas);
        } else {
            challenge(live);
            if (way % 3 == 1) vote(live, 1);
            else abandon(live);
            conclude(live);
        }
        assertOver(live);
        _assertSeats(0);
        for (uint256 i = 0; i < 3; ++i) vm.assertEq(stakeOf(members[i]), STAKE);
        assertConserved(way % 3 == 2 ? VOID_COST : 0);
    }

    function test_AuditorsThatDoNotComeLetTheWindowGoOn() public {
        Live memory live = _pending(1);
        drawAudit(live);
        abandon(live);
        vm.expectEmit(true, true, false, false, address(escrow));
        emit IJobEscrow.AuditPassed(live.id, live.dispute.auditId, live.job);
        conclude(live);
        mirrorPassed(live);
        pastDeadline(live);
        escrow.settle(live.id, live.job);
        assertOver(live);
    }

    function testFuzz_AuditorsThatFindAWrongResultShareInItsLock(uint8 count) public {
        count = uint8(bound(count, 1, 3));
        Live memory live = _pending(count);
        drawAudit(live);
        vote(live, 0);
        escalate(live);
        vote(live, 0);
        conclude(live);
        live.replicas = new Replica[](0);
        mirrorReopened(live);
        assertStands(live);
        uint256 quarter = LOCK / 4;
        uint256 toAuditors = (LOCK - quarter) / 2;
        uint256 toReferees = (LOCK - quarter - toAuditors) / 2;
        assertCredits(members[0], blackCurrency(), CREDITS - STAKE + (count * toAuditors) / 3);
        assertCredits(members[3], blackCurrency(), CREDITS - STAKE + (count * toReferees) / 5);
        vm.assertEq(providers.lockedBy(address(referees), members[0]), 0);
        assertConserved(count * (LOCK - quarter - toAuditors - toReferees));
    }

    /// @dev Auditors that were wrong are slashed like a minority, and the result is paid.
    function test_AuditorsThatWereWrongAreSlashed() public {
        Live memory live = _pending(1);
        drawAudit(live);
        vote(live, 0);
        escalate(live);
        vote(live, 1);
        conclude(live);
        assertOver(live);
        assertCredits(provider, NATIVE, CREDITS + BUDGET - _fee(BUDGET));
        for (uint256 i = 0; i < 3; ++i) vm.assertLt(stakeOf(members[i]), STAKE);
    }

    /// @dev Nobody who lost pays them then: the reserve does, in the job's currency, as for an audit by as many seats.
    function testFuzz_RefereesWhoClearAnAuditedResultArePaidByTheReserve(uint8 count) public {
        count = uint8(bound(count, 1, 3));
        _reserve(10 ether);
        Live memory live = _pending(count);
        drawAudit(live);
        vote(live, 0);
        escalate(live);
        vote(live, 1);
        uint256 reserve = referees.reserveOf(NATIVE);
        conclude(live);
        uint256 fee = ((uint256(BUDGET) / count) * 1_000 * 5) / 10_000;
        for (uint256 i = 3; i < 8; ++i) assertCredits(members[i], NATIVE, CREDITS + fee / 5);
        vm.assertEq(referees.reserveOf(NATIVE), reserve - (fee / 5) * 5);
        assertCredits(members[3], blackCurrency(), CREDITS - STAKE);
    }

    /// @dev Panels lock what the job's providers have locked: members of the panel of a dear job have more to lose.
    function test_PanelsLockWhatTheJobLocks() public {
        JobTerms memory terms = termsIn(NATIVE);
        terms.stakeLock = 5 * LOCK;
        Live memory live = reach(JobStatus.Pending, terms);
        drawAudit(live);
        vm.assertEq(referees.panelOf(live.dispute.auditId).seatLock, 5 * LOCK);
        vote(live, 0);
        escalate(live);
        vm.assertEq(referees.panelOf(live.dispute.panelId).seatLock, 5 * LOCK);
        vote(live, 1);
        conclude(live);
        // A minority loses half of that.
        for (uint256 i = 0; i < 3; ++i) vm.assertEq(stakeOf(members[i]), STAKE - (5 * LOCK) / 2);
        live = reach(JobStatus.Disputed, terms);
        vm.assertEq(referees.panelOf(live.dispute.panelId).seatLock, 5 * LOCK);
    }

    function test_AuditorsAreFreeWhereTheRefereesDoNotDecide() public {
        Live memory live = _pending(2);
        drawAudit(live);
        vote(live, 0);
        escalate(live);
        abandon(live);
        conclude(live);
        assertOver(live);
        assertCredits(requester, NATIVE, CREDITS);
        for (uint256 i = 0; i < 3; ++i) {
            vm.assertEq(stakeOf(members[i]), STAKE);
            vm.assertEq(providers.lockedBy(address(referees), members[i]), 0);
        }
        assertConserved(0);
    }

    function test_WithoutRefereesAnAuditThatFoundSomethingIsVoid() public {
        Live memory live = _pending(1);
        drawAudit(live);
        vote(live, 0);
        referees.setModule(address(escrow), false);
        conclude(live);
        assertOver(live);
        assertCredits(requester, NATIVE, CREDITS);
        vm.assertEq(stakeOf(provider), STAKE);
        vm.assertEq(providers.lockedBy(address(referees), members[0]), 0);
    }

    function test_WhoAuditedMayNotReferee() public {
        Live memory live = _pending(1);
        drawAudit(live);
        vote(live, 0);
        escalate(live);
        address[] memory parties = partiesOf(live);
        vm.roll(block.number + 2);
        vm.warp(referees.panelOf(live.dispute.panelId).deadline - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IReferees.Referees_PartyToCase.selector, live.dispute.panelId, members[0])
        );
        vm.prank(members[0]);
        referees.sit(live.dispute.panelId, members[0], parties);
    }
}
