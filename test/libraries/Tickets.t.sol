// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Tickets} from "../../contracts/libraries/Tickets.sol";
import {Test} from "../support/Test.sol";

contract TicketsTest is Test {
    address private constant HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;
    address private constant SYSTEM = 0xffffFFFfFFffffffffffffffFfFFFfffFFFfFFfE;
    /// @dev The code that EIP-2935 puts at `HISTORY`.
    bytes private constant HISTORY_CODE =
        hex"3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143038111604257611fff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff60014303065500";
    bytes32 private constant SUBJECT = keccak256("subject");
    uint256 private constant BEGAN = 1_000_000;

    /* SEEDS */

    /// @dev As the chain does at the beginning of each block: keeps the hash of the one before.
    function _keep(uint256 number, bytes32 hash) private {
        vm.etch(HISTORY, HISTORY_CODE);
        vm.roll(number + 1);
        vm.prank(SYSTEM);
        (bool done, ) = HISTORY.call(abi.encode(hash));
        vm.assertTrue(done);
    }

    function _seedAt(uint256 number) private returns (bytes32) {
        vm.roll(number);
        return Tickets.seedOf(uint32(BEGAN));
    }

    function test_TheSeedIsUnknownUntilTheNextBlockIsThere() public {
        _keep(BEGAN + 1, keccak256("seed"));
        vm.assertEq(_seedAt(BEGAN), 0, "in the block itself");
        vm.assertEq(_seedAt(BEGAN + 1), 0, "in the next");
        vm.assertNotEq(_seedAt(BEGAN + 2), 0);
    }

    function testFuzz_TheSeedIsTheNextBlocksHash(uint256 age) public {
        age = bound(age, 2, 256);
        vm.roll(BEGAN + age);
        bytes32 hash = blockhash(BEGAN + 1);
        vm.assertNotEq(hash, 0);
        vm.assertEq(Tickets.seedOf(uint32(BEGAN)), hash);
    }

    function testFuzz_HistoryKeepsTheSeed(uint256 age, bytes32 hash) public {
        age = bound(age, 258, 8_192);
        _keep(BEGAN + 1, hash);
        vm.assertEq(_seedAt(BEGAN + age), hash);
    }

    function testFuzz_TheSeedIsUnknownAfterHistoryEnds(uint256 age) public {
        age = bound(age, 8_193, type(uint32).max);
        _keep(BEGAN + 1, keccak256("seed"));
        vm.assertEq(_seedAt(BEGAN + age), 0);
    }

    /// @dev A chain without EIP-2935, and one with something else there.
    function test_TheSeedIsUnknownWithoutHistory() public {
        vm.etch(HISTORY, "");
        vm.assertEq(_seedAt(BEGAN + 300), 0);
        vm.etch(HISTORY, hex"60016000526001601ff3");
        vm.assertEq(_seedAt(BEGAN + 300), 0, "one byte");
        vm.etch(HISTORY, hex"5f5ffd");
        vm.assertEq(_seedAt(BEGAN + 300), 0, "reverts");
    }

    /// @dev Only the lowest 32 bits of a block's number are kept.
    function testFuzz_NumbersWrapAround(uint32 before, uint256 age) public {
        age = bound(age, 2, 8_192);
        uint256 began = (3 << 32) - bound(before, 1, 300);
        _keep(began + 1, keccak256("seed"));
        vm.roll(began + age);
        bytes32 expected = age <= 257 ? blockhash(began + 1) : keccak256("seed");
        vm.assertNotEq(expected, 0);
        vm.assertEq(Tickets.seedOf(uint32(began)), expected);
    }

    function test_WhatHasNotBegunHasNoSeed() public {
        vm.roll(100);
        vm.assertEq(Tickets.seedOf(101), 0);
        vm.assertEq(Tickets.seedOf(type(uint32).max - 50), 0, "before the chain began");
    }

    /* ELIGIBILITY */

    function testFuzz_EverybodyIsEligibleWhenTheWindowEnds(
        bytes32 seed,
        address provider,
        uint96 weight,
        uint96 total,
        uint32 elapsed,
        uint32 window
    ) public pure {
        elapsed = uint32(bound(elapsed, window, type(uint32).max));
        vm.assertTrue(Tickets.eligible(seed, SUBJECT, provider, weight, total, elapsed, window));
    }

    function testFuzz_NobodyIsEligibleBefore(
        bytes32 seed,
        address provider,
        uint96 weight,
        uint96 total,
        uint32 elapsed,
        uint32 window
    ) public pure {
        window = uint32(bound(window, 1, type(uint32).max));
        elapsed = uint32(bound(elapsed, 0, window - 1));
        vm.assertFalse(Tickets.eligible(0, SUBJECT, provider, weight, total, elapsed, window), "without a seed");
        vm.assertFalse(Tickets.eligible(seed, SUBJECT, provider, 0, total, elapsed, window), "without stake");
        vm.assertFalse(Tickets.eligible(seed, SUBJECT, provider, weight, 0, elapsed, window));
        vm.assertFalse(Tickets.eligible(seed, SUBJECT, provider, weight, total, 0, window), "at once");
    }

    function testFuzz_OnceEligibleAlwaysEligible(
        bytes32 seed,
        address provider,
        uint96 weight,
        uint96 total,
        uint32 elapsed,
        uint32 later,
        uint96 more
    ) public pure {
        uint256 window = type(uint32).max;
        if (!Tickets.eligible(seed, SUBJECT, provider, weight, total, elapsed, window)) return;
        later = uint32(bound(later, elapsed, window));
        vm.assertTrue(Tickets.eligible(seed, SUBJECT, provider, weight, total, later, window), "later");
        more = uint96(bound(more, weight, type(uint96).max));
        vm.assertTrue(Tickets.eligible(seed, SUBJECT, provider, more, total, elapsed, window), "with more stake");
    }

    /// @dev The widest numbers overflow nothing.
    function testFuzz_NothingOverflows(bytes32 seed, uint96 weight, uint32 elapsed) public pure {
        Tickets.eligible(seed, SUBJECT, address(1), weight, type(uint96).max, elapsed, type(uint32).max);
        Tickets.eligible(seed, SUBJECT, address(1), type(uint96).max, 1, elapsed, type(uint32).max);
    }

    /* STATISTICS: over many seeds, in 1/10,000 */

    uint256 private constant DRAWS = 4_000;
    uint256 private constant WINDOW = 1 << 16;

    /// @dev Gives back the memory that it took: hundreds of thousands of calls would fill it.
    function _eligible(
        bytes32 seed,
        address provider,
        uint256 weight,
        uint256 total,
        uint256 elapsed,
        uint256 window
    ) private pure returns (bool answer) {
        uint256 free;
        assembly ("memory-safe") {
            free := mload(0x40)
        }
        answer = Tickets.eligible(seed, SUBJECT, provider, weight, total, elapsed, window);
        assembly ("memory-safe") {
            mstore(0x40, free)
        }
    }

    /// @dev How many of `parts` providers that split a stake of `weight` of 1,000 are eligible, and whether any is.
    function _draw(
        uint256 parts,
        uint256 weight,
        uint256 elapsed
    ) private pure returns (uint256 eligible, uint256 any) {
        for (uint256 draw = 1; draw <= DRAWS; ++draw) {
            uint256 sum;
            for (uint256 i = 1; i <= parts; ++i) {
                address provider = address(uint160((parts << 32) | i));
                if (_eligible(bytes32(draw), provider, weight, 1_000 * parts, elapsed, 100)) ++sum;
            }
            eligible += sum;
            if (sum != 0) ++any;
        }
        eligible = (eligible * 10_000) / DRAWS;
        any = (any * 10_000) / DRAWS;
    }

    /// @dev The chance is PACE * time * stake: of 1/10 of the stake at half the window 8 * 1/2 * 1/10. Standard deviation: 63 of 10,000.
    function test_TheChanceIsStakeTimesTime() public pure {
        (uint256 eligible, ) = _draw(1, 100, 50);
        _assertNear(eligible, 4_000);
        (eligible, ) = _draw(1, 200, 25);
        _assertNear(eligible, 4_000);
        (eligible, ) = _draw(1, 50, 10);
        _assertNear(eligible, 400);
    }

    /// @dev Ten parts have as many eligible tickets between them as the whole would, and rather later the first one.
    function test_SplittingStakeGainsNothing() public pure {
        (uint256 whole, uint256 wholeAny) = _draw(1, 200, 50);
        (uint256 split, uint256 splitAny) = _draw(10, 200, 50);
        vm.assertEq(whole, wholeAny);
        _assertNear(split, whole);
        vm.assertLt(splitAny, wholeAny);
        // 1 - (1 - 0.08)^10
        _assertNear(splitAny, 5_656);
    }

    /// @dev Against a rival of the same stake: the first to be eligible wins.
    function test_SplittingStakeWinsNoRace() public pure {
        uint256 won;
        for (uint256 draw = 1; draw <= DRAWS; ++draw) {
            uint256 rival = _opensAt(bytes32(draw), address(1), 10, 100);
            // Any of the parts, a second before the rival.
            for (uint160 i = 2; i < 12; ++i) {
                if (_eligible(bytes32(draw), address(i), 1, 100, rival - 1, WINDOW)) {
                    ++won;
                    break;
                }
            }
        }
        vm.assertLt((won * 10_000) / DRAWS, 5_000);
    }

    /// @dev The second in which a ticket opens, by bisection.
    function _opensAt(bytes32 seed, address provider, uint256 weight, uint256 total) private pure returns (uint256) {
        (uint256 low, uint256 high) = (0, WINDOW);
        while (low + 1 < high) {
            uint256 middle = (low + high) / 2;
            if (_eligible(seed, provider, weight, total, middle, WINDOW)) high = middle;
            else low = middle;
        }
        return high;
    }

    function _assertNear(uint256 given, uint256 expected) private pure {
        vm.assertGe(given + 300, expected);
        vm.assertLe(given, expected + 300);
    }
}
