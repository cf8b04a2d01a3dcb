// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CoreTest} from "../support/CoreTest.sol";
import {MarketHandler} from "./MarketHandler.sol";

/// @notice Invariants 4 to 8 of the README.
contract MarketInvariantTest is CoreTest {
    MarketHandler private handler;

    function setUp() public override {
        super.setUp();
        handler = new MarketHandler(vault, registry, market);
        targetContract(address(handler));
    }

    function invariant_EpochCountsTransfersAndVersions() public view {
        uint256 count = handler.tokenCount();
        for (uint256 i = 0; i < count; ++i) {
            uint256 tokenId = handler.tokens(i);
            (, uint32 epoch) = registry.ownership(tokenId);
            vm.assertEq(epoch, handler.moves(tokenId), "4: epoch");
        }
    }

    function invariant_OwnershipIsWhole() public view {
        uint256 sum;
        uint256 actors = handler.actorCount();
        for (uint256 i = 0; i < actors; ++i) sum += registry.balanceOf(handler.actors(i));
        vm.assertEq(sum, handler.tokenCount(), "5: balances");
    }

    function invariant_MarketIsEmpty() public view {
        vm.assertEq(address(market).balance, 0, "6: coin");
        vm.assertEq(vault.balanceOf(address(market), 0), 0, "6: claims");
        vm.assertEq(registry.balanceOf(address(market)), 0, "6: tokens");
    }

    function invariant_ListingsAreLive() public view {
        uint256 count = handler.tokenCount();
        for (uint256 i = 0; i < count; ++i) {
            uint256 tokenId = handler.tokens(i);
            (address seller, , uint96 price) = market.listingOf(tokenId);
            if (price == 0) continue;
            vm.assertEq(seller, registry.ownerOf(tokenId), "7: seller");
            vm.assertEq(handler.listedAt(tokenId), handler.moves(tokenId), "7: epoch");
        }
    }

    function invariant_SalesAreExact() public view {
        uint256 sum = vault.balanceOf(address(treasury), 0);
        uint256 actors = handler.actorCount();
        for (uint256 i = 0; i < actors; ++i) sum += vault.balanceOf(handler.actors(i), 0);
        vm.assertEq(sum, handler.credited(), "8: paid is received");
        vm.assertEq(address(vault).balance, handler.credited(), "8: and held");
    }
}
