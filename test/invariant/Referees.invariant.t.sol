// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IReferees} from "../../contracts/interfaces/IReferees.sol";
import {Currency, NATIVE} from "../../contracts/types/Currency.sol";
import {RefereesTest} from "../referees/RefereesTest.sol";
import {RefereeHandler} from "./RefereeHandler.sol";

/// @notice See "Panels" in the README beside.
contract RefereesInvariants is RefereesTest {
    RefereeHandler private handler;
    uint256 private supply;
    uint256 private staked;

    function setUp() public override {
        super.setUp();
        // Some members have delegators, and so share what they earn.
        credit(blackCurrency(), carol, 2 * STAKE);
        setCommission(members[1], 1_000);
        setCommission(members[2], 1_000);
        vm.startPrank(carol);
        vault.setOperator(address(providers), true);
        providers.delegate(members[1], STAKE);
        providers.delegate(members[2], STAKE);
        vm.stopPrank();
        handler = new RefereeHandler(referees, providers, vault, members);
        referees.setModule(address(handler), true);
        credit(NATIVE, address(handler), 1_000_000 ether);
        credit(blackCurrency(), address(handler), 1_000_000 ether);
        supply = black.totalSupply();
        staked = (MEMBERS + 3) * STAKE;

        bytes4[] memory steps = new bytes4[](22);
        steps[0] = RefereeHandler.open.selector;
        steps[1] = RefereeHandler.payFees.selector;
        steps[2] = RefereeHandler.fund.selector;
        steps[3] = RefereeHandler.reward.selector;
        steps[4] = RefereeHandler.endAudit.selector;
        steps[5] = RefereeHandler.sit.selector;
        steps[6] = RefereeHandler.play.selector;
        steps[7] = RefereeHandler.commit.selector;
        steps[8] = RefereeHandler.reveal.selector;
        steps[9] = RefereeHandler.sweep.selector;
        steps[10] = RefereeHandler.advance.selector;
        // Half of all steps, so that panels end and are rewarded.
        for (uint256 i = 11; i < 22; ++i) steps[i] = RefereeHandler.play.selector;
        targetContract(address(handler));
        targetSelectors(address(handler), steps);
    }

    function invariant_ClaimsAreReservesFeesAndWhatArrived() public view {
        _assertClaims(NATIVE);
        _assertClaims(blackCurrency());
    }

    function _assertClaims(Currency currency) private view {
        assertCredits(
            address(referees),
            currency,
            referees.reserveOf(currency) + referees.fundedOf(currency) + handler.arrived(currency)
        );
    }

    function invariant_LocksAreThoseOfSeats() public view {
        for (uint256 i = 0; i < MEMBERS; ++i) {
            uint256 locked;
            for (uint256 panelId = 1; panelId <= handler.panelCount(); ++panelId) {
                if (_holdsSeat(panelId, members[i])) locked += SEAT_LOCK;
            }
            vm.assertEq(lockedOf(members[i]), locked, "locks");
        }
    }

    /// @dev Whether the member's seat of the present round is locked.
    function _holdsSeat(uint256 panelId, address member) private view returns (bool) {
        IReferees.Panel memory panel = referees.panelOf(panelId);
        if (panel.locked == 0) return false;
        vm.assertEq(panel.locked, panel.seated, "all seats or none");
        (address[] memory all, , ) = referees.membersOf(panelId);
        for (uint256 i = panel.first; i < all.length; ++i) if (all[i] == member) return true;
        return false;
    }

    function invariant_PanelsAreInOrder() public view {
        IReferees.Parameters memory p = rules();
        uint256 longest = uint256(p.commitPeriod) + 1 hours;
        for (uint256 panelId = 1; panelId <= handler.panelCount(); ++panelId) {
            IReferees.Panel memory panel = referees.panelOf(panelId);
            vm.assertLe(panel.seated, panel.seats, "seats");
            vm.assertLe(panel.committed, panel.seated, "commitments");
            vm.assertLe(panel.revealed, panel.committed, "reveals");
            vm.assertLe(panel.round, 1, "drawn again once");
            bool ended = panel.phase > IReferees.Phase.Revealing;
            vm.assertEq(panel.deadline == 0, ended, "a deadline until it ends");
            if (!ended) vm.assertLe(panel.deadline, block.timestamp + longest, "an exit in sight");
            else if (!panel.audit || panel.judged) vm.assertEq(panel.locked, 0, "seats end with the panel");
            if (panel.phase == IReferees.Phase.Decided && !panel.judged) {
                vm.assertGt(2 * uint256(panel.revealed), panel.seats, "more than half revealed");
                _assertMajority(panelId, panel);
            }
            _assertDistinct(panelId);
        }
    }

    function _assertMajority(uint256 panelId, IReferees.Panel memory panel) private view {
        (, uint16[] memory votes, bool[] memory revealed) = referees.membersOf(panelId);
        for (uint256 c = 0; c < panel.candidates; ++c) {
            uint256 count;
            for (uint256 i = panel.first; i < votes.length; ++i) {
                if (revealed[i]) count += (votes[i] >> c) & 1;
            }
            bool accepted = (panel.accepted >> c) & 1 != 0;
            vm.assertGt(2 * (accepted ? count : panel.revealed - count), panel.revealed, "majority");
        }
    }

    function _assertDistinct(uint256 panelId) private view {
        (address[] memory all, , ) = referees.membersOf(panelId);
        for (uint256 i = 0; i < all.length; ++i) {
            vm.assertTrue(all[i] != members[0], "no party sits");
            for (uint256 j = 0; j < i; ++j) vm.assertTrue(all[i] != all[j], "nobody sits twice");
        }
    }

    function invariant_EveryPanelHasAnExit() public {
        uint256 snapshot = vm.snapshotState();
        handler.drain();
        for (uint256 i = 0; i < MEMBERS; ++i) vm.assertEq(lockedOf(members[i]), 0, "no seat is left");
        vm.assertEq(referees.fundedOf(NATIVE), 0, "no fee is left");
        vm.assertEq(referees.fundedOf(blackCurrency()), 0, "no fee is left");
        _assertClaims(NATIVE);
        vm.revertToState(snapshot);
    }

    function invariant_SlashesAreBurned() public view {
        uint256 left = stakeOf(party);
        for (uint256 i = 0; i < MEMBERS; ++i) left += stakeOf(members[i]);
        vm.assertEq(staked - left, supply - black.totalSupply(), "what members lost is burned");
    }

    function invariant_MoneyIsConserved() public view {
        _assertSum(NATIVE, address(vault).balance);
        _assertSum(blackCurrency(), black.balanceOf(address(vault)));
    }

    function _assertSum(Currency currency, uint256 held) private view {
        uint256 id = currency.id();
        uint256 sum =
            vault.balanceOf(address(referees), id) +
                vault.balanceOf(address(providers), id) +
                vault.balanceOf(address(treasury), id) +
                vault.balanceOf(address(handler), id);
        for (uint256 i = 0; i < MEMBERS; ++i) sum += vault.balanceOf(members[i], id);
        vm.assertEq(sum, held, "claims are what the vault holds");
    }
}
