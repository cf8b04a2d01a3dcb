// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ProviderRegistry} from "../../contracts/ProviderRegistry.sol";
import {Referees} from "../../contracts/Referees.sol";
import {IProviderRegistry} from "../../contracts/interfaces/IProviderRegistry.sol";
import {IReferees} from "../../contracts/interfaces/IReferees.sol";
import {Currency} from "../../contracts/types/Currency.sol";
import {CoreTest} from "../support/CoreTest.sol";

/// @notice Referees and registry, deployed and wired, with members of equal stake, and the steps of a panel's life.
abstract contract RefereesTest is CoreTest {
    uint64 internal constant EPOCH = 1 days;
    uint256 internal constant MEMBERS = 10;
    uint128 internal constant STAKE = 1_000 ether;
    uint96 internal constant SEAT_LOCK = 100 ether + 3;
    uint32 internal constant WORK = 3 hours;
    uint256 internal constant JOB = 77;
    bytes32 internal constant REASON = keccak256("reason");

    ProviderRegistry internal providers;
    Referees internal referees;

    address internal module;
    address internal party;
    address internal stranger;
    address[] internal members;
    address[] internal parties;

    function setUp() public virtual override {
        super.setUp();
        vm.warp(1_800_000_000);
        vm.roll(1_000);
        module = makeAddr("module");
        party = makeAddr("party");
        stranger = makeAddr("stranger");
        providers = new ProviderRegistry(address(manager), vault, black, 14 days, EPOCH);
        referees = new Referees(address(manager), vault, providers, treasury, rules());
        referees.setModule(module, true);
        // As deployed: the escrow is the registry's first module.
        providers.addModule(module);
        providers.addModule(address(referees));
        for (uint256 i = 0; i < MEMBERS; ++i) {
            address member = makeAddr(string.concat("member ", string(abi.encodePacked(bytes1(uint8(65 + i))))));
            members.push(member);
            stakeFor(member, STAKE, operatorOf(member));
        }
        stakeFor(party, STAKE, operatorOf(party));
        parties = [party, makeAddr("requester")];
        letStakeCount();
    }

    /// @notice Until what was staked counts for tickets.
    function letStakeCount() internal {
        vm.warp(block.timestamp + 2 * EPOCH);
    }

    /// @notice Five seats: enough for absent members, minorities and ties.
    function rules() internal pure returns (IReferees.Parameters memory) {
        return
            IReferees.Parameters({
                seatPeriod: 1 hours,
                commitPeriod: 2 hours,
                revealPeriod: 30 minutes,
                refereeSeats: 5,
                auditSeats: 3,
                absentBps: 1_000,
                minorityBps: 5_000,
                seatLock: SEAT_LOCK,
                auditShareBps: 8_000,
                auditFeeBps: 10_000
            });
    }

    function operatorOf(address member) internal pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode("operator of", member)))));
    }

    function stakeFor(address provider, uint128 amount, address operator) internal {
        credit(blackCurrency(), provider, amount);
        vm.startPrank(provider);
        vault.setOperator(address(providers), true);
        providers.stake(amount, operator);
        vm.stopPrank();
    }

    function setCommission(address provider, uint16 bps) internal {
        vm.prank(provider);
        providers.setCommission(bps);
    }

    function stakeOf(address provider) internal view returns (uint256) {
        IProviderRegistry.Provider memory p = providers.providerOf(provider);
        return uint256(p.active) + p.leaving;
    }

    function lockedOf(address provider) internal view returns (uint256) {
        return providers.lockedBy(address(referees), provider);
    }

    /// @notice What a part of the seat lock comes to.
    function partOfLock(uint256 bps) internal pure returns (uint256) {
        return (uint256(SEAT_LOCK) * bps) / 10_000;
    }

    /// @notice Credits that arrive as fees do, by a plain transfer of claims.
    function payIn(Currency currency, uint256 amount) internal {
        credit(currency, address(referees), amount);
    }

    /* STEPS */

    function open(bool audit, uint8 candidates) internal returns (uint256 panelId) {
        vm.prank(module);
        panelId = referees.open(JOB, audit, candidates, WORK, 0, parties);
        vm.roll(block.number + 2);
    }

    function phaseOf(uint256 panelId) internal view returns (IReferees.Phase) {
        return referees.panelOf(panelId).phase;
    }

    function deadlineOf(uint256 panelId) internal view returns (uint64) {
        return referees.panelOf(panelId).deadline;
    }

    /// @notice Late in the seating, when every ticket here is eligible.
    function warpToSeats(uint256 panelId) internal {
        vm.warp(deadlineOf(panelId) - 60);
    }

    function warpLate(uint256 panelId) internal {
        vm.warp(deadlineOf(panelId) + 1);
    }

    function sit(uint256 panelId, address member) internal {
        vm.prank(operatorOf(member));
        referees.sit(panelId, member, parties);
    }

    /// @notice Seats members `from` on.
    function seat(uint256 panelId, uint256 from, uint256 count) internal {
        warpToSeats(panelId);
        for (uint256 i = 0; i < count; ++i) sit(panelId, members[from + i]);
    }

    function saltOf(address member) internal pure returns (bytes32) {
        return keccak256(abi.encode("salt of", member));
    }

    function commit(uint256 panelId, address member, uint16 vote) internal {
        bytes32 commitment = referees.commitmentOf(panelId, member, vote, REASON, saltOf(member));
        vm.prank(operatorOf(member));
        referees.commit(panelId, member, commitment);
    }

    function reveal(uint256 panelId, address member, uint16 vote) internal {
        referees.reveal(panelId, member, vote, REASON, saltOf(member));
    }

    /// @notice A panel of which every seat is taken.
    function seated(bool audit, uint8 candidates) internal returns (uint256 panelId) {
        panelId = open(audit, candidates);
        seat(panelId, 0, referees.panelOf(panelId).seats);
    }

    /// @notice Commits the votes of this round's members in the order of their seats.
    function commitAll(uint256 panelId, uint16[] memory votes) internal {
        for (uint256 i = 0; i < votes.length; ++i) commit(panelId, memberAt(panelId, i), votes[i]);
    }

    /// @notice Member of a seat of this round.
    function memberAt(uint256 panelId, uint256 index) internal view returns (address) {
        (address[] memory all, , ) = referees.membersOf(panelId);
        return all[referees.panelOf(panelId).first + index];
    }

    /// @notice Takes a panel with all seats through votes, of which the first `revealed` are shown, and ends it.
    function finish(uint256 panelId, uint16[] memory votes, uint256 revealed) internal {
        commitAll(panelId, votes);
        for (uint256 i = 0; i < revealed; ++i) reveal(panelId, memberAt(panelId, i), votes[i]);
        if (revealed != votes.length) warpLate(panelId);
        referees.advance(panelId);
    }

    function list(uint16 a, uint16 b, uint16 c) internal pure returns (uint16[] memory votes) {
        votes = new uint16[](3);
        (votes[0], votes[1], votes[2]) = (a, b, c);
    }

    function list(uint16 a, uint16 b, uint16 c, uint16 d, uint16 e) internal pure returns (uint16[] memory votes) {
        votes = new uint16[](5);
        (votes[0], votes[1], votes[2], votes[3], votes[4]) = (a, b, c, d, e);
    }

    function assertPhase(uint256 panelId, IReferees.Phase phase) internal view {
        vm.assertEq(uint256(phaseOf(panelId)), uint256(phase), "phase");
    }
}
