// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IVault} from "../../contracts/interfaces/IVault.sol";
import {Currency, CurrencyLibrary, NATIVE} from "../../contracts/types/Currency.sol";
import {FeeToken} from "../mocks/FeeToken.sol";
import {ReentrantToken} from "../mocks/ReentrantToken.sol";
import {SilentToken} from "../mocks/SilentToken.sol";
import {Wallet} from "../mocks/Wallet.sol";
import {CoreTest} from "../support/CoreTest.sol";

contract WithdrawTest is CoreTest {
    function test_RevertWhen_AmountIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_ZeroAmount.selector));
        vault.withdraw(NATIVE, 0, alice);
    }

    function test_RevertWhen_RecipientIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_ZeroRecipient.selector));
        vault.withdraw(NATIVE, 1, address(0));
    }

    function testFuzz_RevertWhen_ClaimIsTooSmall(uint128 claim, uint128 amount) public {
        vm.assume(claim != 0 && amount > claim);
        credit(NATIVE, alice, claim);
        vm.expectRevert(abi.encodeWithSelector(ERC6909.ERC6909InsufficientBalance.selector, alice, claim, amount, 0));
        vm.prank(alice);
        vault.withdraw(NATIVE, amount, alice);
    }

    function testFuzz_WithdrawNative(uint128 claim, uint128 amount) public {
        vm.assume(claim != 0);
        uint256 value = bound(amount, 1, claim);
        credit(NATIVE, alice, claim);
        vm.expectEmit(address(vault));
        emit IERC6909.Transfer(alice, alice, address(0), 0, value);
        vm.expectEmit(address(vault));
        emit IVault.Withdrawn(alice, bob, 0, value);
        vm.prank(alice);
        vault.withdraw(NATIVE, value, bob);

        assertCredits(alice, NATIVE, claim - value);
        vm.assertEq(bob.balance, value);
        vm.assertEq(address(vault).balance, claim - value);
    }

    function test_RevertWhen_RecipientRefuses() public {
        Wallet wallet = new Wallet(alice);
        credit(NATIVE, alice, 10);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_TransferFailed.selector, address(wallet), 10));
        vm.prank(alice);
        vault.withdraw(NATIVE, 10, address(wallet));

        // Nothing is lost: the same claim leaves to another address.
        vm.prank(alice);
        vault.withdraw(NATIVE, 10, bob);
        vm.assertEq(bob.balance, 10);
    }

    function testFuzz_WithdrawToken(uint128 claim, uint128 amount) public {
        uint256 held = bound(claim, 1, black.totalSupply());
        uint256 value = bound(amount, 1, held);
        credit(blackCurrency(), alice, held);
        vm.expectEmit(address(vault));
        emit IVault.Withdrawn(alice, bob, blackCurrency().id(), value);
        vm.prank(alice);
        vault.withdraw(blackCurrency(), value, bob);

        assertCredits(alice, blackCurrency(), held - value);
        vm.assertEq(black.balanceOf(bob), value);
        vm.assertEq(black.balanceOf(address(vault)), held - value);
    }

    function test_WithdrawSilentToken() public {
        SilentToken token = new SilentToken();
        Currency currency = CurrencyLibrary.fromToken(address(token));
        token.mint(address(this), 10);
        token.approve(address(vault), 10);
        vault.deposit(currency, 10, address(this));
        vault.withdraw(currency, 4, bob);
        vm.assertEq(token.balanceOf(bob), 4);
    }

    function test_WithdrawFeeTokenLeavesOthersWhole() public {
        FeeToken token = new FeeToken(1_000, false);
        Currency currency = CurrencyLibrary.fromToken(address(token));
        token.mint(address(this), 200);
        token.approve(address(vault), 200);
        vault.deposit(currency, 100, alice);
        vault.deposit(currency, 100, bob);
        vm.prank(alice);
        vault.withdraw(currency, 90, alice);

        vm.assertEq(token.balanceOf(alice), 81);
        vm.assertEq(token.balanceOf(address(vault)), vault.balanceOf(bob, currency.id()));
    }

    function test_RevertWhen_TokenTakesMoreThanTheAmount() public {
        FeeToken token = new FeeToken(1_000, true);
        Currency currency = CurrencyLibrary.fromToken(address(token));
        token.mint(address(this), 220);
        token.approve(address(vault), 200);
        vault.deposit(currency, 100, alice);
        vault.deposit(currency, 100, bob);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_TokenOverdrawn.selector, address(token), 100, 110));
        vm.prank(alice);
        vault.withdraw(currency, 100, alice);
    }

    function test_ReentrantWithdrawalIsRefused() public {
        ReentrantToken token = new ReentrantToken();
        Currency currency = CurrencyLibrary.fromToken(address(token));
        token.mint(address(this), 30);
        token.approve(address(vault), 30);
        vault.deposit(currency, 10, alice);
        vault.deposit(currency, 20, address(token));
        token.arm(address(vault), abi.encodeCall(vault.withdraw, (currency, 20, bob)));
        vm.prank(alice);
        vault.withdraw(currency, 10, alice);

        vm.assertTrue(token.called());
        vm.assertFalse(token.succeeded());
        vm.assertEq(
            token.answer(),
            abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)
        );
        vm.assertEq(token.balanceOf(alice), 10);
        vm.assertEq(token.balanceOf(bob), 0);
    }
}
