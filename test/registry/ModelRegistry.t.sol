// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC4906} from "@openzeppelin/contracts/interfaces/IERC4906.sol";
import {IERC721} from "@openzeppelin/contracts/interfaces/IERC721.sol";
import {IERC721Metadata} from "@openzeppelin/contracts/interfaces/IERC721Metadata.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IModelRegistry} from "../../contracts/interfaces/IModelRegistry.sol";
import {CoreTest} from "../support/CoreTest.sol";

contract ModelRegistryTest is CoreTest {
    bytes32 private constant SECOND = keccak256("the second version");

    function _mintToBob() private {
        vm.prank(alice);
        registry.mint(DIGEST, ROYALTY_BPS, bob);
    }

    /* MINT */

    function test_RevertWhen_DigestIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelRegistry_ZeroDigest.selector));
        registry.mint(0, 0, alice);
    }

    function testFuzz_RevertWhen_RoyaltyIsTooHigh(uint16 bps) public {
        bps = uint16(bound(bps, registry.MAX_ROYALTY_BPS() + 1, type(uint16).max));
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelRegistry_RoyaltyTooHigh.selector, bps, 1_000));
        registry.mint(DIGEST, bps, alice);
    }

    function test_RevertWhen_AlreadyMinted() public {
        _mintToBob();
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelRegistry_AlreadyMinted.selector, TOKEN, bob));
        registry.mint(DIGEST, 0, carol);
    }

    function test_RevertWhen_MintedToZero() public {
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, address(0)));
        registry.mint(DIGEST, 0, address(0));
    }

    function testFuzz_Mint(bytes32 digest, uint16 bps, address to) public {
        vm.assume(digest != 0 && to != address(0));
        bps = uint16(bound(bps, 0, 1_000));
        vm.expectEmit(address(registry));
        emit IERC721.Transfer(address(0), to, uint256(digest));
        vm.expectEmit(address(registry));
        emit IModelRegistry.ModelMinted(uint256(digest), alice, to, bps);
        vm.prank(alice);
        uint256 tokenId = registry.mint(digest, bps, to);

        vm.assertEq(tokenId, uint256(digest));
        vm.assertEq(registry.ownerOf(tokenId), to);
        vm.assertEq(registry.balanceOf(to), 1);
        vm.assertEq(registry.creatorOf(tokenId), alice);
        vm.assertEq(registry.versionCount(tokenId), 1);
        vm.assertEq(registry.versionDigest(tokenId, 1), digest);
        (address owner, uint32 epoch) = registry.ownership(tokenId);
        vm.assertEq(owner, to);
        vm.assertEq(epoch, 0);
    }

    /* VERSIONS */

    function test_RevertWhen_VersionDigestIsZero() public {
        _mintToBob();
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelRegistry_ZeroDigest.selector));
        vm.prank(bob);
        registry.addVersion(TOKEN, 0);
    }

    function test_RevertWhen_VersionOfNothing() public {
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, TOKEN));
        registry.addVersion(TOKEN, SECOND);
    }

    function test_RevertWhen_CreatorWhoIsNotOwnerAddsVersion() public {
        _mintToBob();
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelRegistry_NotOwner.selector, TOKEN, alice));
        vm.prank(alice);
        registry.addVersion(TOKEN, SECOND);
    }

    function test_AddVersion() public {
        _mintToBob();
        vm.expectEmit(address(registry));
        emit IModelRegistry.VersionAdded(TOKEN, 2, SECOND);
        vm.expectEmit(address(registry));
        emit IERC4906.MetadataUpdate(TOKEN);
        vm.prank(bob);
        vm.assertEq(registry.addVersion(TOKEN, SECOND), 2);

        vm.assertEq(registry.versionCount(TOKEN), 2);
        vm.assertEq(registry.versionDigest(TOKEN, 1), DIGEST);
        vm.assertEq(registry.versionDigest(TOKEN, 2), SECOND);
        (address owner, uint32 epoch) = registry.ownership(TOKEN);
        vm.assertEq(owner, bob);
        vm.assertEq(epoch, 1, "an order for the first version is void");
    }

    function testFuzz_RevertWhen_VersionIsUnknown(uint32 version) public {
        _mintToBob();
        vm.assume(version != 1);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelRegistry_UnknownVersion.selector, TOKEN, version));
        registry.versionDigest(TOKEN, version);
    }

    function test_TokenUriFollowsTheLatestVersion() public {
        // sha-256 of "hello world" and of "", with the CIDs that IPFS gives them as raw blocks.
        uint256 tokenId = registry.mint(sha256("hello world"), 0, bob);
        vm.assertEq(registry.tokenURI(tokenId), "ipfs://bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e");
        // Hashing is a call too, so it comes before the prank.
        bytes32 second = sha256("");
        vm.prank(bob);
        registry.addVersion(tokenId, second);
        vm.assertEq(registry.tokenURI(tokenId), "ipfs://bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku");
    }

    /* CREATOR */

    function test_RevertWhen_CreatorIsZero() public {
        _mintToBob();
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelRegistry_ZeroCreator.selector));
        vm.prank(alice);
        registry.setCreator(TOKEN, address(0));
    }

    function test_RevertWhen_OwnerSetsCreator() public {
        _mintToBob();
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelRegistry_NotCreator.selector, TOKEN, bob));
        vm.prank(bob);
        registry.setCreator(TOKEN, bob);
    }

    function test_SetCreator() public {
        _mintToBob();
        vm.expectEmit(address(registry));
        emit IModelRegistry.CreatorChanged(TOKEN, alice, carol);
        vm.prank(alice);
        registry.setCreator(TOKEN, carol);
        (address receiver, ) = registry.royaltyInfo(TOKEN, 100);
        vm.assertEq(receiver, carol);
    }

    /* TRANSFER */

    function test_RevertWhen_TransferIsNotAllowed() public {
        _mintToBob();
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InsufficientApproval.selector, carol, TOKEN));
        vm.prank(carol);
        registry.transferFrom(bob, carol, TOKEN);
    }

    function test_RevertWhen_TransferFromWrongOwner() public {
        _mintToBob();
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721IncorrectOwner.selector, alice, TOKEN, bob));
        vm.prank(bob);
        registry.transferFrom(alice, carol, TOKEN);
    }

    function test_TransferMovesBalancesAndEpoch() public {
        _mintToBob();
        vm.prank(bob);
        registry.transferFrom(bob, carol, TOKEN);
        vm.assertEq(registry.balanceOf(bob), 0);
        vm.assertEq(registry.balanceOf(carol), 1);
        (address owner, uint32 epoch) = registry.ownership(TOKEN);
        vm.assertEq(owner, carol);
        vm.assertEq(epoch, 1);
        // What is not ownership stays.
        vm.assertEq(registry.versionCount(TOKEN), 1);
        vm.assertEq(registry.creatorOf(TOKEN), alice);
    }

    function testFuzz_EpochCountsTransfersAndVersions(uint8 transfers, uint8 versions) public {
        _mintToBob();
        vm.startPrank(bob);
        for (uint256 i = 0; i < transfers; ++i) registry.transferFrom(bob, bob, TOKEN);
        for (uint256 i = 0; i < versions; ++i) registry.addVersion(TOKEN, SECOND);
        vm.stopPrank();
        (address owner, uint32 epoch) = registry.ownership(TOKEN);
        vm.assertEq(owner, bob);
        vm.assertEq(epoch, uint256(transfers) + versions);
        vm.assertEq(registry.versionCount(TOKEN), uint256(versions) + 1);
        vm.assertEq(registry.balanceOf(bob), 1);
    }

    function test_TransferClearsTheApprovalOfTheToken() public {
        _mintToBob();
        vm.prank(bob);
        registry.approve(carol, TOKEN);
        vm.assertEq(registry.getApproved(TOKEN), carol);
        vm.prank(carol);
        registry.transferFrom(bob, alice, TOKEN);
        vm.assertEq(registry.getApproved(TOKEN), address(0));

        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InsufficientApproval.selector, carol, TOKEN));
        vm.prank(carol);
        registry.transferFrom(alice, carol, TOKEN);
    }

    function test_ApprovalCanBeTakenBack() public {
        _mintToBob();
        vm.startPrank(bob);
        registry.approve(carol, TOKEN);
        registry.approve(address(0), TOKEN);
        registry.transferFrom(bob, alice, TOKEN);
        vm.stopPrank();
        vm.assertEq(registry.getApproved(TOKEN), address(0));
    }

    /* VIEWS */

    function test_ViewsOfATokenNeverMinted() public {
        (address owner, uint32 epoch) = registry.ownership(TOKEN);
        vm.assertEq(owner, address(0));
        vm.assertEq(epoch, 0);
        vm.assertEq(registry.creatorOf(TOKEN), address(0));
        vm.assertEq(registry.versionCount(TOKEN), 0);
        (address receiver, uint256 royalty) = registry.royaltyInfo(TOKEN, 1e18);
        vm.assertEq(receiver, address(0));
        vm.assertEq(royalty, 0);

        bytes memory unknown = abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, TOKEN);
        vm.expectRevert(unknown);
        registry.ownerOf(TOKEN);
        vm.expectRevert(unknown);
        registry.tokenURI(TOKEN);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidOwner.selector, address(0)));
        registry.balanceOf(address(0));
    }

    function testFuzz_RoyaltyInfo(uint16 bps, uint128 price) public {
        bps = uint16(bound(bps, 0, 1_000));
        vm.prank(alice);
        registry.mint(DIGEST, bps, bob);
        (address receiver, uint256 royalty) = registry.royaltyInfo(TOKEN, price);
        vm.assertEq(receiver, alice);
        vm.assertEq(royalty, (uint256(price) * bps) / 10_000);
        vm.assertLe(royalty, uint256(price) / 10);

        (address owner, uint32 epoch, address saleReceiver, uint256 saleRoyalty) = registry.saleInfo(TOKEN, price);
        vm.assertEq(owner, bob);
        vm.assertEq(epoch, 0);
        vm.assertEq(saleReceiver, alice);
        vm.assertEq(saleRoyalty, royalty);
    }

    function test_Interfaces() public view {
        vm.assertTrue(registry.supportsInterface(type(IERC165).interfaceId));
        vm.assertTrue(registry.supportsInterface(type(IERC721).interfaceId));
        vm.assertTrue(registry.supportsInterface(type(IERC721Metadata).interfaceId));
        vm.assertTrue(registry.supportsInterface(type(IERC2981).interfaceId));
        vm.assertTrue(registry.supportsInterface(0x49064906));
        vm.assertFalse(registry.supportsInterface(0xffffffff));
        vm.assertEq(registry.name(), "Blacktail Models");
        vm.assertEq(registry.symbol(), "MODEL");
    }
}
