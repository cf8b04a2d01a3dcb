// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {Licences} from "../../contracts/Licences.sol";
import {ILicences} from "../../contracts/interfaces/ILicences.sol";
import {Service} from "../../contracts/interfaces/ITreasury.sol";
import {Currency, CurrencyLibrary, NATIVE} from "../../contracts/types/Currency.sol";
import {CoreTest} from "../support/CoreTest.sol";

/// @dev Alice made the model and owns it; Bob buys licences.
contract LicencesTest is CoreTest {
    uint64 private constant FOR_EVER = type(uint64).max;
    uint128 private constant PRICE = 1 ether + 7;
    uint32 private constant MONTH = 30 days;

    Licences private licences;
    address private stranger;

    function setUp() public override {
        super.setUp();
        vm.warp(1_800_000_000);
        stranger = makeAddr("stranger");
        licences = new Licences(vault, registry, treasury);
        vm.prank(alice);
        registry.mint(DIGEST, ROYALTY_BPS, alice);
        credit(NATIVE, bob, 1_000_000 ether);
        vm.prank(bob);
        vault.setOperator(address(licences), true);
    }

    function _offer(uint128 usePrice, uint128 licencePrice, uint32 duration) private {
        vm.prank(registry.ownerOf(TOKEN));
        licences.setOffer(
            TOKEN,
            NATIVE,
            ILicences.Offer({usePrice: usePrice, licencePrice: licencePrice, duration: duration})
        );
    }

    function _buy(uint128 maxPrice, uint32 duration) private {
        vm.prank(bob);
        licences.buy(TOKEN, NATIVE, maxPrice, duration, bob);
    }

    function _give(address to) private {
        address owner = registry.ownerOf(TOKEN);
        vm.prank(owner);
        registry.transferFrom(owner, to, TOKEN);
    }

    function _assertCost(address user, bool offered, uint128 price) private view {
        (bool isOffered, uint128 cost) = licences.useCost(TOKEN, NATIVE, user);
        vm.assertEq(isOffered, offered, "offered");
        vm.assertEq(cost, price, "cost");
    }

    /* OFFERS */

    function testFuzz_OffersTellWhatAUseCosts(uint128 usePrice, uint128 licencePrice, uint32 duration) public {
        _assertCost(bob, false, 0);
        ILicences.Offer memory offer = ILicences.Offer(usePrice, licencePrice, duration);
        vm.expectEmit(address(licences));
        emit ILicences.OfferChanged(TOKEN, 0, alice, offer);
        _offer(usePrice, licencePrice, duration);
        (bool offered, ILicences.Offer memory found) = licences.offerOf(TOKEN, NATIVE);
        vm.assertTrue(offered);
        vm.assertEq(keccak256(abi.encode(found)), keccak256(abi.encode(offer)));
        if (usePrice == type(uint128).max) _assertCost(bob, false, 0);
        else _assertCost(bob, true, usePrice);
        _assertCost(alice, true, 0);
        // Another currency is another offer.
        (offered, ) = licences.useCost(TOKEN, blackCurrency(), bob);
        vm.assertFalse(offered);
    }

    function test_AModelMayBeFreeOrForLicenceHoldersOnly() public {
        _offer(0, 0, 0);
        _assertCost(bob, true, 0);
        _offer(licences.NOT_FOR_USE(), PRICE, 0);
        _assertCost(bob, false, 0);
        _buy(PRICE, 0);
        _assertCost(bob, true, 0);
    }

    function test_AnOfferOutlivesAVersionButNotASale() public {
        _offer(5, PRICE, 0);
        vm.prank(alice);
        registry.addVersion(TOKEN, keccak256("version 2"));
        _assertCost(bob, true, 5);
        _give(carol);
        _assertCost(bob, false, 0);
        (bool offered, ) = licences.offerOf(TOKEN, NATIVE);
        vm.assertFalse(offered);
        // Nor does it revive when the model comes back.
        _give(alice);
        _assertCost(bob, false, 0);
        vm.expectRevert(abi.encodeWithSelector(ILicences.Licences_NotOffered.selector, TOKEN, 0));
        _buy(PRICE, 0);
    }

    function testFuzz_RevertWhen_NotTheOwner(address caller) public {
        vm.assume(caller != alice);
        bytes memory reason = abi.encodeWithSelector(ILicences.Licences_NotOwner.selector, TOKEN, caller);
        vm.startPrank(caller);
        vm.expectRevert(reason);
        licences.setOffer(TOKEN, NATIVE, ILicences.Offer(1, 1, 1));
        vm.expectRevert(reason);
        licences.grant(TOKEN, caller, FOR_EVER);
        vm.stopPrank();
    }

    function test_RevertWhen_ModelIsUnknown() public {
        bytes memory reason = abi.encodeWithSelector(ILicences.Licences_UnknownModel.selector, 9);
        vm.expectRevert(reason);
        licences.setOffer(9, NATIVE, ILicences.Offer(1, 1, 1));
        vm.expectRevert(reason);
        licences.grant(9, bob, FOR_EVER);
        vm.expectRevert(reason);
        licences.buy(9, NATIVE, 1, 1, bob);
        (bool offered, uint128 price) = licences.useCost(9, NATIVE, address(0));
        vm.assertFalse(offered);
        vm.assertEq(price, 0);
        (offered, ) = licences.offerOf(9, NATIVE);
        vm.assertFalse(offered);
    }

    function test_RevertWhen_CurrencyIsNoAddress() public {
        uint256 wrong = uint256(1) << 160;
        vm.expectRevert(abi.encodeWithSelector(CurrencyLibrary.Currency_NotAnAddress.selector, wrong));
        vm.prank(alice);
        licences.setOffer(TOKEN, Currency.wrap(wrong), ILicences.Offer(1, 1, 1));
    }

    /* GRANTS */

    function testFuzz_AGrantIsKeptIfItLastsLonger(uint64 first, uint64 second) public {
        uint64 longer = first > second ? first : second;
        vm.startPrank(alice);
        vm.expectEmit(address(licences));
        emit ILicences.LicenceGranted(TOKEN, bob, first);
        licences.grant(TOKEN, bob, first);
        vm.expectEmit(address(licences));
        emit ILicences.LicenceGranted(TOKEN, bob, longer);
        licences.grant(TOKEN, bob, second);
        vm.stopPrank();
        vm.assertEq(licences.expiryOf(TOKEN, bob), longer);
        _assertCost(bob, longer >= block.timestamp, 0);
    }

    function test_ALicenceHoldsToItsLastSecondAndThroughASale() public {
        _offer(5, 0, 0);
        uint64 expires = uint64(block.timestamp) + 100;
        vm.prank(alice);
        licences.grant(TOKEN, bob, expires);
        vm.warp(expires);
        _assertCost(bob, true, 0);
        _assertCost(carol, true, 5);
        vm.warp(expires + 1);
        _assertCost(bob, true, 5);
        vm.prank(alice);
        licences.grant(TOKEN, bob, FOR_EVER);
        _give(carol);
        _assertCost(bob, true, 0);
        _assertCost(alice, false, 0);
        _assertCost(carol, true, 0);
    }

    function test_RevertWhen_HolderIsZero() public {
        bytes memory reason = abi.encodeWithSelector(ILicences.Licences_ZeroHolder.selector);
        vm.expectRevert(reason);
        vm.prank(alice);
        licences.grant(TOKEN, address(0), FOR_EVER);
        vm.expectRevert(reason);
        licences.buy(TOKEN, NATIVE, 1, 1, address(0));
    }

    /* SALES */

    /// @dev The parts sum to the price; a creator who is the owner is paid once.
    function testFuzz_ASaleIsDivided(uint128 price, bool resold, uint16 feeBps) public {
        price = uint128(bound(price, 1, 1_000 ether));
        feeBps = uint16(bound(feeBps, 0, 1_000));
        treasury.setFee(Service.Market, feeBps, 0);
        if (resold) _give(carol);
        _offer(5, price, MONTH);
        uint256 fee = (uint256(price) * feeBps) / 10_000;
        uint256 royalty = resold ? (uint256(price) * ROYALTY_BPS) / 10_000 : 0;
        (uint256 toOwner, uint256 quotedFee, uint256 quotedRoyalty, address receiver) = licences.quote(
            TOKEN,
            NATIVE,
            price
        );
        vm.assertEq(toOwner, price - fee - royalty);
        vm.assertEq(quotedFee, fee);
        vm.assertEq(quotedRoyalty, royalty);
        vm.assertEq(receiver, alice);

        vm.expectEmit(address(licences));
        emit ILicences.LicenceGranted(TOKEN, stranger, uint64(block.timestamp) + MONTH);
        vm.expectEmit(address(licences));
        emit ILicences.LicenceSold(TOKEN, stranger, 0, bob, price, fee, royalty);
        vm.prank(bob);
        licences.buy(TOKEN, NATIVE, price, MONTH, stranger);
        assertCredits(bob, NATIVE, 1_000_000 ether - price);
        assertCredits(resold ? carol : alice, NATIVE, price - fee - royalty);
        if (resold) assertCredits(alice, NATIVE, royalty);
        assertCredits(address(treasury), NATIVE, fee);
        assertCredits(address(licences), NATIVE, 0);
        _assertCost(stranger, true, 0);
        _assertCost(bob, true, 5);
    }

    function testFuzz_ARunningLicenceIsProlonged(uint32 duration, uint32 pause) public {
        duration = uint32(bound(duration, 1, type(uint32).max));
        _offer(5, PRICE, duration);
        _buy(PRICE, duration);
        uint64 first = uint64(block.timestamp) + duration;
        vm.assertEq(licences.expiryOf(TOKEN, bob), first);
        vm.warp(block.timestamp + pause);
        _buy(PRICE, duration);
        uint64 start = first > block.timestamp ? first : uint64(block.timestamp);
        vm.assertEq(licences.expiryOf(TOKEN, bob), start + duration);
    }

    function test_InBlackTheFeeIsLower() public {
        vm.prank(alice);
        licences.setOffer(TOKEN, blackCurrency(), ILicences.Offer(5, 10_000, 0));
        credit(blackCurrency(), bob, 10_000);
        vm.prank(bob);
        licences.buy(TOKEN, blackCurrency(), 10_000, 0, bob);
        assertCredits(address(treasury), blackCurrency(), 125);
        vm.assertEq(licences.expiryOf(TOKEN, bob), FOR_EVER);
    }

    function test_RevertWhen_TermsAreNotThoseAgreed() public {
        vm.expectRevert(abi.encodeWithSelector(ILicences.Licences_NotOffered.selector, TOKEN, 0));
        _buy(PRICE, 0);
        _offer(5, PRICE, MONTH);
        vm.expectRevert(abi.encodeWithSelector(ILicences.Licences_PriceChanged.selector, TOKEN, PRICE, PRICE - 1));
        _buy(PRICE - 1, MONTH);
        vm.expectRevert(abi.encodeWithSelector(ILicences.Licences_DurationChanged.selector, TOKEN, MONTH, MONTH + 1));
        _buy(PRICE, MONTH + 1);
        // Less than agreed is fine.
        _buy(PRICE + 1, MONTH);
        assertCredits(bob, NATIVE, 1_000_000 ether - PRICE);
    }

    function test_RevertWhen_TheLicenceIsForEverAlready() public {
        _offer(5, PRICE, 0);
        _buy(PRICE, 0);
        vm.expectRevert(abi.encodeWithSelector(ILicences.Licences_AlreadyForEver.selector, TOKEN, bob));
        _buy(PRICE, 0);
    }

    function test_RevertWhen_TheBuyerDidNotApprove() public {
        _offer(5, PRICE, 0);
        uint256 toOwner = PRICE - (uint256(PRICE) * 250) / 10_000;
        vm.expectRevert(
            abi.encodeWithSelector(ERC6909.ERC6909InsufficientAllowance.selector, address(licences), 0, toOwner, 0)
        );
        vm.prank(stranger);
        licences.buy(TOKEN, NATIVE, PRICE, 0, stranger);
    }
}
