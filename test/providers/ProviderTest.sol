// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ProviderRegistry} from "../../contracts/ProviderRegistry.sol";
import {IProviderRegistry} from "../../contracts/interfaces/IProviderRegistry.sol";
import {Payment} from "../../contracts/interfaces/IVault.sol";
import {Currency, NATIVE} from "../../contracts/types/Currency.sol";
import {CoreTest} from "../support/CoreTest.sol";

/// @notice A registry with two modules, which are plain accounts here, and a provider with stake. Alice, Bob and Carol delegate.
abstract contract ProviderTest is CoreTest {
    uint64 internal constant UNBONDING = 14 days;
    uint64 internal constant EPOCH = 1 days;
    uint128 internal constant STAKE = 1_000 ether;
    uint256 internal constant CREDITS = 1_000_000 ether;
    uint128 internal constant ALL = type(uint128).max;
    /// @dev The least commission with which others may delegate.
    uint16 internal constant INVITING = 1;

    ProviderRegistry internal providers;
    address internal escrow;
    address internal referees;
    address internal provider;
    address internal operator;
    address internal requester;
    address internal stranger;

    function setUp() public virtual override {
        super.setUp();
        vm.warp(1_800_000_000);
        escrow = makeAddr("escrow");
        referees = makeAddr("referees");
        provider = makeAddr("provider");
        operator = makeAddr("operator");
        requester = makeAddr("requester");
        stranger = makeAddr("stranger");
        providers = new ProviderRegistry(address(manager), vault, black, UNBONDING, EPOCH);
        providers.addModule(escrow);
        providers.addModule(referees);
        fund(provider);
        fund(alice);
        fund(bob);
        fund(carol);
        fund(stranger);
        stake(provider, STAKE);
        setCommission(INVITING);
        letStakeCount();
    }

    /// @notice Until what was staked counts for tickets.
    function letStakeCount() internal {
        vm.warp(block.timestamp + 2 * EPOCH);
    }

    function fund(address account) internal {
        credit(blackCurrency(), account, CREDITS);
        vm.prank(account);
        vault.setOperator(address(providers), true);
    }

    /* STEPS */

    function stake(address account, uint256 amount) internal {
        vm.prank(account);
        providers.stake(uint128(amount), operator);
    }

    function delegate(address holder, uint256 amount) internal {
        vm.prank(holder);
        providers.delegate(provider, uint128(amount));
    }

    function setCommission(uint16 bps) internal {
        vm.prank(provider);
        providers.setCommission(bps);
    }

    function unbond(address holder, uint256 amount) internal {
        vm.prank(holder);
        providers.requestUnbond(provider, uint128(amount));
    }

    function withdraw(address holder) internal returns (uint256) {
        return providers.withdrawUnbonded(provider, holder);
    }

    function noDemand() internal pure returns (IProviderRegistry.Demand memory demand) {
        demand.price = type(uint256).max;
    }

    function lock(address module, uint256 amount) internal {
        vm.prank(module);
        providers.lock(provider, operator, uint128(amount), noDemand());
    }

    function unlock(address module, uint256 amount) internal {
        vm.prank(module);
        providers.unlock(provider, uint128(amount), address(0), NATIVE);
    }

    /// @dev Locks and slashes: nothing else is locked by the module afterwards than before.
    function slash(uint256 amount) internal {
        lock(escrow, amount);
        slashLocked(escrow, amount);
    }

    function slashLocked(address module, uint256 amount) internal {
        vm.prank(module);
        providers.slash(provider, uint128(amount), new Payment[](0));
    }

    /// @notice As a module pays for a job: what is shared arrives first. Without commission, unless a test asked for one.
    function earn(Currency currency, uint256 amount) internal {
        bool inviting = providers.providerOf(provider).commissionBps == INVITING;
        if (inviting) setCommission(0);
        lock(escrow, 1);
        unlock(escrow, 1);
        credit(currency, address(providers), amount);
        vm.prank(escrow);
        providers.share(provider, currency, amount);
        if (inviting) setCommission(INVITING);
    }

    /* WHAT STANDS */

    function activeOf(address holder) internal view returns (uint256) {
        return providers.holdingOf(provider, holder).active;
    }

    function leavingOf(address holder) internal view returns (uint256) {
        return providers.holdingOf(provider, holder).leaving;
    }

    function collectable(address holder, Currency currency) internal view returns (uint256) {
        return providers.collectable(provider, holder, currency);
    }
}
