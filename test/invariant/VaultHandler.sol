// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BlackToken} from "../../contracts/BlackToken.sol";
import {Vault} from "../../contracts/Vault.sol";
import {Payment} from "../../contracts/interfaces/IVault.sol";
import {Currency, CurrencyLibrary, NATIVE} from "../../contracts/types/Currency.sol";
import {FeeToken} from "../mocks/FeeToken.sol";
import {ReentrantToken} from "../mocks/ReentrantToken.sol";
import {Wallet} from "../mocks/Wallet.sol";
import {Test} from "../support/Test.sol";

interface IMintable {
    function mint(address to, uint256 amount) external;
    function approve(address spender, uint256 amount) external returns (bool);
    function transfer(address to, uint256 amount) external returns (bool);
    function balanceOf(address owner) external view returns (uint256);
}

/// @notice Moves money through the vault as users, operators and hostile tokens would, and keeps account of it.
contract VaultHandler is Test {
    using CurrencyLibrary for Currency;

    uint256 private constant MAX = 1e24;

    Vault public immutable VAULT;
    BlackToken public immutable BLACK;
    FeeToken public immutable FEE;
    ReentrantToken public immutable REENTRANT;
    Wallet public immutable REFUSER;

    address[] public owners;
    Currency[4] public currencies;

    /// @dev Ghosts, by currency.
    mapping(uint256 id => uint256) public credited;
    mapping(uint256 id => uint256) public withdrawn;
    mapping(uint256 id => uint256) public donated;
    /// @dev A reentrant call that went through would be a hole.
    uint256 public reentered;
    uint256 public refused;

    constructor(Vault vault, BlackToken black) {
        (VAULT, BLACK) = (vault, black);
        FEE = new FeeToken(300, false);
        REENTRANT = new ReentrantToken();
        REFUSER = new Wallet(address(this));
        currencies[0] = NATIVE;
        currencies[1] = CurrencyLibrary.fromToken(address(black));
        currencies[2] = CurrencyLibrary.fromToken(address(FEE));
        currencies[3] = CurrencyLibrary.fromToken(address(REENTRANT));
        for (uint256 i = 1; i < 4; ++i) owners.push(vm.addr(i));
        owners.push(address(REFUSER));
        owners.push(address(REENTRANT));
        owners.push(address(vault));
    }

    function ownerCount() external view returns (uint256) {
        return owners.length;
    }

    /* ACTIONS */

    function deposit(uint256 ownerSeed, uint256 currencySeed, uint256 amount, uint256 toSeed) external {
        address owner = owners[ownerSeed % 3];
        Currency currency = currencies[currencySeed % 4];
        amount = bound(amount, 1, MAX);
        if (!_fund(currency, owner, amount)) return;
        uint256 before = _held(currency);
        if (currency.isNative()) {
            vm.prank(owner);
            VAULT.deposit{value: amount}(currency, amount, _anyone(toSeed));
        } else {
            vm.startPrank(owner);
            IMintable(currency.token()).approve(address(VAULT), amount);
            VAULT.deposit(currency, amount, _anyone(toSeed));
            vm.stopPrank();
        }
        credited[currency.id()] += _held(currency) - before;
    }

    function depositSplit(uint256 ownerSeed, uint256 a, uint256 b, uint256 toSeed) external {
        address owner = owners[ownerSeed % 3];
        Payment[] memory payments = new Payment[](2);
        payments[0] = Payment({to: _anyone(toSeed), amount: bound(a, 0, MAX)});
        payments[1] = Payment({to: _anyone(toSeed >> 8), amount: bound(b, 0, MAX)});
        uint256 sum = payments[0].amount + payments[1].amount;
        vm.deal(owner, sum);
        vm.prank(owner);
        VAULT.depositSplit{value: sum}(payments);
        credited[0] += sum;
    }

    function withdraw(uint256 ownerSeed, uint256 currencySeed, uint256 amount) external {
        address owner = owners[ownerSeed % 3];
        Currency currency = currencies[currencySeed % 4];
        uint256 claim = VAULT.balanceOf(owner, currency.id());
        if (claim == 0) return;
        amount = bound(amount, 1, claim);
        vm.prank(owner);
        VAULT.withdraw(currency, amount, owner);
        withdrawn[currency.id()] += amount;
    }

    /// @notice A wallet that takes no coin tries to withdraw to itself, and keeps its claim.
    function withdrawToRefuser(uint256 amount) external {
        uint256 claim = VAULT.balanceOf(address(REFUSER), 0);
        if (claim == 0) return;
        amount = bound(amount, 1, claim);
        try REFUSER.execute(address(VAULT), 0, abi.encodeCall(VAULT.withdraw, (NATIVE, amount, address(REFUSER)))) {
            withdrawn[0] += amount;
        } catch {
            ++refused;
            vm.assertEq(VAULT.balanceOf(address(REFUSER), 0), claim);
        }
    }

    function transfer(uint256 ownerSeed, uint256 currencySeed, uint256 amount, uint256 toSeed) external {
        address owner = owners[ownerSeed % 3];
        uint256 id = currencies[currencySeed % 4].id();
        amount = bound(amount, 0, VAULT.balanceOf(owner, id));
        vm.prank(owner);
        VAULT.transfer(_anyone(toSeed), id, amount);
    }

    function pay(
        uint256 ownerSeed,
        uint256 operatorSeed,
        uint256 currencySeed,
        uint256 a,
        uint256 b,
        uint256 toSeed
    ) external {
        address owner = owners[ownerSeed % 3];
        address operator = owners[operatorSeed % 3];
        Currency currency = currencies[currencySeed % 4];
        uint256 claim = VAULT.balanceOf(owner, currency.id());
        Payment[] memory payments = new Payment[](2);
        payments[0] = Payment({to: _anyone(toSeed), amount: bound(a, 0, claim)});
        payments[1] = Payment({to: _anyone(toSeed >> 8), amount: bound(b, 0, claim - payments[0].amount)});
        vm.prank(owner);
        VAULT.setOperator(operator, true);
        vm.prank(operator);
        VAULT.pay(owner, currency, payments);
    }

    function donate(uint256 currencySeed, uint256 amount) external {
        Currency currency = currencies[currencySeed % 4];
        amount = bound(amount, 1, MAX);
        if (!_fund(currency, address(this), amount)) return;
        uint256 before = _held(currency);
        // Coin can be forced into any contract.
        if (currency.isNative()) vm.deal(address(VAULT), before + amount);
        else IMintable(currency.token()).transfer(address(VAULT), amount);
        donated[currency.id()] += _held(currency) - before;
    }

    /// @notice The hostile token calls the vault in the middle of a transfer that the vault measures.
    function reenter(bool withdrawing, uint256 amount) external {
        amount = bound(amount, 1, MAX);
        Currency own = currencies[3];
        address owner = owners[0];
        REENTRANT.mint(owner, amount);
        REENTRANT.mint(address(REENTRANT), amount);
        REENTRANT.approveAs(address(VAULT), amount);
        uint256 claim = VAULT.balanceOf(address(REENTRANT), own.id());
        REENTRANT.arm(
            address(VAULT),
            withdrawing && claim != 0
                ? abi.encodeCall(VAULT.withdraw, (own, claim, address(REENTRANT)))
                : abi.encodeCall(VAULT.deposit, (own, amount, address(REENTRANT)))
        );

        vm.startPrank(owner);
        REENTRANT.approve(address(VAULT), amount);
        VAULT.deposit(own, amount, owner);
        vm.stopPrank();
        credited[own.id()] += amount;
        vm.assertTrue(REENTRANT.called());
        if (REENTRANT.succeeded()) ++reentered;
    }

    /* HELPERS */

    function _held(Currency currency) private view returns (uint256) {
        return currency.isNative() ? address(VAULT).balance : IMintable(currency.token()).balanceOf(address(VAULT));
    }

    function _anyone(uint256 seed) private view returns (address) {
        return owners[(seed & 255) % owners.length];
    }

    /// @return False when the fixed supply of $BLACK is spent.
    function _fund(Currency currency, address owner, uint256 amount) private returns (bool) {
        if (currency.isNative()) {
            vm.deal(owner, amount);
        } else if (currency.token() == address(BLACK)) {
            if (BLACK.balanceOf(address(this)) < amount) return false;
            if (owner != address(this)) BLACK.transfer(owner, amount);
        } else {
            IMintable(currency.token()).mint(owner, amount);
        }
        return true;
    }
}
