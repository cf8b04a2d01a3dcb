// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IReferees} from "../../contracts/interfaces/IReferees.sol";
import {IProviderRegistry} from "../../contracts/interfaces/IProviderRegistry.sol";
import {Tickets} from "../../contracts/libraries/Tickets.sol";
import {RefereesTest} from "./RefereesTest.sol";

/// @dev How a panel is opened, seated, votes and ends.
contract PanelsTest is RefereesTest {
    /* OPEN */

    function test_Open() public {
        IReferees.Panel memory panel = IReferees.Panel({
            module: module,
            phase: IReferees.Phase.Seating,
            audit: true,
            seats: 3,
            candidates: 2,
            round: 0,
            first: 0,
            seated: 0,
            committed: 0,
            revealed: 0,
            locked: 0,
            accepted: 0,
            deadline: uint64(block.timestamp) + 1 hours,
            beganBlock: uint32(block.number),
            workPeriod: WORK,
            seatLock: SEAT_LOCK,
            version: 1,
            judged: false
        });
        vm.expectEmit(address(referees));
        emit IReferees.PanelOpened(1, module, JOB, panel, parties);
        vm.prank(module);
        vm.assertEq(referees.open(JOB, true, 2, WORK, 0, parties), 1);
        vm.assertEq(keccak256(abi.encode(referees.panelOf(1))), keccak256(abi.encode(panel)));
        vm.assertEq(referees.panelCount(), 1);
        (bool ended, bool decided, ) = referees.outcomeOf(1);
        vm.assertFalse(ended || decided);

        vm.prank(module);
        vm.assertEq(referees.open(JOB, false, 16, WORK, 0, parties), 2);
        vm.assertEq(referees.panelOf(2).seats, 5);
    }

    function testFuzz_RevertWhen_OpenedByNoModule(address caller) public {
        vm.assume(caller != module);
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_NotModule.selector, caller));
        vm.prank(caller);
        referees.open(JOB, false, 1, WORK, 0, parties);
    }

    function test_RevertWhen_ModuleIsRemoved() public {
        uint256 panelId = seated(false, 1);
        vm.expectEmit(address(referees));
        emit IReferees.ModuleChanged(module, false);
        referees.setModule(module, false);
        vm.assertFalse(referees.isModule(module));
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_NotModule.selector, module));
        vm.prank(module);
        referees.open(JOB, false, 1, WORK, 0, parties);

        // What it opened still ends, and is paid.
        finish(panelId, list(1, 1, 1, 1, 1), 5);
        payIn(blackCurrency(), 5);
        uint256 before = vault.balanceOf(members[0], blackCurrency().id());
        vm.prank(module);
        referees.reward(panelId, blackCurrency(), 5);
        assertCredits(members[0], blackCurrency(), before + 1);
    }

    function testFuzz_RevertWhen_CandidatesAreOutOfBounds(uint8 candidates) public {
        vm.assume(candidates == 0 || candidates > 16);
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_CandidatesOutOfBounds.selector, candidates, 16));
        vm.prank(module);
        referees.open(JOB, false, candidates, WORK, 0, parties);
    }

    /* SIT */

    function test_SitByOperatorOrMember() public {
        uint256 panelId = open(false, 1);
        warpToSeats(panelId);
        vm.assertEq(referees.canSit(panelId, members[0], operatorOf(members[0]), parties), "");
        vm.expectEmit(address(referees));
        emit IReferees.Seated(panelId, members[0], 0);
        vm.prank(operatorOf(members[0]));
        referees.sit(panelId, members[0], parties);
        vm.prank(members[1]);
        referees.sit(panelId, members[1], parties);

        vm.assertEq(lockedOf(members[0]), SEAT_LOCK);
        vm.assertEq(lockedOf(members[1]), SEAT_LOCK);
        (address[] memory all, , bool[] memory revealed) = referees.membersOf(panelId);
        vm.assertEq(all.length, 2);
        vm.assertEq(all[1], members[1]);
        vm.assertFalse(revealed[1]);
        vm.assertEq(referees.panelOf(panelId).locked, 2);
    }

    function test_TheLastSeatBeginsTheCommitments() public {
        uint256 panelId = open(false, 1);
        seat(panelId, 0, 4);
        assertPhase(panelId, IReferees.Phase.Seating);
        vm.expectEmit(address(referees));
        emit IReferees.PhaseChanged(panelId, IReferees.Phase.Committing, 0, uint64(block.timestamp) + 2 hours + WORK);
        sit(panelId, members[4]);
        assertPhase(panelId, IReferees.Phase.Committing);
        vm.assertEq(deadlineOf(panelId), block.timestamp + 2 hours + WORK);
    }

    /// @dev Sitting and its preflight view refuse alike.
    function _assertRefused(uint256 panelId, address member, address caller, bytes memory reason) private {
        vm.assertEq(referees.canSit(panelId, member, caller, parties), reason);
        vm.expectRevert(reason);
        vm.prank(caller);
        referees.sit(panelId, member, parties);
    }

    function test_RevertWhen_PanelIsUnknown() public {
        bytes memory reason = abi.encodeWithSelector(IReferees.Referees_UnknownPanel.selector, 9);
        _assertRefused(9, members[0], members[0], reason);
        vm.expectRevert(reason);
        referees.commit(9, members[0], REASON);
        vm.expectRevert(reason);
        referees.reveal(9, members[0], 1, REASON, REASON);
        vm.expectRevert(reason);
        referees.advance(9);
    }

    function test_RevertWhen_APartySits() public {
        uint256 panelId = open(false, 1);
        warpToSeats(panelId);
        _assertRefused(
            panelId,
            party,
            party,
            abi.encodeWithSelector(IReferees.Referees_PartyToCase.selector, panelId, party)
        );
        // A provider whose hot key is the requester.
        stakeFor(alice, STAKE, parties[1]);
        _assertRefused(
            panelId,
            alice,
            alice,
            abi.encodeWithSelector(IReferees.Referees_PartyToCase.selector, panelId, alice)
        );
    }

    function test_RevertWhen_ToldOtherParties() public {
        uint256 panelId = open(false, 1);
        warpToSeats(panelId);
        parties.pop();
        _assertRefused(
            panelId,
            members[0],
            members[0],
            abi.encodeWithSelector(IReferees.Referees_PartiesMismatch.selector, panelId)
        );
    }

    function test_RevertWhen_SittingTwice() public {
        uint256 panelId = open(false, 1);
        seat(panelId, 0, 1);
        _assertRefused(
            panelId,
            members[0],
            members[0],
            abi.encodeWithSelector(IReferees.Referees_AlreadySeated.selector, panelId, members[0])
        );
    }

    function test_RevertWhen_NotOperatorOrTooLittleStake() public {
        uint256 panelId = open(false, 1);
        warpToSeats(panelId);
        _assertRefused(
            panelId,
            members[0],
            stranger,
            abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_NotOperator.selector, members[0], stranger)
        );
        // A ticket of little weight is eligible seldom: try until one is.
        stakeFor(alice, SEAT_LOCK - 1, operatorOf(alice));
        uint256 tries;
        while (!_isEligible(panelId, alice) && ++tries < 1_000) {
            panelId = open(false, 1);
            warpToSeats(panelId);
        }
        _assertRefused(
            panelId,
            alice,
            alice,
            abi.encodeWithSelector(
                IProviderRegistry.ProviderRegistry_InsufficientStake.selector,
                alice,
                SEAT_LOCK - 1,
                SEAT_LOCK
            )
        );
    }

    function test_RevertWhen_SeedIsNotKnownYet() public {
        vm.prank(module);
        uint256 panelId = referees.open(JOB, false, 1, WORK, 0, parties);
        warpToSeats(panelId);
        bytes memory reason = abi.encodeWithSelector(IReferees.Referees_NotDrawn.selector, panelId, members[0]);
        _assertRefused(panelId, members[0], members[0], reason);
        vm.roll(block.number + 1);
        _assertRefused(panelId, members[0], members[0], reason);
        vm.roll(block.number + 1);
        vm.assertEq(referees.canSit(panelId, members[0], members[0], parties), "");
    }

    /// @dev The threshold at a moment, computed here as the specification says it.
    function _isEligible(uint256 panelId, address member) private view returns (bool) {
        IReferees.Panel memory panel = referees.panelOf(panelId);
        uint256 began = panel.deadline - rules().seatPeriod;
        (uint256 weight, uint256 total) = providers.ticketWeight(member);
        bytes32 subject = keccak256(abi.encode("panel", panelId, panel.round));
        uint256 ticket = uint256(keccak256(abi.encode(Tickets.seedOf(panel.beganBlock), subject, member))) >> 192;
        uint256 threshold =
            (8 * (block.timestamp - began) * weight * panel.seats * 2 ** 64) / ((rules().seatPeriod + 1) * total);
        return threshold >= 2 ** 64 || ticket < threshold;
    }

    /// @dev Drawn by ticket from the first second to the last; never open to all.
    function testFuzz_TicketsDecideWhoSits(uint32 elapsed, uint8 who, uint64 stake) public {
        address member = members[who % MEMBERS];
        stakeFor(alice, uint128(bound(stake, 1, type(uint64).max)) + 100_000 ether, operatorOf(alice));
        letStakeCount();
        uint256 panelId = open(false, 1);
        vm.warp(block.timestamp + bound(elapsed, 0, 1 hours));
        bytes memory reason = referees.canSit(panelId, member, member, parties);
        if (_isEligible(panelId, member)) vm.assertEq(reason, "");
        else vm.assertEq(reason, abi.encodeWithSelector(IReferees.Referees_NotDrawn.selector, panelId, member));
    }

    function test_AtTheLastSecondSeatsAreStillByTicket() public {
        // So much stake elsewhere that hardly a ticket of the members is eligible.
        stakeFor(alice, 10_000_000 ether, operatorOf(alice));
        letStakeCount();
        uint256 panelId = open(false, 1);
        vm.warp(deadlineOf(panelId));
        uint256 refused;
        for (uint256 i = 0; i < MEMBERS; ++i) {
            if (referees.canSit(panelId, members[i], members[i], parties).length != 0) ++refused;
        }
        vm.assertGe(refused, MEMBERS - 1);
        vm.assertEq(referees.canSit(panelId, alice, alice, parties), "");
    }

    /// @dev Whoever holds much idle stake cannot move it onto the provider whose ticket came out low.
    function test_StakeThatIsMovedOnceTicketsAreKnownSeatsNobody() public {
        stakeFor(alice, 10_000_000 ether, operatorOf(alice));
        letStakeCount();
        uint256 panelId = open(false, 1);
        vm.warp(deadlineOf(panelId));
        bytes memory reason = abi.encodeWithSelector(IReferees.Referees_NotDrawn.selector, panelId, members[0]);
        _assertRefused(panelId, members[0], members[0], reason);
        stakeFor(members[0], 10_000_000 ether, operatorOf(members[0]));
        _assertRefused(panelId, members[0], members[0], reason);
        stakeFor(bob, 10_000_000 ether, operatorOf(bob));
        reason = abi.encodeWithSelector(IReferees.Referees_NotDrawn.selector, panelId, bob);
        _assertRefused(panelId, bob, bob, reason);
    }

    /// @dev The dearer the work, the more its members have to lose; never less than the parameter.
    function testFuzz_SeatsLockAsMuchAsTheWorksProviders(uint96 stakeLock, bool audit) public {
        stakeLock = uint96(bound(stakeLock, 0, STAKE));
        uint96 expected = stakeLock > SEAT_LOCK ? stakeLock : SEAT_LOCK;
        vm.prank(module);
        uint256 panelId = referees.open(JOB, audit, 1, WORK, stakeLock, parties);
        vm.roll(block.number + 2);
        vm.assertEq(referees.panelOf(panelId).seatLock, expected);
        warpToSeats(panelId);
        sit(panelId, members[0]);
        vm.assertEq(lockedOf(members[0]), expected);
    }

    function test_RevertWhen_ASeatingIsLongerThanAnEpoch() public {
        IReferees.Parameters memory p = rules();
        p.seatPeriod = uint32(EPOCH);
        referees.setParameters(p);
        p.seatPeriod = uint32(EPOCH) + 1;
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_InvalidParameters.selector));
        referees.setParameters(p);
    }

    /* COMMIT */

    function test_CommitByOperatorOrMember() public {
        uint256 panelId = seated(false, 1);
        vm.expectEmit(address(referees));
        emit IReferees.Committed(panelId, members[0]);
        commit(panelId, members[0], 1);
        vm.prank(members[1]);
        referees.commit(panelId, members[1], REASON);
        vm.assertEq(referees.panelOf(panelId).committed, 2);
        assertPhase(panelId, IReferees.Phase.Committing);
        for (uint256 i = 2; i < 4; ++i) commit(panelId, members[i], 1);
        vm.expectEmit(address(referees));
        emit IReferees.PhaseChanged(panelId, IReferees.Phase.Revealing, 0, uint64(block.timestamp) + 30 minutes);
        commit(panelId, members[4], 1);
        assertPhase(panelId, IReferees.Phase.Revealing);
    }

    function test_RevertWhen_CommitIsRefused() public {
        uint256 panelId = seated(false, 1);
        address member = members[0];
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_ZeroCommitment.selector, panelId));
        vm.prank(member);
        referees.commit(panelId, member, 0);
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_NotOperator.selector, member, stranger));
        vm.prank(stranger);
        referees.commit(panelId, member, REASON);
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_NotSeated.selector, panelId, members[5]));
        vm.prank(members[5]);
        referees.commit(panelId, members[5], REASON);
        commit(panelId, member, 1);
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_AlreadyCommitted.selector, panelId, member));
        vm.prank(member);
        referees.commit(panelId, member, REASON);
    }

    /* REVEAL */

    function _revealing(uint8 candidates) private returns (uint256 panelId) {
        panelId = seated(false, candidates);
        commitAll(panelId, list(1, 1, 1, 1, 1));
    }

    function testFuzz_RevealByAnyoneWhoKnowsTheSalt(address caller) public {
        uint256 panelId = _revealing(1);
        vm.expectEmit(address(referees));
        emit IReferees.Revealed(panelId, members[0], 1, REASON);
        vm.prank(caller);
        referees.reveal(panelId, members[0], 1, REASON, saltOf(members[0]));
        (, uint16[] memory votes, bool[] memory revealed) = referees.membersOf(panelId);
        vm.assertEq(votes[0], 1);
        vm.assertTrue(revealed[0]);
        vm.assertFalse(revealed[1]);
    }

    function testFuzz_RevertWhen_RevealIsNotWhatWasCommitted(uint16 other, bytes32 reason, bytes32 salt) public {
        uint256 panelId = _revealing(1);
        address member = members[0];
        bytes memory wrong = abi.encodeWithSelector(IReferees.Referees_WrongReveal.selector, panelId, member);
        vm.assume(other != 1 && reason != REASON && salt != saltOf(member));
        vm.expectRevert(wrong);
        referees.reveal(panelId, member, other, REASON, saltOf(member));
        vm.expectRevert(wrong);
        referees.reveal(panelId, member, 1, reason, saltOf(member));
        vm.expectRevert(wrong);
        referees.reveal(panelId, member, 1, REASON, salt);
    }

    function test_RevertWhen_ACopiedCommitmentIsRevealed() public {
        uint256 panelId = seated(false, 1);
        bytes32 copied = referees.commitmentOf(panelId, members[0], 1, REASON, saltOf(members[0]));
        commit(panelId, members[0], 1);
        vm.prank(members[1]);
        referees.commit(panelId, members[1], copied);
        for (uint256 i = 2; i < 5; ++i) commit(panelId, members[i], 1);
        reveal(panelId, members[0], 1);
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_WrongReveal.selector, panelId, members[1]));
        referees.reveal(panelId, members[1], 1, REASON, saltOf(members[0]));
    }

    function test_RevertWhen_RevealIsRefused() public {
        uint256 panelId = seated(false, 2);
        commitAll(panelId, list(4, 1, 1, 1, 1));
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_VoteOutOfRange.selector, panelId, 4));
        reveal(panelId, members[0], 4);
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_NotSeated.selector, panelId, stranger));
        reveal(panelId, stranger, 1);
        reveal(panelId, members[1], 1);
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_AlreadyRevealed.selector, panelId, members[1]));
        reveal(panelId, members[1], 1);
    }

    function test_RevertWhen_RevealingWithoutACommitment() public {
        uint256 panelId = seated(false, 1);
        for (uint256 i = 0; i < 3; ++i) commit(panelId, members[i], 1);
        warpLate(panelId);
        referees.advance(panelId);
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_WrongReveal.selector, panelId, members[3]));
        reveal(panelId, members[3], 1);
    }

    /* ADVANCE: seats */

    function test_LateWithEnoughSeatsGoesOn() public {
        uint256 panelId = open(false, 1);
        seat(panelId, 0, 3);
        warpLate(panelId);
        referees.advance(panelId);
        assertPhase(panelId, IReferees.Phase.Committing);
        // All that sat committed: no need to wait for seats that nobody took.
        for (uint256 i = 0; i < 3; ++i) commit(panelId, members[i], 1);
        assertPhase(panelId, IReferees.Phase.Revealing);
        for (uint256 i = 0; i < 3; ++i) reveal(panelId, members[i], 1);
        referees.advance(panelId);
        assertPhase(panelId, IReferees.Phase.Decided);
        _assertNothingLocked();
    }

    function test_TooFewSeatsAreDrawnAgainThenVoid() public {
        uint256 panelId = open(false, 1);
        seat(panelId, 0, 2);
        warpLate(panelId);
        vm.expectEmit(address(referees));
        emit IReferees.PhaseChanged(panelId, IReferees.Phase.Seating, 1, uint64(block.timestamp) + 1 hours);
        vm.expectEmit(address(referees));
        emit IReferees.SeatEnded(panelId, members[0], 0);
        referees.advance(panelId);
        IReferees.Panel memory panel = referees.panelOf(panelId);
        vm.assertEq(panel.round, 1);
        vm.assertEq(panel.first, 0);
        vm.assertEq(panel.beganBlock, uint32(block.number));
        _assertNothingLocked();
        _assertNobodyLost();

        // Who came may come again.
        vm.roll(block.number + 2);
        seat(panelId, 0, 1);
        warpLate(panelId);
        vm.expectEmit(address(referees));
        emit IReferees.Voided(panelId);
        referees.advance(panelId);
        assertPhase(panelId, IReferees.Phase.Void);
        (bool ended, bool decided, ) = referees.outcomeOf(panelId);
        vm.assertTrue(ended && !decided);
        _assertNothingLocked();
        _assertNobodyLost();
    }

    /* ADVANCE: commitments */

    function test_TooFewCommitmentsAreDrawnAgainThenVoid() public {
        uint256 panelId = seated(false, 1);
        commit(panelId, members[0], 1);
        commit(panelId, members[1], 0);
        warpLate(panelId);
        referees.advance(panelId);
        assertPhase(panelId, IReferees.Phase.Seating);
        vm.assertEq(referees.panelOf(panelId).first, 5);
        _assertNothingLocked();
        for (uint256 i = 0; i < 5; ++i) {
            vm.assertEq(stakeOf(members[i]), STAKE - (i < 2 ? 0 : partOfLock(1_000)), "only the absent lost");
        }

        // Nobody sits twice.
        vm.roll(block.number + 2);
        warpToSeats(panelId);
        for (uint256 i = 0; i < 5; ++i) {
            _assertRefused(
                panelId,
                members[i],
                members[i],
                abi.encodeWithSelector(IReferees.Referees_AlreadySeated.selector, panelId, members[i])
            );
        }
        seat(panelId, 5, 5);
        (address[] memory all, , ) = referees.membersOf(panelId);
        vm.assertEq(all.length, 10);
        vm.assertEq(all[5], members[5]);
        warpLate(panelId);
        referees.advance(panelId);
        assertPhase(panelId, IReferees.Phase.Void);
        _assertNothingLocked();
        for (uint256 i = 5; i < 10; ++i) vm.assertEq(stakeOf(members[i]), STAKE - partOfLock(1_000));
    }

    function test_LateWithEnoughCommitmentsGoesOn() public {
        uint256 panelId = seated(false, 1);
        for (uint256 i = 0; i < 3; ++i) commit(panelId, members[i], 1);
        warpLate(panelId);
        referees.advance(panelId);
        assertPhase(panelId, IReferees.Phase.Revealing);
        for (uint256 i = 0; i < 3; ++i) reveal(panelId, members[i], 1);
        // The two who cannot reveal any more are not waited for.
        referees.advance(panelId);
        assertPhase(panelId, IReferees.Phase.Decided);
        _assertNothingLocked();
        for (uint256 i = 3; i < 5; ++i) vm.assertEq(stakeOf(members[i]), STAKE - partOfLock(1_000));
    }

    /* ADVANCE: reveals */

    function test_TheMajorityDecidesAndTheOthersLose() public {
        uint256 panelId = seated(false, 2);
        commitAll(panelId, list(1, 1, 3, 1, 2));
        for (uint256 i = 0; i < 4; ++i) reveal(panelId, members[i], i == 2 ? 3 : 1);
        warpLate(panelId);
        vm.expectEmit(address(referees));
        emit IReferees.Decided(panelId, 1);
        vm.expectEmit(address(referees));
        emit IReferees.SeatEnded(panelId, members[0], 0);
        vm.expectEmit(address(referees));
        emit IReferees.SeatEnded(panelId, members[1], 0);
        vm.expectEmit(address(referees));
        emit IReferees.SeatEnded(panelId, members[2], partOfLock(2_500));
        vm.expectEmit(address(referees));
        emit IReferees.SeatEnded(panelId, members[3], 0);
        vm.expectEmit(address(referees));
        emit IReferees.SeatEnded(panelId, members[4], partOfLock(1_000));
        referees.advance(panelId);

        (bool ended, bool decided, uint16 accepted) = referees.outcomeOf(panelId);
        vm.assertTrue(ended && decided);
        vm.assertEq(accepted, 1);
        vm.assertEq(referees.rejectionsOf(panelId, 0), 0);
        vm.assertEq(referees.rejectionsOf(panelId, 1), 3);
        vm.assertEq(deadlineOf(panelId), 0);
        _assertNothingLocked();
    }

    function test_ATieIsDrawnAgainThenVoid() public {
        uint256 panelId = seated(false, 1);
        finish(panelId, list(1, 0, 1, 0, 1), 4);
        assertPhase(panelId, IReferees.Phase.Seating);
        for (uint256 i = 0; i < 4; ++i) vm.assertEq(stakeOf(members[i]), STAKE, "no minority in a tie");
        vm.assertEq(stakeOf(members[4]), STAKE - partOfLock(1_000));

        vm.roll(block.number + 2);
        seat(panelId, 5, 5);
        finish(panelId, list(0, 1, 0, 1, 1), 4);
        assertPhase(panelId, IReferees.Phase.Void);
        _assertNothingLocked();
        (, , uint16 accepted) = referees.outcomeOf(panelId);
        vm.assertEq(accepted, 0);
    }

    /// @dev One candidate in a tie, the other not: the panel cannot say what its members should have voted.
    function test_ATieOnOneOfSeveralDecidesNothing() public {
        uint256 panelId = seated(false, 2);
        finish(panelId, list(1, 3, 1, 3, 1), 4);
        assertPhase(panelId, IReferees.Phase.Seating);
        vm.assertEq(referees.panelOf(panelId).accepted, 0);
    }

    function test_TooFewRevealsAreDrawnAgain() public {
        uint256 panelId = seated(false, 1);
        finish(panelId, list(1, 1, 1, 1, 1), 2);
        assertPhase(panelId, IReferees.Phase.Seating);
        _assertNothingLocked();
        for (uint256 i = 2; i < 5; ++i) vm.assertEq(stakeOf(members[i]), STAKE - partOfLock(1_000));
        // The second round decides.
        vm.roll(block.number + 2);
        seat(panelId, 5, 5);
        finish(panelId, list(0, 0, 0, 1, 1), 5);
        (, bool decided, uint16 accepted) = referees.outcomeOf(panelId);
        vm.assertTrue(decided);
        vm.assertEq(accepted, 0);
        _assertNothingLocked();
        vm.assertEq(referees.rejectionsOf(panelId, 0), 3);
    }

    function test_MembersMayLoseAllOrNothing() public {
        IReferees.Parameters memory p = rules();
        (p.absentBps, p.minorityBps) = (10_000, 0);
        referees.setParameters(p);
        uint256 panelId = seated(false, 1);
        finish(panelId, list(1, 1, 1, 0, 1), 4);
        assertPhase(panelId, IReferees.Phase.Decided);
        vm.assertEq(stakeOf(members[3]), STAKE);
        vm.assertEq(stakeOf(members[4]), STAKE - SEAT_LOCK);
        _assertNothingLocked();
    }

    function _wrong(uint16 bits) private pure returns (uint256 count) {
        for (uint256 i = 0; i < 16; ++i) if ((bits >> i) & 1 == 1) ++count;
    }

    /// @dev Nobody voted for what the majorities of each candidate make together: each was wrong in one of three.
    function test_AnOutcomeThatNobodyVotedForCostsEachItsOwnMistakeOnly() public {
        uint256 panelId = seated(false, 3);
        finish(panelId, list(3, 5, 6, 3, 5), 5);
        (, bool decided, uint16 accepted) = referees.outcomeOf(panelId);
        vm.assertTrue(decided);
        vm.assertEq(accepted, 7);
        for (uint256 i = 0; i < 5; ++i) vm.assertEq(stakeOf(members[i]), STAKE - partOfLock(1_666));
        _assertNothingLocked();
    }

    /// @dev The outcome is the majority of what was revealed, candidate by candidate; slashes are those of who was absent or voted otherwise.
    function testFuzz_OutcomeIsTheMajority(uint16[5] memory raw, uint8 candidates, uint8 absent) public {
        candidates = uint8(bound(candidates, 1, 16));
        uint16[] memory votes = new uint16[](5);
        for (uint256 i = 0; i < 5; ++i) votes[i] = uint16(raw[i] & ((uint256(1) << candidates) - 1));
        uint256 shown = 5 - (absent % 3);
        uint256 panelId = seated(false, candidates);
        finish(panelId, votes, shown);

        uint16 expected;
        bool tie;
        for (uint256 c = 0; c < candidates; ++c) {
            uint256 count;
            for (uint256 i = 0; i < shown; ++i) count += (votes[i] >> c) & 1;
            if (2 * count == shown) tie = true;
            if (2 * count > shown) expected |= uint16(1 << c);
        }
        (, bool decided, uint16 accepted) = referees.outcomeOf(panelId);
        vm.assertEq(decided, !tie);
        vm.assertEq(accepted, tie ? 0 : expected);
        for (uint256 i = 0; i < 5; ++i) {
            uint256 lost =
                i >= shown
                    ? partOfLock(1_000)
                    : decided
                        ? partOfLock((5_000 * _wrong(votes[i] ^ accepted)) / candidates)
                        : 0;
            vm.assertEq(stakeOf(members[i]), STAKE - lost, "slash");
        }
        _assertNothingLocked();
    }

    /* AUDITS */

    function test_AnAuditKeepsItsSeatsUntilTheModuleEndsIt() public {
        uint256 panelId = seated(true, 1);
        finish(panelId, list(1, 1, 0), 3);
        assertPhase(panelId, IReferees.Phase.Decided);
        vm.assertEq(referees.rejectionsOf(panelId, 0), 1);
        vm.assertEq(referees.panelOf(panelId).locked, 3);
        for (uint256 i = 0; i < 3; ++i) vm.assertEq(lockedOf(members[i]), SEAT_LOCK);

        // The referees sided with the one: the majority of the auditors loses.
        vm.expectEmit(address(referees));
        emit IReferees.Decided(panelId, 0);
        vm.prank(module);
        referees.endAudit(panelId, true, 0);
        _assertNothingLocked();
        vm.assertEq(stakeOf(members[0]), STAKE - partOfLock(5_000));
        vm.assertEq(stakeOf(members[1]), STAKE - partOfLock(5_000));
        vm.assertEq(stakeOf(members[2]), STAKE);
        vm.assertTrue(referees.panelOf(panelId).judged);
    }

    function test_AnUndecidedEndSparesAllButTheAbsent() public {
        uint256 panelId = seated(true, 1);
        finish(panelId, list(1, 0, 1), 2);
        // A tie, but somebody rejected: that is enough, and nobody is drawn again.
        assertPhase(panelId, IReferees.Phase.Void);
        vm.assertEq(referees.rejectionsOf(panelId, 0), 1);
        vm.prank(module);
        referees.endAudit(panelId, false, 0);
        _assertNothingLocked();
        vm.assertEq(stakeOf(members[0]), STAKE);
        vm.assertEq(stakeOf(members[1]), STAKE);
        vm.assertEq(stakeOf(members[2]), STAKE - partOfLock(1_000));
        assertPhase(panelId, IReferees.Phase.Void);
    }

    function test_AnAuditThatFewAttendIsDrawnAgainUnlessSomebodyRejects() public {
        uint256 panelId = seated(true, 1);
        finish(panelId, list(0, 1, 1), 1);
        assertPhase(panelId, IReferees.Phase.Void);
        vm.assertEq(referees.rejectionsOf(panelId, 0), 1);
        vm.prank(module);
        referees.endAudit(panelId, true, 0);

        panelId = open(true, 1);
        seat(panelId, 3, 3);
        finish(panelId, list(1, 1, 1), 1);
        assertPhase(panelId, IReferees.Phase.Seating);
        for (uint256 i = 3; i < 6; ++i) vm.assertEq(lockedOf(members[i]), 0);
        vm.roll(block.number + 2);
        seat(panelId, 6, 3);
        finish(panelId, list(1, 1, 1), 0);
        assertPhase(panelId, IReferees.Phase.Void);
        for (uint256 i = 6; i < 9; ++i) vm.assertEq(lockedOf(members[i]), SEAT_LOCK);
        vm.prank(module);
        referees.endAudit(panelId, true, 1);
        assertPhase(panelId, IReferees.Phase.Decided);
        _assertNothingLocked();
        for (uint256 i = 6; i < 9; ++i) vm.assertEq(stakeOf(members[i]), STAKE - partOfLock(1_000));
    }

    /// @dev An audit that never came to its reveals frees its seats by itself; ending it changes no stake.
    function test_AnAuditWithoutRevealsEndsItsSeatsItself() public {
        uint256 panelId = open(true, 1);
        warpLate(panelId);
        referees.advance(panelId);
        vm.roll(block.number + 2);
        seat(panelId, 0, 3);
        commit(panelId, members[0], 1);
        warpLate(panelId);
        referees.advance(panelId);
        assertPhase(panelId, IReferees.Phase.Void);
        _assertNothingLocked();
        vm.assertEq(stakeOf(members[0]), STAKE);
        vm.assertEq(stakeOf(members[1]), STAKE - partOfLock(1_000));
        vm.prank(module);
        referees.endAudit(panelId, true, 1);
        vm.assertEq(stakeOf(members[0]), STAKE);
        vm.assertEq(stakeOf(members[1]), STAKE - partOfLock(1_000));
    }

    function test_RevertWhen_EndAuditIsRefused() public {
        uint256 audit = seated(true, 1);
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_NotModule.selector, stranger));
        vm.prank(stranger);
        referees.endAudit(audit, true, 1);
        vm.startPrank(module);
        vm.expectRevert(
            abi.encodeWithSelector(IReferees.Referees_WrongPhase.selector, audit, IReferees.Phase.Committing)
        );
        referees.endAudit(audit, true, 1);
        vm.stopPrank();
        finish(audit, list(1, 1, 1), 3);
        vm.startPrank(module);
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_VoteOutOfRange.selector, audit, 2));
        referees.endAudit(audit, true, 2);
        referees.endAudit(audit, true, 1);
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_AlreadyJudged.selector, audit));
        referees.endAudit(audit, true, 1);
        vm.stopPrank();
        uint256 panelId = open(false, 1);
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_NotAudit.selector, panelId));
        vm.prank(module);
        referees.endAudit(panelId, true, 1);
    }

    function _assertNothingLocked() private view {
        for (uint256 i = 0; i < MEMBERS; ++i) vm.assertEq(lockedOf(members[i]), 0, "locked");
    }

    function _assertNobodyLost() private view {
        for (uint256 i = 0; i < MEMBERS; ++i) vm.assertEq(stakeOf(members[i]), STAKE, "stake");
    }
}
