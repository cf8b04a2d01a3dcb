// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IProviderRegistry} from "../../contracts/interfaces/IProviderRegistry.sol";
import {ProviderRegistry} from "../../contracts/ProviderRegistry.sol";
import {ProviderTest} from "./ProviderTest.sol";

/// @notice What a provider's stake weighs in tickets: none that was moved onto it after a seed was known.
contract WeightsTest is ProviderTest {
    uint256[] private _leastIn;

    function setUp() public override {
        super.setUp();
        vm.warp(_beginning(block.timestamp / EPOCH + 1));
    }

    function _beginning(uint256 epoch) private pure returns (uint256) {
        return epoch * EPOCH;
    }

    function _weight() private view returns (uint256 weight) {
        (weight, ) = providers.ticketWeight(provider);
    }

    function test_RevertWhen_AnEpochIsNothing() public {
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_ZeroEpoch.selector));
        new ProviderRegistry(address(manager), vault, black, UNBONDING, 0);
    }

    function test_NewStakeWeighsAfterOneToTwoEpochs() public {
        vm.warp(block.timestamp + 7);
        stake(provider, 1 ether);
        delegate(alice, 2 ether);
        stake(bob, 5 ether);
        (uint256 weight, uint256 total) = providers.ticketWeight(bob);
        vm.assertEq(weight, 0, "a new provider");
        vm.assertEq(total, STAKE + 8 ether, "it counts in the total at once");
        vm.assertEq(_weight(), STAKE);
        vm.warp(_beginning(block.timestamp / EPOCH + 1));
        vm.assertEq(_weight(), STAKE, "was not there when the epoch before began");
        (weight, ) = providers.ticketWeight(bob);
        vm.assertEq(weight, 0);
        vm.warp(block.timestamp + EPOCH - 1);
        vm.assertEq(_weight(), STAKE);
        vm.warp(block.timestamp + 1);
        vm.assertEq(_weight(), STAKE + 3 ether);
        (weight, ) = providers.ticketWeight(bob);
        vm.assertEq(weight, 5 ether);
        vm.assertEq(providers.freeStake(bob), 5 ether);
    }

    /// @dev Whatever is staked, delegated or taken back from unbonding once the seed is known, within an epoch it adds nothing.
    function testFuzz_StakeThatIsMovedAfterTheSeedIsKnownWeighsNothing(
        uint256 seedAt,
        uint256[4] memory waits,
        uint8 kinds,
        uint128 leaving,
        bool early
    ) public {
        leaving = uint128(bound(leaving, 1, STAKE / 2));
        if (early) stake(provider, 1 ether);
        vm.warp(block.timestamp + bound(seedAt, 0, EPOCH - 1));
        delegate(alice, 3 ether);
        unbond(provider, leaving);
        uint256 known = _weight();
        uint256 end = block.timestamp + EPOCH;
        for (uint256 i = 0; i < waits.length; ++i) {
            vm.warp(block.timestamp + bound(waits[i], 0, end - block.timestamp));
            if ((kinds >> (2 * i)) & 3 == 0) stake(provider, 10 ether);
            else if ((kinds >> (2 * i)) & 3 == 1) delegate(alice, 10 ether);
            else if ((kinds >> (2 * i)) & 3 == 2) delegate(bob, 1);
            else if (leavingOf(provider) != 0) _cancelUnbond();
            vm.assertLe(_weight(), known);
        }
    }

    function _cancelUnbond() private {
        vm.prank(provider);
        providers.cancelUnbond(provider);
    }

    /// @dev Stake that comes back in a later epoch is moved stake.
    function test_StakeThatComesBackFromUnbondingIsMovedStake() public {
        unbond(provider, STAKE / 2);
        vm.warp(block.timestamp + EPOCH);
        vm.assertEq(_weight(), STAKE / 2);
        _cancelUnbond();
        vm.assertEq(providers.freeStake(provider), STAKE);
        vm.assertEq(_weight(), STAKE / 2);
        vm.warp(block.timestamp + EPOCH);
        vm.assertEq(_weight(), STAKE / 2);
        vm.warp(block.timestamp + EPOCH);
        vm.assertEq(_weight(), STAKE);
    }

    function test_WhatIsLockedIsTakenOffWhatWeighs() public {
        lock(escrow, STAKE);
        stake(provider, STAKE);
        vm.assertEq(providers.freeStake(provider), STAKE, "moved stake is free to work");
        vm.assertEq(_weight(), 0, "but frees no weight");
        unlock(escrow, STAKE / 4);
        vm.assertEq(_weight(), STAKE / 4);
    }

    function test_WhatLeavesWeighsNoMoreAtOnce() public {
        stake(provider, 1 ether);
        unbond(provider, STAKE);
        vm.assertEq(_weight(), 1 ether);
    }

    /// @dev A trickle of other people's stake holds nothing back.
    function test_DustEachEpochDelaysNothingButItself() public {
        stake(provider, 1 ether);
        for (uint256 i = 0; i < 5; ++i) {
            vm.warp(block.timestamp + EPOCH);
            delegate(alice, 1);
            vm.assertEq(_weight(), i == 0 ? STAKE : STAKE + 1 ether + i - 1);
        }
    }

    /// @dev Against a ghost that keeps the least that was active in every epoch.
    function testFuzz_WeighsTheLeastSinceTheEpochBeforeBegan(uint256[16] memory steps) public {
        uint256 first = block.timestamp / EPOCH;
        _leastIn.push(STAKE);
        for (uint256 i = 0; i < steps.length; ++i) {
            uint256 step = steps[i];
            vm.warp(block.timestamp + (step % 97) * (EPOCH / 40));
            _noteActive(block.timestamp / EPOCH - first);
            uint256 amount = bound(step >> 8, 1, 50 ether);
            if (step % 5 < 2) stake(provider, amount);
            else if (step % 5 == 2) unbond(provider, amount);
            else if (step % 5 == 3) slash(amount);
            _noteActive(block.timestamp / EPOCH - first);

            uint256 least = _leastIn[_leastIn.length - 1];
            if (_leastIn.length > 1 && _leastIn[_leastIn.length - 2] < least) least = _leastIn[_leastIn.length - 2];
            vm.assertEq(_weight(), least);
        }
    }

    function _noteActive(uint256 epoch) private {
        uint256 active = providers.providerOf(provider).active;
        while (_leastIn.length <= epoch) _leastIn.push(active);
        if (active < _leastIn[epoch]) _leastIn[epoch] = active;
    }
}
