// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IProviderRegistry} from "../../contracts/interfaces/IProviderRegistry.sol";
import {Currency, CurrencyLibrary, NATIVE} from "../../contracts/types/Currency.sol";
import {PlainToken} from "../mocks/PlainToken.sol";
import {ProviderTest} from "./ProviderTest.sol";

/// @notice What stake earns, and who gets it.
contract EarningsTest is ProviderTest {
    /// @dev Rounding loses at most a unit for each time a holder's earnings are added up.
    function assertAbout(uint256 given, uint256 expected, uint256 units) internal pure {
        vm.assertLe(given, expected);
        vm.assertGe(given + units, expected);
    }

    function testFuzz_HoldersShareAfterTheCommission(
        uint128 delegated,
        uint128 amount,
        uint16 bps,
        bool native
    ) public {
        delegated = uint128(bound(delegated, 1, 9 * STAKE));
        amount = uint128(bound(amount, 1, CREDITS));
        bps = uint16(bound(bps, INVITING, 5_000));
        Currency currency = native ? NATIVE : blackCurrency();
        vm.prank(provider);
        providers.setCommission(bps);
        delegate(alice, delegated);
        lock(escrow, 1);
        unlock(escrow, 1);
        credit(currency, address(providers), amount);
        uint256 commission = (uint256(amount) * bps) / 10_000;
        vm.expectEmit(address(providers));
        emit IProviderRegistry.EarningsShared(provider, currency.id(), amount, commission);
        vm.prank(escrow);
        providers.share(provider, currency, amount);

        uint256 rest = amount - commission;
        uint256 sum = uint256(STAKE) + delegated;
        uint256 hers = collectable(alice, currency);
        assertAbout(hers, (rest * delegated) / sum, 1);
        assertAbout(collectable(provider, currency), commission + (rest * STAKE) / sum, 1);

        uint256 before = vault.balanceOf(alice, currency.id());
        if (hers != 0) {
            vm.expectEmit(address(providers));
            emit IProviderRegistry.EarningsCollected(provider, alice, currency.id(), hers);
        }
        vm.prank(stranger);
        vm.assertEq(providers.collect(provider, alice, currency), hers);
        assertCredits(alice, currency, before + hers);
        vm.assertEq(providers.collect(provider, alice, currency), 0, "once");
    }

    function test_UnlockTellsWhetherEarningsAreShared() public {
        vm.startPrank(escrow);
        providers.lock(provider, operator, 2, noDemand());
        vm.assertFalse(providers.unlock(provider, 1, address(0), NATIVE), "nobody delegates");
        vm.stopPrank();
        delegate(alice, 1);
        vm.startPrank(escrow);
        vm.assertFalse(providers.unlock(provider, 1, address(0), NATIVE), "claimed before anybody did");
        providers.lock(provider, operator, 3, noDemand());
        vm.assertTrue(providers.unlock(provider, 1, address(0), NATIVE));
        vm.assertTrue(providers.unlock(provider, 1, address(0), blackCurrency()));
        vm.assertFalse(providers.unlock(provider, 1, address(0), Currency.wrap(77)), "not a shared currency");
        vm.stopPrank();
        unbond(alice, ALL);
        vm.startPrank(escrow);
        providers.lock(provider, operator, 1, noDemand());
        vm.assertFalse(providers.unlock(provider, 1, address(0), NATIVE), "nobody delegates any more");
    }

    /// @dev The job was claimed while others held stake, and paid when they had left: no division by nothing, nothing stays behind.
    function testFuzz_WithoutOthersAllIsTheProviders(uint128 amount, bool alone, bool emptied) public {
        amount = uint128(bound(amount, 1, CREDITS));
        delegate(alice, STAKE);
        uint256 locked = emptied ? 2 * STAKE : 1;
        lock(escrow, locked);
        unbond(alice, ALL);
        if (!alone) unbond(provider, ALL);
        if (emptied) slashLocked(escrow, locked);
        else unlock(escrow, locked);
        credit(NATIVE, address(providers), amount);
        vm.expectEmit(address(providers));
        emit IProviderRegistry.EarningsShared(provider, 0, amount, amount);
        vm.prank(escrow);
        providers.share(provider, NATIVE, amount);
        vm.assertEq(collectable(alice, NATIVE), 0);
        providers.collect(provider, provider, NATIVE);
        assertCredits(provider, NATIVE, amount);
        assertCredits(address(providers), NATIVE, 0);
    }

    function test_LeavingStakeEarnsNothing() public {
        delegate(alice, STAKE);
        unbond(alice, STAKE / 2);
        earn(NATIVE, 3 ether);
        assertAbout(collectable(alice, NATIVE), 1 ether, 1);
        assertAbout(collectable(provider, NATIVE), 2 ether, 1);
        vm.prank(alice);
        providers.cancelUnbond(provider);
        earn(NATIVE, 4 ether);
        assertAbout(collectable(alice, NATIVE), 3 ether, 2);
        assertAbout(collectable(provider, NATIVE), 4 ether, 2);
    }

    /// @dev Each change of shares in between: what was earned before counts with the shares of before.
    function test_EarningsFollowTheSharesOfTheirTime() public {
        delegate(alice, STAKE);
        earn(NATIVE, 2 ether);
        delegate(bob, 2 * STAKE);
        vm.assertEq(collectable(bob, NATIVE), 0, "what was before him is not his");
        earn(NATIVE, 4 ether);
        delegate(alice, 2 * STAKE);
        earn(NATIVE, 6 ether);
        unbond(alice, 3 * STAKE);
        earn(NATIVE, 3 ether);
        assertAbout(collectable(alice, NATIVE), 1 ether + 1 ether + 3 ether, 3);
        assertAbout(collectable(bob, NATIVE), 2 ether + 2 ether + 2 ether, 3);
        assertAbout(collectable(provider, NATIVE), 1 ether + 1 ether + 1 ether + 1 ether, 4);
        providers.collect(provider, alice, NATIVE);
        providers.collect(provider, bob, NATIVE);
        providers.collect(provider, provider, NATIVE);
        vm.assertLe(vault.balanceOf(address(providers), 0), 10, "only what rounding left");
    }

    function test_CommissionChangesLaterEarningsOnly() public {
        delegate(alice, STAKE);
        earn(NATIVE, 2 ether);
        vm.prank(provider);
        providers.setCommission(5_000);
        assertAbout(collectable(alice, NATIVE), 1 ether, 1);
        earn(NATIVE, 2 ether);
        assertAbout(collectable(alice, NATIVE), 1.5 ether, 2);
        assertAbout(collectable(provider, NATIVE), 2.5 ether, 2);
    }

    function test_ASlashTakesNoEarnings() public {
        delegate(alice, STAKE);
        earn(NATIVE, 2 ether);
        slash(STAKE);
        assertAbout(collectable(alice, NATIVE), 1 ether, 1);
        earn(NATIVE, 2 ether);
        assertAbout(collectable(alice, NATIVE), 2 ether, 2);
    }

    /// @dev Shares of a pool that was slashed to nothing earn no more, and what they had earned is not lost, also not to who comes back.
    function test_EarningsOutliveThePoolThatEarnedThem() public {
        delegate(alice, STAKE);
        delegate(bob, STAKE);
        earn(NATIVE, 3 ether);
        slash(3 * STAKE);
        stake(provider, STAKE);
        delegate(alice, STAKE);
        earn(NATIVE, 2 ether);
        assertAbout(collectable(alice, NATIVE), 2 ether, 2);
        assertAbout(collectable(bob, NATIVE), 1 ether, 1);
        assertAbout(collectable(provider, NATIVE), 2 ether, 2);
        slash(2 * STAKE);
        stake(provider, STAKE);
        delegate(bob, STAKE);
        assertAbout(providers.collect(provider, bob, NATIVE), 1 ether, 1);
        assertAbout(collectable(alice, NATIVE), 2 ether, 2);
        earn(NATIVE, 2 ether);
        assertAbout(collectable(alice, NATIVE), 2 ether, 2);
        assertAbout(collectable(bob, NATIVE), 1 ether, 1);
        assertAbout(collectable(provider, NATIVE), 3 ether, 3);
    }

    /// @dev A currency of huge numbers, and next to no shares to divide them by: its sums wrap around, and payments go on.
    function test_NoSumStopsLaterPayments() public {
        PlainToken token = new PlainToken();
        Currency currency = CurrencyLibrary.fromToken(address(token));
        providers.addSharedCurrency(currency);
        slash(STAKE);
        stake(provider, 1);
        delegate(alice, 1);
        setCommission(0);
        lock(escrow, 1);
        unlock(escrow, 1);
        for (uint256 i; i < 5; ++i) {
            token.mint(address(this), type(uint128).max);
            token.approve(address(vault), type(uint128).max);
            vault.deposit(currency, type(uint128).max, address(providers));
            vm.prank(escrow);
            providers.share(provider, currency, type(uint128).max);
            vm.assertEq(providers.collect(provider, alice, currency), type(uint128).max / 2);
        }
        vm.assertLe(providers.collect(provider, provider, currency), 5 * (uint256(type(uint128).max) / 2));
    }

    function test_ALaterSharedCurrencyIsSharedFromThenOn() public {
        PlainToken token = new PlainToken();
        Currency currency = CurrencyLibrary.fromToken(address(token));
        delegate(alice, STAKE);
        earn(NATIVE, 2 ether);
        vm.assertEq(providers.collect(provider, alice, currency), 0);
        vm.expectEmit(address(providers));
        emit IProviderRegistry.SharedCurrencyAdded(currency.id());
        providers.addSharedCurrency(currency);
        token.mint(address(this), 2 ether);
        token.approve(address(vault), 2 ether);
        vault.deposit(currency, 2 ether, address(providers));
        setCommission(0);
        vm.prank(escrow);
        providers.share(provider, currency, 2 ether);
        assertAbout(collectable(alice, currency), 1 ether, 1);
        providers.collect(provider, alice, currency);
        assertAbout(vault.balanceOf(alice, currency.id()), 1 ether, 1);
    }

    /* REFUSED */

    function testFuzz_RevertWhen_EarningsHaveNotArrived(uint128 paid, uint128 missing, bool native) public {
        paid = uint128(bound(paid, 1, CREDITS));
        missing = uint128(bound(missing, 1, type(uint128).max));
        Currency currency = native ? NATIVE : blackCurrency();
        delegate(alice, STAKE);
        earn(currency, 1 ether);
        credit(currency, address(providers), paid);
        uint256 owed = 1 ether + (native ? 0 : 2 * STAKE);
        uint256 amount = uint256(paid) + missing;
        vm.expectRevert(
            abi.encodeWithSelector(
                IProviderRegistry.ProviderRegistry_NotPaid.selector,
                currency,
                owed + paid,
                owed + amount
            )
        );
        vm.prank(escrow);
        providers.share(provider, currency, amount);
    }

    function test_RevertWhen_TheCurrencyIsNotShared() public {
        lock(escrow, 1);
        vm.expectRevert(
            abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_CurrencyNotShared.selector, uint256(77))
        );
        vm.prank(escrow);
        providers.share(provider, Currency.wrap(77), 1);
    }

    function testFuzz_RevertWhen_AStrangerShares(address caller) public {
        vm.assume(caller != escrow);
        lock(escrow, 1);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_NotModule.selector, caller));
        vm.prank(caller);
        providers.share(provider, NATIVE, 0);
    }

    function test_RevertWhen_CurrenciesAreKnownOrTooMany() public {
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_CurrencyKnown.selector, NATIVE));
        providers.addSharedCurrency(NATIVE);
        providers.addSharedCurrency(Currency.wrap(1));
        providers.addSharedCurrency(Currency.wrap(2));
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_TooManyCurrencies.selector, 4));
        providers.addSharedCurrency(Currency.wrap(3));
    }

    function testFuzz_RevertWhen_AnotherAddsACurrency(address caller) public {
        vm.assume(caller != address(this));
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller));
        vm.prank(caller);
        providers.addSharedCurrency(Currency.wrap(1));
    }
}
