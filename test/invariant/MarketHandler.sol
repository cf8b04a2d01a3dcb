// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ModelMarket} from "../../contracts/ModelMarket.sol";
import {ModelRegistry} from "../../contracts/ModelRegistry.sol";
import {Vault} from "../../contracts/Vault.sol";
import {Currency, NATIVE} from "../../contracts/types/Currency.sol";
import {Test} from "../support/Test.sol";

/// @notice Mints, moves, lists and sells models in native coin, and keeps account of it.
contract MarketHandler is Test {
    Vault public immutable VAULT;
    ModelRegistry public immutable REGISTRY;
    ModelMarket public immutable MARKET;

    address[] public actors;
    uint256[] public tokens;

    /// @dev Ghosts.
    /// @dev Transfers and new versions.
    mapping(uint256 tokenId => uint32) public moves;
    mapping(uint256 tokenId => uint32) public listedAt;
    uint256 public credited;
    uint256 public sales;

    constructor(Vault vault, ModelRegistry registry, ModelMarket market) {
        (VAULT, REGISTRY, MARKET) = (vault, registry, market);
        for (uint256 i = 1; i < 5; ++i) actors.push(vm.addr(i));
    }

    function tokenCount() external view returns (uint256) {
        return tokens.length;
    }

    function actorCount() external view returns (uint256) {
        return actors.length;
    }

    /* ACTIONS */

    function mint(uint256 creatorSeed, uint256 toSeed, uint16 royaltyBps) external {
        bytes32 digest = keccak256(abi.encode("model", tokens.length));
        vm.prank(_actor(creatorSeed));
        tokens.push(REGISTRY.mint(digest, uint16(bound(royaltyBps, 0, 1_000)), _actor(toSeed)));
    }

    function transfer(uint256 tokenSeed, uint256 toSeed) external {
        if (tokens.length == 0) return;
        uint256 tokenId = _token(tokenSeed);
        address owner = REGISTRY.ownerOf(tokenId);
        vm.prank(owner);
        REGISTRY.transferFrom(owner, _actor(toSeed), tokenId);
        ++moves[tokenId];
    }

    function addVersion(uint256 tokenSeed) external {
        if (tokens.length == 0) return;
        uint256 tokenId = _token(tokenSeed);
        vm.prank(REGISTRY.ownerOf(tokenId));
        REGISTRY.addVersion(tokenId, keccak256(abi.encode("version", moves[tokenId])));
        ++moves[tokenId];
    }

    function list(uint256 tokenSeed, uint96 price, bool forAll) external {
        if (tokens.length == 0) return;
        uint256 tokenId = _token(tokenSeed);
        vm.startPrank(REGISTRY.ownerOf(tokenId));
        if (forAll) REGISTRY.setApprovalForAll(address(MARKET), true);
        else REGISTRY.approve(address(MARKET), tokenId);
        MARKET.list(tokenId, NATIVE, uint96(bound(price, 1, 1e24)));
        vm.stopPrank();
        listedAt[tokenId] = moves[tokenId];
    }

    function cancel(uint256 tokenSeed) external {
        if (tokens.length == 0) return;
        uint256 tokenId = _token(tokenSeed);
        (address seller, , uint96 price) = MARKET.listingOf(tokenId);
        if (price == 0) return;
        vm.prank(seller);
        MARKET.cancel(tokenId);
    }

    function buy(uint256 tokenSeed, uint256 buyerSeed, bool fromCredits) external {
        if (tokens.length == 0) return;
        uint256 tokenId = _token(tokenSeed);
        address buyer = _actor(buyerSeed);
        (, Currency currency, uint96 price) = MARKET.listingOf(tokenId);
        if (MARKET.canBuy(tokenId, currency, price, buyer).length != 0) return;

        vm.deal(buyer, price);
        vm.startPrank(buyer);
        if (fromCredits) {
            VAULT.deposit{value: price}(NATIVE, price, buyer);
            VAULT.setOperator(address(MARKET), true);
            MARKET.buy(tokenId, currency, price);
        } else {
            MARKET.buy{value: price}(tokenId, currency, price);
        }
        vm.stopPrank();
        credited += price;
        ++moves[tokenId];
        ++sales;
    }

    function passOnRoyalties(uint256 tokenSeed, uint256 toSeed) external {
        if (tokens.length == 0) return;
        uint256 tokenId = _token(tokenSeed);
        vm.prank(REGISTRY.creatorOf(tokenId));
        REGISTRY.setCreator(tokenId, _actor(toSeed));
    }

    /* HELPERS */

    function _actor(uint256 seed) private view returns (address) {
        return actors[seed % actors.length];
    }

    function _token(uint256 seed) private view returns (uint256) {
        return tokens[seed % tokens.length];
    }
}
