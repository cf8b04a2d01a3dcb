// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {IModelMarket} from "../../contracts/interfaces/IModelMarket.sol";
import {Service} from "../../contracts/interfaces/ITreasury.sol";
import {Currency, CurrencyLibrary, NATIVE} from "../../contracts/types/Currency.sol";
import {CoreTest} from "../support/CoreTest.sol";

/// @dev Alice created the model, Bob owns and sells it, Carol buys.
contract ModelMarketTest is CoreTest {
    uint96 private constant PRICE = 2 ether;

    function setUp() public override {
        super.setUp();
        vm.prank(alice);
        registry.mint(DIGEST, ROYALTY_BPS, bob);
        vm.prank(bob);
        registry.setApprovalForAll(address(market), true);
    }

    function _list(Currency currency, uint96 price) private {
        vm.prank(bob);
        market.list(TOKEN, currency, price);
    }

    /// @dev Carol holds `amount` credits that the market may move.
    function _fundCarol(Currency currency, uint256 amount) private {
        credit(currency, carol, amount);
        vm.prank(carol);
        vault.setOperator(address(market), true);
    }

    function _assertSold(Currency currency, uint256 toSeller, uint256 fee, uint256 royalty) private view {
        assertCredits(bob, currency, toSeller);
        assertCredits(address(treasury), currency, fee);
        assertCredits(alice, currency, royalty);
        assertCredits(address(market), currency, 0);
        vm.assertEq(registry.ownerOf(TOKEN), carol);
    }

    /* LIST */

    function test_RevertWhen_PriceIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(IModelMarket.ModelMarket_ZeroPrice.selector, TOKEN));
        vm.prank(bob);
        market.list(TOKEN, NATIVE, 0);
    }

    function test_RevertWhen_ListedByAnother() public {
        vm.expectRevert(abi.encodeWithSelector(IModelMarket.ModelMarket_NotOwner.selector, TOKEN, alice, bob));
        vm.prank(alice);
        market.list(TOKEN, NATIVE, PRICE);
    }

    function test_RevertWhen_ListedTokenDoesNotExist() public {
        vm.expectRevert(abi.encodeWithSelector(IModelMarket.ModelMarket_NotOwner.selector, 7, bob, address(0)));
        vm.prank(bob);
        market.list(7, NATIVE, PRICE);
    }

    function testFuzz_RevertWhen_CurrencyIsNoAddress(uint256 id) public {
        id = bound(id, uint256(type(uint160).max) + 1, type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(CurrencyLibrary.Currency_NotAnAddress.selector, id));
        vm.prank(bob);
        market.list(TOKEN, Currency.wrap(id), PRICE);
    }

    function testFuzz_List(address token, uint96 price) public {
        vm.assume(price != 0);
        Currency currency = CurrencyLibrary.fromToken(token);
        vm.expectEmit(address(market));
        emit IModelMarket.Listed(TOKEN, bob, currency.id(), price, 0);
        _list(currency, price);

        (address seller, Currency listed, uint96 asked) = market.listingOf(TOKEN);
        vm.assertEq(seller, bob);
        vm.assertEq(listed.id(), currency.id());
        vm.assertEq(asked, price);
    }

    function test_ListAgainReplaces() public {
        _list(NATIVE, PRICE);
        _list(blackCurrency(), 5);
        (, Currency currency, uint96 price) = market.listingOf(TOKEN);
        vm.assertEq(currency.id(), blackCurrency().id());
        vm.assertEq(price, 5);
    }

    /* CANCEL */

    function test_RevertWhen_CancelledByAnother() public {
        _list(NATIVE, PRICE);
        vm.expectRevert(abi.encodeWithSelector(IModelMarket.ModelMarket_NotOwner.selector, TOKEN, carol, bob));
        vm.prank(carol);
        market.cancel(TOKEN);
    }

    function test_RevertWhen_NothingToCancel() public {
        vm.expectRevert(abi.encodeWithSelector(IModelMarket.ModelMarket_NotListed.selector, TOKEN));
        vm.prank(bob);
        market.cancel(TOKEN);
    }

    function test_Cancel() public {
        _list(NATIVE, PRICE);
        vm.expectEmit(address(market));
        emit IModelMarket.ListingCancelled(TOKEN, bob, 0);
        vm.prank(bob);
        market.cancel(TOKEN);
        (address seller, , uint96 price) = market.listingOf(TOKEN);
        vm.assertEq(seller, address(0));
        vm.assertEq(price, 0);
    }

    /* BUY: REFUSALS */

    function _expectRefusal(bytes memory reason, Currency currency, uint96 price, address buyer) private {
        vm.assertEq(market.canBuy(TOKEN, currency, price, buyer), reason);
        vm.expectRevert(reason);
        vm.prank(buyer);
        market.buy(TOKEN, currency, price);
    }

    function test_RevertWhen_NotListed() public {
        _expectRefusal(
            abi.encodeWithSelector(IModelMarket.ModelMarket_NotListed.selector, TOKEN),
            NATIVE,
            PRICE,
            carol
        );
    }

    function test_RevertWhen_TokenMovedAndCameBack() public {
        _list(NATIVE, PRICE);
        vm.prank(bob);
        registry.transferFrom(bob, alice, TOKEN);
        vm.prank(alice);
        registry.transferFrom(alice, bob, TOKEN);
        _expectRefusal(
            abi.encodeWithSelector(IModelMarket.ModelMarket_NotListed.selector, TOKEN),
            NATIVE,
            PRICE,
            carol
        );
    }

    /// @dev The seller swaps the content when a buyer's call is on its way.
    function test_RevertWhen_TheTokenGotANewVersion() public {
        _list(NATIVE, PRICE);
        vm.prank(bob);
        registry.addVersion(TOKEN, keccak256("something worthless"));
        (address seller, , uint96 price) = market.listingOf(TOKEN);
        vm.assertEq(seller, address(0));
        vm.assertEq(price, 0);
        bytes memory reason = abi.encodeWithSelector(IModelMarket.ModelMarket_NotListed.selector, TOKEN);
        _expectRefusal(reason, NATIVE, PRICE, carol);
        vm.expectRevert(reason);
        hoax(carol, PRICE);
        market.buy{value: PRICE}(TOKEN, NATIVE, PRICE);

        _list(NATIVE, PRICE);
        hoax(carol, PRICE);
        market.buy{value: PRICE}(TOKEN, NATIVE, PRICE);
        vm.assertEq(registry.ownerOf(TOKEN), carol);
    }

    function testFuzz_RevertWhen_PriceDiffers(uint96 price) public {
        vm.assume(price != PRICE);
        _list(NATIVE, PRICE);
        _expectRefusal(
            abi.encodeWithSelector(IModelMarket.ModelMarket_TermsChanged.selector, TOKEN, NATIVE, PRICE),
            NATIVE,
            price,
            carol
        );
    }

    function test_RevertWhen_CurrencyDiffers() public {
        _list(blackCurrency(), PRICE);
        _expectRefusal(
            abi.encodeWithSelector(IModelMarket.ModelMarket_TermsChanged.selector, TOKEN, blackCurrency(), PRICE),
            NATIVE,
            PRICE,
            carol
        );
    }

    function test_RevertWhen_BuyerIsTheOwner() public {
        _list(NATIVE, PRICE);
        _expectRefusal(abi.encodeWithSelector(IModelMarket.ModelMarket_OwnToken.selector, TOKEN), NATIVE, PRICE, bob);
    }

    function testFuzz_RevertWhen_ValueIsWrong(uint96 value) public {
        vm.assume(value != 0 && value != PRICE);
        _list(NATIVE, PRICE);
        vm.expectRevert(abi.encodeWithSelector(IModelMarket.ModelMarket_WrongValue.selector, PRICE, value));
        hoax(carol, value);
        market.buy{value: value}(TOKEN, NATIVE, PRICE);
    }

    function test_RevertWhen_CoinComesWithAToken() public {
        _list(blackCurrency(), PRICE);
        vm.expectRevert(abi.encodeWithSelector(IModelMarket.ModelMarket_WrongValue.selector, 0, PRICE));
        hoax(carol, PRICE);
        market.buy{value: PRICE}(TOKEN, blackCurrency(), PRICE);
    }

    function test_RevertWhen_SellerTookBackItsApproval() public {
        _list(NATIVE, PRICE);
        vm.prank(bob);
        registry.setApprovalForAll(address(market), false);
        vm.assertEq(
            market.canBuy(TOKEN, NATIVE, PRICE, carol),
            abi.encodeWithSelector(IModelMarket.ModelMarket_NotApproved.selector, TOKEN, bob)
        );
        vm.expectRevert(
            abi.encodeWithSelector(IERC721Errors.ERC721InsufficientApproval.selector, address(market), TOKEN)
        );
        hoax(carol, PRICE);
        market.buy{value: PRICE}(TOKEN, NATIVE, PRICE);
    }

    function test_RevertWhen_BuyerDidNotApproveTheMarket() public {
        _list(NATIVE, PRICE);
        credit(NATIVE, carol, PRICE);
        // The seller is paid first: 2 ether less 2.5 % fee and 5 % royalty.
        vm.expectRevert(
            abi.encodeWithSelector(
                ERC6909.ERC6909InsufficientAllowance.selector,
                address(market),
                0,
                1.85 ether,
                NATIVE.id()
            )
        );
        vm.prank(carol);
        market.buy(TOKEN, NATIVE, PRICE);
    }

    function test_RevertWhen_CreditsDoNotSuffice() public {
        _list(NATIVE, PRICE);
        _fundCarol(NATIVE, 1);
        // The seller is paid first: 2 ether less 2.5 % fee and 5 % royalty.
        vm.expectRevert(abi.encodeWithSelector(ERC6909.ERC6909InsufficientBalance.selector, carol, 1, 1.85 ether, 0));
        vm.prank(carol);
        market.buy(TOKEN, NATIVE, PRICE);
    }

    /* BUY */

    function testFuzz_BuyWithCoin(uint96 price) public {
        vm.assume(price != 0);
        _list(NATIVE, price);
        uint256 fee = (uint256(price) * 250) / 10_000;
        uint256 royalty = (uint256(price) * ROYALTY_BPS) / 10_000;
        vm.assertEq(market.canBuy(TOKEN, NATIVE, price, carol), "");
        vm.expectEmit(address(market));
        emit IModelMarket.Bought(TOKEN, bob, carol, 0, price, fee, royalty, alice);
        hoax(carol, price);
        market.buy{value: price}(TOKEN, NATIVE, price);

        _assertSold(NATIVE, price - fee - royalty, fee, royalty);
        vm.assertEq(address(vault).balance, price);
    }

    function testFuzz_BuyWithCredits(uint96 price, uint96 rest) public {
        vm.assume(price != 0);
        _list(NATIVE, price);
        _fundCarol(NATIVE, uint256(price) + rest);
        vm.prank(carol);
        market.buy(TOKEN, NATIVE, price);

        uint256 fee = (uint256(price) * 250) / 10_000;
        uint256 royalty = (uint256(price) * ROYALTY_BPS) / 10_000;
        _assertSold(NATIVE, price - fee - royalty, fee, royalty);
        assertCredits(carol, NATIVE, rest);
    }

    function testFuzz_AllowanceOfThePriceSuffices(uint96 price) public {
        vm.assume(price != 0);
        _list(NATIVE, price);
        credit(NATIVE, carol, price);
        vm.startPrank(carol);
        vault.approve(address(market), NATIVE.id(), price);
        market.buy(TOKEN, NATIVE, price);
        vm.stopPrank();
        vm.assertEq(registry.ownerOf(TOKEN), carol);
        vm.assertEq(vault.allowance(carol, address(market), NATIVE.id()), 0);
    }

    function test_BlackPaysTheLowerFee() public {
        _list(blackCurrency(), 10_000);
        _fundCarol(blackCurrency(), 10_000);
        vm.prank(carol);
        market.buy(TOKEN, blackCurrency(), 10_000);
        _assertSold(blackCurrency(), 10_000 - 125 - 500, 125, 500);
    }

    function test_CreatorWhoSellsPaysNoRoyalty() public {
        vm.prank(alice);
        registry.setCreator(TOKEN, bob);
        _list(NATIVE, 10_000);
        vm.expectEmit(address(market));
        emit IModelMarket.Bought(TOKEN, bob, carol, 0, 10_000, 250, 0, bob);
        hoax(carol, 10_000);
        market.buy{value: 10_000}(TOKEN, NATIVE, 10_000);
        _assertSold(NATIVE, 9_750, 250, 0);
    }

    function test_CreatorBuysItsModelBack() public {
        _list(NATIVE, 10_000);
        credit(NATIVE, alice, 10_000);
        vm.startPrank(alice);
        vault.setOperator(address(market), true);
        market.buy(TOKEN, NATIVE, 10_000);
        vm.stopPrank();
        // The royalty is paid to itself and stays.
        assertCredits(alice, NATIVE, 500);
        assertCredits(bob, NATIVE, 9_250);
        vm.assertEq(registry.ownerOf(TOKEN), alice);
    }

    function test_NeitherRoyaltyNorFee() public {
        treasury.setFee(Service.Market, 0, 0);
        market.syncFees();
        uint256 tokenId = registry.mint(keccak256("free"), 0, bob);
        vm.prank(bob);
        market.list(tokenId, NATIVE, PRICE);
        hoax(carol, PRICE);
        market.buy{value: PRICE}(tokenId, NATIVE, PRICE);
        assertCredits(bob, NATIVE, PRICE);
        assertCredits(address(treasury), NATIVE, 0);
    }

    function test_ApprovalOfOneTokenSuffices() public {
        vm.startPrank(bob);
        registry.setApprovalForAll(address(market), false);
        registry.approve(address(market), TOKEN);
        market.list(TOKEN, NATIVE, PRICE);
        vm.stopPrank();
        vm.assertEq(market.canBuy(TOKEN, NATIVE, PRICE, carol), "");
        hoax(carol, PRICE);
        market.buy{value: PRICE}(TOKEN, NATIVE, PRICE);
        vm.assertEq(registry.ownerOf(TOKEN), carol);
    }

    function test_SoldListingIsGone() public {
        _list(NATIVE, PRICE);
        hoax(carol, PRICE);
        market.buy{value: PRICE}(TOKEN, NATIVE, PRICE);
        _expectRefusal(
            abi.encodeWithSelector(IModelMarket.ModelMarket_NotListed.selector, TOKEN),
            NATIVE,
            PRICE,
            alice
        );
    }

    /* FEES */

    function testFuzz_FeesFollowTheTreasuryOnceSynced(uint16 bps, uint16 blackBps) public {
        bps = uint16(bound(bps, 0, 1_000));
        blackBps = uint16(bound(blackBps, 0, bps));
        treasury.setFee(Service.Market, bps, blackBps);
        (uint16 feeBefore, uint16 blackFeeBefore) = market.feesBps();
        vm.assertEq(feeBefore, 250);
        vm.assertEq(blackFeeBefore, 125);

        vm.expectEmit(address(market));
        emit IModelMarket.FeesSynced(bps, blackBps);
        vm.prank(carol);
        market.syncFees();
        (uint16 fee, uint16 blackFee) = market.feesBps();
        vm.assertEq(fee, bps);
        vm.assertEq(blackFee, blackBps);
    }

    /* QUOTE */

    function testFuzz_QuoteSumsToThePrice(uint96 price, uint16 feeBps, uint16 royaltyBps) public {
        feeBps = uint16(bound(feeBps, 0, 1_000));
        royaltyBps = uint16(bound(royaltyBps, 0, 1_000));
        treasury.setFee(Service.Market, feeBps, 0);
        market.syncFees();
        vm.prank(alice);
        uint256 tokenId = registry.mint(keccak256("quoted"), royaltyBps, bob);
        (uint256 toSeller, uint256 fee, uint256 royalty, address receiver) = market.quote(tokenId, NATIVE, price);
        vm.assertEq(toSeller + fee + royalty, price);
        vm.assertEq(fee, (uint256(price) * feeBps) / 10_000);
        vm.assertEq(royalty, (uint256(price) * royaltyBps) / 10_000);
        vm.assertEq(receiver, alice);
    }

    function test_QuoteToTheCreatorHasNoRoyalty() public {
        uint256 tokenId = registry.mint(keccak256("own"), 1_000, address(this));
        (uint256 toSeller, uint256 fee, uint256 royalty, ) = market.quote(tokenId, NATIVE, 10_000);
        vm.assertEq(toSeller, 9_750);
        vm.assertEq(fee, 250);
        vm.assertEq(royalty, 0);
    }
}
