// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Currency} from "../../contracts/types/Currency.sol";
import {CoreTest} from "../support/CoreTest.sol";
import {VaultHandler} from "./VaultHandler.sol";

/// @notice Invariants 1 to 3 of the README.
contract VaultInvariantTest is CoreTest {
    VaultHandler private handler;

    function setUp() public override {
        super.setUp();
        handler = new VaultHandler(vault, black);
        black.transfer(address(handler), black.totalSupply());
        targetContract(address(handler));
    }

    function invariant_Solvency() public view {
        for (uint256 i = 0; i < 4; ++i) {
            Currency currency = handler.currencies(i);
            uint256 id = currency.id();
            uint256 held =
                currency.isNative() ? address(vault).balance : IERC20(currency.token()).balanceOf(address(vault));
            vm.assertEq(held, handler.credited(id) + handler.donated(id) - handler.withdrawn(id), "1: holdings");
            vm.assertGe(held, _claims(id), "1: solvency");
        }
    }

    function invariant_Conservation() public view {
        for (uint256 i = 0; i < 4; ++i) {
            uint256 id = handler.currencies(i).id();
            vm.assertEq(_claims(id), handler.credited(id) - handler.withdrawn(id), "2: conservation");
        }
    }

    function invariant_HostileGainNothing() public view {
        vm.assertEq(handler.reentered(), 0, "3: a token got in while its transfer was measured");
    }

    function _claims(uint256 id) private view returns (uint256 sum) {
        uint256 count = handler.ownerCount();
        for (uint256 i = 0; i < count; ++i) sum += vault.balanceOf(handler.owners(i), id);
    }
}
