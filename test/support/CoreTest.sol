// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {BlackToken} from "../../contracts/BlackToken.sol";
import {ModelMarket} from "../../contracts/ModelMarket.sol";
import {ModelRegistry} from "../../contracts/ModelRegistry.sol";
import {Treasury} from "../../contracts/Treasury.sol";
import {Vault} from "../../contracts/Vault.sol";
import {Currency, CurrencyLibrary} from "../../contracts/types/Currency.sol";
import {Test} from "./Test.sol";

/// @notice Money and models, deployed and wired, with the actors that the tests share. The test contract is the admin and holds
/// the supply of $BLACK.
abstract contract CoreTest is Test {
    bytes32 internal constant DIGEST = keccak256("a model's manifest");
    uint256 internal constant TOKEN = uint256(DIGEST);
    uint16 internal constant ROYALTY_BPS = 500;

    AccessManager internal manager;
    BlackToken internal black;
    Vault internal vault;
    Treasury internal treasury;
    ModelRegistry internal registry;
    ModelMarket internal market;

    address internal alice;
    uint256 internal aliceKey;
    address internal bob;
    uint256 internal bobKey;
    address internal carol;

    function setUp() public virtual {
        (alice, aliceKey) = makeAccount("alice");
        (bob, bobKey) = makeAccount("bob");
        carol = makeAddr("carol");
        manager = new AccessManager(address(this));
        black = new BlackToken(address(this));
        vault = new Vault();
        treasury = new Treasury(address(manager), vault, address(black));
        registry = new ModelRegistry();
        market = new ModelMarket(vault, registry, treasury);
    }

    function blackCurrency() internal view returns (Currency) {
        return CurrencyLibrary.fromToken(address(black));
    }

    /// @notice Gives `to` credits: fresh native coin, or $BLACK out of the supply.
    function credit(Currency currency, address to, uint256 amount) internal {
        if (currency.isNative()) {
            vm.deal(address(this), amount);
            vault.deposit{value: amount}(currency, amount, to);
        } else {
            black.approve(address(vault), amount);
            vault.deposit(currency, amount, to);
        }
    }

    function assertCredits(address owner, Currency currency, uint256 amount) internal view {
        vm.assertEq(vault.balanceOf(owner, currency.id()), amount, "credits");
    }
}
