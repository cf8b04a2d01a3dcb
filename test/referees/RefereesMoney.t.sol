// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IReferees} from "../../contracts/interfaces/IReferees.sol";
import {Currency, NATIVE} from "../../contracts/types/Currency.sol";
import {RefereesTest} from "./RefereesTest.sol";

/// @dev Fees, rewards and parameters.
contract RefereesMoneyTest is RefereesTest {
    function _assertAccounts(Currency currency, uint256 reserve, uint256 funded) private view {
        vm.assertEq(referees.reserveOf(currency), reserve, "reserve");
        vm.assertEq(referees.fundedOf(currency), funded, "funded");
        assertCredits(address(referees), currency, reserve + funded);
    }

    /// @dev Fills the audit reserve.
    function _fill(Currency currency, uint256 reserve) private {
        IReferees.Parameters memory p = rules();
        p.auditShareBps = 10_000;
        referees.setParameters(p);
        payIn(currency, reserve);
        referees.sweep(currency);
        referees.setParameters(rules());
    }

    function _reward(uint256 panelId, Currency currency, uint256 amount) private {
        payIn(currency, amount);
        vm.prank(module);
        referees.reward(panelId, currency, amount);
    }

    /* SWEEP */

    function testFuzz_SweepDividesWhatArrived(uint128 amount, uint16 shareBps, bool native) public {
        amount = uint128(bound(amount, 1, 1_000_000 ether));
        IReferees.Parameters memory p = rules();
        p.auditShareBps = uint16(bound(shareBps, 0, 10_000));
        referees.setParameters(p);
        Currency currency = native ? NATIVE : blackCurrency();
        payIn(currency, amount);
        uint256 toReserve = (uint256(amount) * p.auditShareBps) / 10_000;
        vm.expectEmit(address(referees));
        emit IReferees.Swept(currency.id(), amount - toReserve, toReserve);
        vm.prank(stranger);
        referees.sweep(currency);
        assertCredits(address(treasury), currency, amount - toReserve);
        _assertAccounts(currency, toReserve, 0);

        // Nothing came in since: nothing moves.
        referees.sweep(currency);
        assertCredits(address(treasury), currency, amount - toReserve);
        _assertAccounts(currency, toReserve, 0);
    }

    /* AUDITS */

    function testFuzz_AnAuditsFeeComesOutOfTheReserve(uint128 reserve, uint128 price) public {
        reserve = uint128(bound(reserve, 1, 1_000_000 ether));
        price = uint128(bound(price, 0, 1_000_000 ether));
        _fill(NATIVE, reserve);
        uint256 panelId = open(true, 1);
        uint256 fee = uint256(price) * 3 < reserve ? uint256(price) * 3 : reserve;
        vm.expectEmit(address(referees));
        emit IReferees.AuditFunded(panelId, 0, fee);
        vm.prank(module);
        vm.assertEq(referees.fundAudit(panelId, NATIVE, price), fee);
        _assertAccounts(NATIVE, reserve - fee, fee);
        // A sweep does not touch it.
        referees.sweep(NATIVE);
        _assertAccounts(NATIVE, reserve - fee, fee);
    }

    /// @dev Whatever they vote; a seat's part each; what the absent leave and what cannot be divided goes back.
    function testFuzz_AuditorsArePaidWhateverTheyVote(uint128 reserve, uint16 votes, uint8 revealed) public {
        reserve = uint128(bound(reserve, 1, 1_000_000 ether));
        uint256 shown = 2 + (revealed % 2);
        _fill(NATIVE, reserve);
        uint256 panelId = seated(true, 1);
        vm.prank(module);
        referees.fundAudit(panelId, NATIVE, type(uint128).max);
        // The first rejects, so that nobody is drawn again.
        finish(panelId, list(0, votes & 1, (votes >> 1) & 1), shown);
        uint256 part = reserve / 3;
        for (uint256 i = 0; i < 3; ++i) assertCredits(members[i], NATIVE, i < shown ? part : 0);
        _assertAccounts(NATIVE, reserve - part * shown, 0);
    }

    function test_BothRoundsOfAuditorsArePaid() public {
        _fill(NATIVE, 3_000);
        uint256 panelId = seated(true, 1);
        vm.prank(module);
        referees.fundAudit(panelId, NATIVE, type(uint128).max);
        finish(panelId, list(1, 1, 1), 1);
        assertPhase(panelId, IReferees.Phase.Seating);
        _assertAccounts(NATIVE, 0, 3_000);
        vm.roll(block.number + 2);
        seat(panelId, 3, 3);
        finish(panelId, list(1, 1, 1), 3);
        // Four revealed for three seats: an equal part each.
        assertCredits(members[0], NATIVE, 750);
        for (uint256 i = 3; i < 6; ++i) assertCredits(members[i], NATIVE, 750);
        _assertAccounts(NATIVE, 0, 0);
    }

    function test_AnAuditThatNobodyAttendsGivesItsFeeBack() public {
        _fill(NATIVE, 3_000);
        uint256 panelId = open(true, 1);
        vm.prank(module);
        referees.fundAudit(panelId, NATIVE, 500);
        _assertAccounts(NATIVE, 1_500, 1_500);
        warpLate(panelId);
        referees.advance(panelId);
        warpLate(panelId);
        vm.expectEmit(address(referees));
        emit IReferees.Reserved(panelId, 0, 1_500);
        referees.advance(panelId);
        _assertAccounts(NATIVE, 3_000, 0);
    }

    /// @dev Who voted with the outcome shares what an audit by as many seats would cost; the reserve takes what cannot be divided.
    function testFuzz_AVerdictIsPaidOutOfTheReserveOnce(uint128 reserve, uint128 price) public {
        reserve = uint128(bound(reserve, 1, 1_000_000 ether));
        price = uint128(bound(price, 0, 1_000_000 ether));
        _fill(NATIVE, reserve);
        uint256 panelId = seated(false, 1);
        vm.expectRevert(
            abi.encodeWithSelector(IReferees.Referees_WrongPhase.selector, panelId, IReferees.Phase.Committing)
        );
        vm.prank(module);
        referees.fundVerdict(panelId, NATIVE, price);
        finish(panelId, list(1, 1, 0, 1, 1), 5);
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_NotModule.selector, stranger));
        vm.prank(stranger);
        referees.fundVerdict(panelId, NATIVE, price);

        uint256 fee = uint256(price) * 5 < reserve ? uint256(price) * 5 : reserve;
        vm.expectEmit(address(referees));
        emit IReferees.AuditFunded(panelId, 0, fee);
        vm.prank(module);
        vm.assertEq(referees.fundVerdict(panelId, NATIVE, price), fee);
        for (uint256 i = 0; i < 5; ++i) assertCredits(members[i], NATIVE, i == 2 ? 0 : fee / 4);
        _assertAccounts(NATIVE, reserve - (fee / 4) * 4, 0);

        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_AlreadyFunded.selector, panelId));
        vm.prank(module);
        referees.fundVerdict(panelId, NATIVE, price);
    }

    function test_RevertWhen_AuditorsAreToBePaidAsReferees() public {
        _fill(NATIVE, 3_000);
        uint256 panelId = seated(true, 1);
        finish(panelId, list(1, 1, 1), 3);
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_AlreadyFunded.selector, panelId));
        vm.prank(module);
        referees.fundVerdict(panelId, NATIVE, 1);
    }

    function test_AnAuditMayGoUnpaid() public {
        uint256 panelId = seated(true, 1);
        vm.prank(module);
        vm.assertEq(referees.fundAudit(panelId, NATIVE, 1 ether), 0);
        finish(panelId, list(1, 1, 1), 3);
        assertCredits(members[0], NATIVE, 0);
    }

    function test_RevertWhen_FundingIsRefused() public {
        _fill(NATIVE, 3_000);
        uint256 panelId = seated(true, 1);
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_NotModule.selector, stranger));
        vm.prank(stranger);
        referees.fundAudit(panelId, NATIVE, 1);
        vm.startPrank(module);
        referees.fundAudit(panelId, NATIVE, 1);
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_AlreadyFunded.selector, panelId));
        referees.fundAudit(panelId, NATIVE, 1);
        vm.stopPrank();
        finish(panelId, list(1, 1, 1), 3);
        vm.startPrank(module);
        vm.expectRevert(
            abi.encodeWithSelector(IReferees.Referees_WrongPhase.selector, panelId, IReferees.Phase.Decided)
        );
        referees.fundAudit(panelId, NATIVE, 1);
        vm.stopPrank();
        panelId = open(false, 1);
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_NotAudit.selector, panelId));
        vm.prank(module);
        referees.fundAudit(panelId, NATIVE, 1);
    }

    /* REWARDS */

    /// @dev What came in is what members got and what went into the reserve.
    function testFuzz_RewardGoesToWhoVotedWithTheOutcome(uint128 amount, uint8 bits) public {
        amount = uint128(bound(amount, 1, 1_000_000 ether));
        uint256 panelId = seated(false, 1);
        uint16[] memory votes = new uint16[](5);
        uint256 ones;
        for (uint256 i = 0; i < 5; ++i) {
            votes[i] = (bits >> i) & 1;
            ones += votes[i];
        }
        finish(panelId, votes, 5);
        uint16 outcome = ones > 2 ? 1 : 0;
        uint256 winners = outcome == 1 ? ones : 5 - ones;
        _reward(panelId, NATIVE, amount);
        uint256 part = amount / winners;
        for (uint256 i = 0; i < 5; ++i) assertCredits(members[i], NATIVE, votes[i] == outcome ? part : 0);
        _assertAccounts(NATIVE, amount - part * winners, 0);
    }

    function test_RewardsReachBothRounds() public {
        uint256 panelId = seated(false, 1);
        finish(panelId, list(1, 0, 1, 1, 1), 2);
        vm.roll(block.number + 2);
        seat(panelId, 5, 5);
        finish(panelId, list(0, 0, 0, 1, 1), 5);
        payIn(NATIVE, 400);
        vm.expectEmit(address(referees));
        emit IReferees.MemberPaid(panelId, members[1], 0, 100);
        vm.prank(module);
        referees.reward(panelId, NATIVE, 400);
        assertCredits(members[0], NATIVE, 0);
        assertCredits(members[1], NATIVE, 100);
        for (uint256 i = 5; i < 8; ++i) assertCredits(members[i], NATIVE, 100);
        // A second reward is divided alike.
        _reward(panelId, NATIVE, 401);
        assertCredits(members[1], NATIVE, 200);
        _assertAccounts(NATIVE, 1, 0);
    }

    /// @dev Each candidate has its majority, and yet nobody voted for that outcome.
    function test_WhatNobodyEarnedGoesIntoTheReserve() public {
        uint256 panelId = seated(false, 3);
        finish(panelId, list(3, 5, 6, 3, 5), 5);
        (, bool decided, uint16 accepted) = referees.outcomeOf(panelId);
        vm.assertTrue(decided);
        vm.assertEq(accepted, 7);
        payIn(NATIVE, 400);
        vm.expectEmit(address(referees));
        emit IReferees.Reserved(panelId, 0, 400);
        vm.prank(module);
        referees.reward(panelId, NATIVE, 400);
        _assertAccounts(NATIVE, 400, 0);
    }

    function test_RewardOfAVoidPanelGoesIntoTheReserve() public {
        uint256 panelId = open(false, 1);
        warpLate(panelId);
        referees.advance(panelId);
        warpLate(panelId);
        referees.advance(panelId);
        _reward(panelId, NATIVE, 400);
        _assertAccounts(NATIVE, 400, 0);
    }

    function test_AuditorsAreRewardedByWhatTheModuleSays() public {
        uint256 panelId = seated(true, 1);
        finish(panelId, list(1, 1, 0), 3);
        payIn(NATIVE, 400);
        vm.startPrank(module);
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_NotJudged.selector, panelId));
        referees.reward(panelId, NATIVE, 400);
        referees.endAudit(panelId, true, 0);
        referees.reward(panelId, NATIVE, 400);
        vm.stopPrank();
        assertCredits(members[2], NATIVE, 400);
        assertCredits(members[0], NATIVE, 0);
    }

    function test_RevertWhen_RewardIsRefused() public {
        uint256 panelId = seated(false, 1);
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_NotModule.selector, stranger));
        vm.prank(stranger);
        referees.reward(panelId, NATIVE, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IReferees.Referees_WrongPhase.selector, panelId, IReferees.Phase.Committing)
        );
        vm.prank(module);
        referees.reward(panelId, NATIVE, 0);
        finish(panelId, list(1, 1, 1, 1, 1), 5);
        // Neither the reserve nor an audit's fee can be paid out by it.
        _fill(NATIVE, 1_000);
        uint256 audit = open(true, 1);
        vm.prank(module);
        referees.fundAudit(audit, NATIVE, 100);
        payIn(NATIVE, 9);
        vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_NotPaid.selector, 0, 9, 10));
        vm.prank(module);
        referees.reward(panelId, NATIVE, 10);
    }

    /* PARAMETERS */

    function test_ParametersReachNoOpenPanel() public {
        uint256 panelId = seated(false, 1);
        IReferees.Parameters memory p = rules();
        p.minorityBps = 10_000;
        p.revealPeriod = 1;
        p.refereeSeats = 1;
        vm.expectEmit(address(referees));
        emit IReferees.ParametersChanged(2, p);
        referees.setParameters(p);
        vm.assertEq(keccak256(abi.encode(referees.parameters())), keccak256(abi.encode(p)));
        vm.assertEq(keccak256(abi.encode(referees.parametersAt(1))), keccak256(abi.encode(rules())));
        vm.assertEq(referees.panelOf(panelId).version, 1);
        commitAll(panelId, list(1, 1, 1, 1, 0));
        vm.assertEq(deadlineOf(panelId), block.timestamp + 30 minutes);
        for (uint256 i = 0; i < 5; ++i) reveal(panelId, members[i], i == 4 ? 0 : 1);
        referees.advance(panelId);
        vm.assertEq(stakeOf(members[4]), STAKE - partOfLock(5_000));

        vm.assertEq(referees.panelOf(open(false, 1)).seats, 1);
    }

    function test_RevertWhen_ParametersAreInvalid() public {
        for (uint256 i = 0; i < 14; ++i) {
            IReferees.Parameters memory p = rules();
            if (i == 0) p.seatPeriod = 0;
            if (i == 1) p.seatPeriod = 30 days + 1;
            if (i == 2) p.commitPeriod = 0;
            if (i == 3) p.commitPeriod = 30 days + 1;
            if (i == 4) p.revealPeriod = 0;
            if (i == 5) p.revealPeriod = 30 days + 1;
            if (i == 6) p.refereeSeats = 2;
            if (i == 7) p.refereeSeats = 17;
            if (i == 8) p.auditSeats = 0;
            if (i == 9) p.auditSeats = 17;
            if (i == 10) p.seatLock = 0;
            if (i == 11) p.absentBps = 10_001;
            if (i == 12) p.minorityBps = 10_001;
            if (i == 13) p.auditShareBps = 10_001;
            vm.expectRevert(abi.encodeWithSelector(IReferees.Referees_InvalidParameters.selector));
            referees.setParameters(p);
        }
        vm.assertEq(referees.MAX_SEATS(), 15);
    }

    function testFuzz_RevertWhen_NotGoverned(address caller) public {
        vm.assume(caller != address(this));
        bytes memory reason = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller);
        vm.startPrank(caller);
        vm.expectRevert(reason);
        referees.setParameters(rules());
        vm.expectRevert(reason);
        referees.setModule(caller, true);
        vm.stopPrank();
    }

    /* DELEGATED STAKE */

    function test_MembersWithDelegatorsArePaidThroughTheirPool() public {
        credit(blackCurrency(), carol, STAKE);
        setCommission(members[1], 1);
        vm.startPrank(carol);
        vault.setOperator(address(providers), true);
        providers.delegate(members[1], STAKE);
        vm.stopPrank();
        uint256 panelId = seated(false, 1);
        finish(panelId, list(1, 1, 1, 0, 0), 5);
        setCommission(members[1], 0);
        _reward(panelId, NATIVE, 300 ether);
        assertCredits(members[0], NATIVE, 100 ether);
        assertCredits(members[1], NATIVE, 0);
        assertCredits(address(providers), NATIVE, 100 ether);
        // Half each; the registry rounds down.
        address[2] memory holders = [members[1], carol];
        for (uint256 i = 0; i < 2; ++i) {
            uint256 earned = providers.collectable(members[1], holders[i], NATIVE);
            vm.assertLe(earned, 50 ether);
            vm.assertGe(earned + 1, 50 ether);
        }
    }

    /// @dev A pool that all have left is no obstacle to what its member earned.
    function test_AMemberWhoseStakeHasLeftIsPaidToo() public {
        credit(blackCurrency(), carol, STAKE);
        setCommission(members[1], 1);
        vm.startPrank(carol);
        vault.setOperator(address(providers), true);
        providers.delegate(members[1], STAKE);
        vm.stopPrank();
        uint256 panelId = seated(false, 1);
        finish(panelId, list(1, 1, 1, 0, 0), 5);
        address[2] memory holders = [members[1], carol];
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(holders[i]);
            providers.requestUnbond(members[1], type(uint128).max);
        }
        vm.warp(block.timestamp + 14 days);
        for (uint256 i = 0; i < 2; ++i) providers.withdrawUnbonded(members[1], holders[i]);
        vm.assertEq(stakeOf(members[1]), 0);
        _reward(panelId, NATIVE, 300);
        vm.assertEq(providers.collect(members[1], members[1], NATIVE), 100);
    }
}
