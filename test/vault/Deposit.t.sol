// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IVault, Payment} from "../../contracts/interfaces/IVault.sol";
import {Currency, CurrencyLibrary, NATIVE} from "../../contracts/types/Currency.sol";
import {FeeToken} from "../mocks/FeeToken.sol";
import {LyingToken} from "../mocks/LyingToken.sol";
import {PlainToken} from "../mocks/PlainToken.sol";
import {ReentrantToken} from "../mocks/ReentrantToken.sol";
import {SilentToken} from "../mocks/SilentToken.sol";
import {CoreTest} from "../support/CoreTest.sol";

contract DepositTest is CoreTest {
    bytes32 private constant PERMIT_TYPEHASH = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );

    /* DEPOSIT */

    function test_RevertWhen_AmountIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_ZeroAmount.selector));
        vault.deposit(NATIVE, 0, alice);
    }

    function test_RevertWhen_RecipientIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_ZeroRecipient.selector));
        vault.deposit{value: 1}(NATIVE, 1, address(0));
    }

    function testFuzz_RevertWhen_ValueDiffers(uint128 amount, uint128 value) public {
        vm.assume(amount != 0 && amount != value);
        vm.deal(address(this), value);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_WrongValue.selector, amount, value));
        vault.deposit{value: value}(NATIVE, amount, alice);
    }

    function testFuzz_DepositNative(uint128 amount) public {
        vm.assume(amount != 0);
        vm.deal(alice, amount);
        vm.expectEmit(address(vault));
        emit IERC6909.Transfer(alice, address(0), bob, 0, amount);
        vm.expectEmit(address(vault));
        emit IVault.Deposited(alice, bob, 0, amount);
        vm.prank(alice);
        uint256 credited = vault.deposit{value: amount}(NATIVE, amount, bob);

        vm.assertEq(credited, amount);
        assertCredits(bob, NATIVE, amount);
        vm.assertEq(address(vault).balance, amount);
    }

    function test_RevertWhen_CoinSentWithToken() public {
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_WrongValue.selector, 0, 7));
        vault.deposit{value: 7}(blackCurrency(), 10, alice);
    }

    function testFuzz_RevertWhen_IdIsNoAddress(uint256 id) public {
        id = bound(id, uint256(type(uint160).max) + 1, type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(CurrencyLibrary.Currency_NotAnAddress.selector, id));
        vault.deposit(Currency.wrap(id), 10, alice);
    }

    function test_RevertWhen_NoContractThere() public {
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_NoToken.selector, bob));
        vault.deposit(CurrencyLibrary.fromToken(bob), 10, alice);
    }

    function testFuzz_DepositToken(uint128 amount) public {
        uint256 value = bound(amount, 1, black.totalSupply());
        black.approve(address(vault), value);
        vm.expectEmit(address(vault));
        emit IVault.Deposited(address(this), alice, blackCurrency().id(), value);
        vm.assertEq(vault.deposit(blackCurrency(), value, alice), value);

        assertCredits(alice, blackCurrency(), value);
        vm.assertEq(black.balanceOf(address(vault)), value);
    }

    function test_DepositSilentToken() public {
        SilentToken token = new SilentToken();
        token.mint(address(this), 10);
        token.approve(address(vault), 10);
        vm.assertEq(vault.deposit(CurrencyLibrary.fromToken(address(token)), 10, alice), 10);
        assertCredits(alice, CurrencyLibrary.fromToken(address(token)), 10);
    }

    function testFuzz_FeeTokenCreditsWhatArrived(uint128 amount, uint16 feeBps) public {
        FeeToken token = new FeeToken(bound(feeBps, 0, 9_999), false);
        vm.assume(amount != 0);
        token.mint(address(this), amount);
        token.approve(address(vault), amount);
        uint256 credited = vault.deposit(CurrencyLibrary.fromToken(address(token)), amount, alice);

        vm.assertEq(credited, amount - (uint256(amount) * token.FEE_BPS()) / 10_000);
        vm.assertEq(token.balanceOf(address(vault)), credited);
    }

    function test_RevertWhen_NothingArrives() public {
        FeeToken token = new FeeToken(10_000, false);
        token.mint(address(this), 10);
        token.approve(address(vault), 10);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_ZeroAmount.selector));
        vault.deposit(CurrencyLibrary.fromToken(address(token)), 10, alice);
    }

    /// @dev Else two of them would make any later payment of the currency overflow.
    function testFuzz_RevertWhen_MoreThan128BitsArrive(uint256 amount) public {
        amount = bound(amount, uint256(type(uint128).max) + 1, type(uint256).max);
        LyingToken token = new LyingToken();
        token.pretend(amount);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_AmountTooLarge.selector, amount));
        vault.deposit(CurrencyLibrary.fromToken(address(token)), 1, alice);
    }

    function test_DepositOf128Bits() public {
        LyingToken token = new LyingToken();
        Currency currency = CurrencyLibrary.fromToken(address(token));
        token.pretend(type(uint128).max);
        vm.assertEq(vault.deposit(currency, 1, alice), type(uint128).max);
        assertCredits(alice, currency, type(uint128).max);
    }

    function test_ReentrantDepositIsRefused() public {
        ReentrantToken token = new ReentrantToken();
        Currency currency = CurrencyLibrary.fromToken(address(token));
        token.mint(address(this), 10);
        token.mint(address(token), 10);
        token.approve(address(vault), 10);
        token.approveAs(address(vault), 10);
        token.arm(address(vault), abi.encodeCall(vault.deposit, (currency, 10, bob)));
        vault.deposit(currency, 10, alice);

        vm.assertTrue(token.called());
        vm.assertFalse(token.succeeded());
        vm.assertEq(
            token.answer(),
            abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)
        );
        assertCredits(alice, currency, 10);
        assertCredits(bob, currency, 0);
    }

    /* DEPOSIT WITH PERMIT */

    function test_RevertWhen_PermitForNative() public {
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_NoToken.selector, address(0)));
        vault.depositWithPermit(NATIVE, 1, alice, block.timestamp, 27, 0, 0);
    }

    function testFuzz_DepositWithPermit(uint128 amount) public {
        uint256 value = bound(amount, 1, black.totalSupply());
        black.transfer(alice, value);
        (uint8 v, bytes32 r, bytes32 s) = _permit(value);
        vm.prank(alice);
        vault.depositWithPermit(blackCurrency(), value, bob, block.timestamp, v, r, s);
        assertCredits(bob, blackCurrency(), value);
    }

    function test_DepositWithPermitThatWasUsed() public {
        black.transfer(alice, 10);
        (uint8 v, bytes32 r, bytes32 s) = _permit(10);
        black.permit(alice, address(vault), 10, block.timestamp, v, r, s);
        vm.prank(alice);
        vault.depositWithPermit(blackCurrency(), 10, alice, block.timestamp, v, r, s);
        assertCredits(alice, blackCurrency(), 10);
    }

    function test_RevertWhen_PermitIsBad() public {
        black.transfer(alice, 10);
        (uint8 v, bytes32 r, bytes32 s) = _permit(9);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(vault), 0, 10)
        );
        vm.prank(alice);
        vault.depositWithPermit(blackCurrency(), 10, alice, block.timestamp, v, r, s);
    }

    function test_TokenWithoutPermitNeedsAnAllowance() public {
        PlainToken token = new PlainToken();
        token.mint(alice, 10);
        vm.startPrank(alice);
        token.approve(address(vault), 10);
        vault.depositWithPermit(CurrencyLibrary.fromToken(address(token)), 10, alice, block.timestamp, 27, 0, 0);
        vm.stopPrank();
        assertCredits(alice, CurrencyLibrary.fromToken(address(token)), 10);
    }

    /* DEPOSIT SPLIT */

    function testFuzz_DepositSplit(uint96 a, uint96 b) public {
        uint256 sum = uint256(a) + b;
        vm.deal(address(this), sum);
        vault.depositSplit{value: sum}(_two(alice, a, bob, b));
        assertCredits(alice, NATIVE, a);
        assertCredits(bob, NATIVE, b);
        vm.assertEq(address(vault).balance, sum);
    }

    function test_DepositSplitSkipsZero() public {
        vm.expectEmit(address(vault));
        emit IVault.Deposited(address(this), bob, 0, 3);
        vault.depositSplit{value: 3}(_two(address(0), 0, bob, 3));
        assertCredits(bob, NATIVE, 3);
    }

    function testFuzz_RevertWhen_SplitDiffersFromValue(uint96 a, uint96 b, uint96 value) public {
        uint256 sum = uint256(a) + b;
        vm.assume(sum != value);
        vm.deal(address(this), value);
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_WrongValue.selector, sum, value));
        vault.depositSplit{value: value}(_two(alice, a, bob, b));
    }

    function test_RevertWhen_SplitPayeeIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(ERC6909.ERC6909InvalidReceiver.selector, address(0)));
        vault.depositSplit{value: 3}(_two(alice, 1, address(0), 2));
    }

    /* HELPERS */

    function _two(address a, uint256 x, address b, uint256 y) private pure returns (Payment[] memory payments) {
        payments = new Payment[](2);
        payments[0] = Payment({to: a, amount: x});
        payments[1] = Payment({to: b, amount: y});
    }

    /// @dev Alice's permit for the vault, valid now.
    function _permit(uint256 value) private view returns (uint8, bytes32, bytes32) {
        bytes32 structHash = keccak256(
            abi.encode(PERMIT_TYPEHASH, alice, address(vault), value, black.nonces(alice), block.timestamp)
        );
        return vm.sign(aliceKey, keccak256(abi.encodePacked(hex"1901", black.DOMAIN_SEPARATOR(), structHash)));
    }
}
