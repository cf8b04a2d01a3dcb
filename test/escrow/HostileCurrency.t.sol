// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobEscrow} from "../../contracts/interfaces/IJobEscrow.sol";
import {IVault} from "../../contracts/interfaces/IVault.sol";
import {Currency, CurrencyLibrary, NATIVE} from "../../contracts/types/Currency.sol";
import {JobStatus, JobTerms} from "../../contracts/types/Job.sol";
import {FeeToken} from "../mocks/FeeToken.sol";
import {LyingToken} from "../mocks/LyingToken.sol";
import {ReentrantToken} from "../mocks/ReentrantToken.sol";
import {JobTest} from "./JobTest.sol";

/// @notice Ransom: a requester prices a job in a token of its own and then fills a payee's account in it to the brim, so that the
/// payment overflows and nothing can end the job. The provider's lock and a challenger's bond, in $BLACK, would stay for ever.
contract HostileCurrencyTest is JobTest {
    LyingToken private token;
    Currency private currency;

    function setUp() public override {
        super.setUp();
        token = new LyingToken();
        currency = CurrencyLibrary.fromToken(address(token));
        _deposit(requester, BUDGET);
    }

    function _deposit(address to, uint256 amount) private {
        token.pretend(amount);
        vault.deposit(currency, 1, to);
    }

    /// @dev Refused to the brim, so as near to it as a few deposits come.
    function _flood(uint256 amount) private {
        amount = bound(amount, uint256(type(uint128).max) + 1, type(uint256).max);
        address[5] memory payees = [requester, provider, challenger, address(referees), address(escrow)];
        for (uint256 i = 0; i < payees.length; ++i) {
            token.forget(address(vault));
            token.pretend(amount);
            vm.expectRevert(abi.encodeWithSelector(IVault.Vault_AmountTooLarge.selector, amount));
            vault.deposit(currency, 1, payees[i]);
            for (uint256 n = 0; n < 3; ++n) {
                token.forget(address(vault));
                _deposit(payees[i], type(uint128).max);
            }
        }
    }

    function _terms(uint8 count) private view returns (JobTerms memory terms) {
        terms = termsFor(count);
        terms.currency = currency;
    }

    function _assertFree(Live memory live, uint256 stake) private view {
        vm.assertEq(escrow.jobHash(live.id), bytes32(0), "final");
        vm.assertEq(lockedOf(provider), 0, "locked");
        vm.assertEq(stakeOf(provider), stake, "stake");
        assertCredits(address(escrow), blackCurrency(), 0);
    }

    function testFuzz_AJobIsSettled(uint256 amount, bool several) public {
        Live memory live = reach(JobStatus.Pending, _terms(several ? 3 : 1));
        _flood(amount);
        pastDeadline(live);
        if (several) escrow.settleReplicas(live.id, live.job, live.replicas);
        else escrow.settle(live.id, live.job);
        escrow.collectFees(currency);
        _assertFree(live, STAKE);
    }

    function testFuzz_ADisputeIsDecided(uint256 amount, bool right) public {
        JobTerms memory terms = _terms(1);
        terms.rules = rulesOf(1, 1, 0);
        Live memory live = reach(JobStatus.Disputed, terms);
        _flood(amount);
        vote(live, right ? 1 : 0);
        conclude(live);
        _assertFree(live, right ? STAKE : STAKE - LOCK);
    }

    function testFuzz_ADisputeIsVoided(uint256 amount) public {
        Live memory live = reach(JobStatus.Disputed, _terms(1));
        _flood(amount);
        abandon(live);
        conclude(live);
        _assertFree(live, STAKE);
        assertCredits(challenger, blackCurrency(), CREDITS - VOID_COST);
    }

    function testFuzz_ANoShowIsSlashed(uint256 amount) public {
        JobTerms memory terms = _terms(1);
        terms.rules = rulesOf(1, 1, 0);
        Live memory live = reach(JobStatus.Working, terms);
        _flood(amount);
        pastDeadline(live);
        escrow.slashNoShow(live.id, live.job);
        _assertFree(live, STAKE - LOCK);
    }

    /// @dev What the flood cannot do: touch another currency.
    function test_OtherCurrenciesAreAsTheyWere() public {
        _flood(type(uint256).max);
        assertCredits(requester, NATIVE, CREDITS);
        assertCredits(provider, blackCurrency(), CREDITS - STAKE);
    }

    /// @dev A token that takes a fee is escrowed by what arrived, and pays out that.
    function testFuzz_AFeeTokenIsEscrowedByWhatArrived(uint128 amount, uint16 feeBps) public {
        FeeToken taxed = new FeeToken(bound(feeBps, 1, 9_000), false);
        amount = uint128(bound(amount, 1 ether, 1e30));
        taxed.mint(address(this), amount);
        taxed.approve(address(vault), amount);
        currency = CurrencyLibrary.fromToken(address(taxed));
        uint256 credited = vault.deposit(currency, amount, requester);
        JobTerms memory terms = _terms(1);
        terms.budget = uint128(credited);
        Live memory live = reach(JobStatus.Pending, terms);
        pastDeadline(live);
        escrow.settle(live.id, live.job);
        escrow.collectFees(currency);
        uint256 fee = (credited * FEE_BPS) / 10_000;
        assertCredits(provider, currency, credited - fee);
        assertCredits(address(escrow), currency, 0);
        vm.assertEq(taxed.balanceOf(address(vault)), credited);
    }

    /// @dev A token moves only when it is deposited or withdrawn: it cannot come in between two steps of a payment.
    function test_AReentrantTokenIsNeverCalled() public {
        ReentrantToken hostile = new ReentrantToken();
        hostile.mint(address(this), BUDGET);
        hostile.approve(address(vault), BUDGET);
        currency = CurrencyLibrary.fromToken(address(hostile));
        vault.deposit(currency, BUDGET, requester);
        Live memory live = reach(JobStatus.Pending, _terms(1));
        pastDeadline(live);
        hostile.arm(address(escrow), abi.encodeCall(IJobEscrow.settle, (live.id, live.job)));
        escrow.settle(live.id, live.job);
        vm.assertFalse(hostile.called());
        // Withdrawn by its provider the token tries to settle once more.
        uint256 earned = vault.balanceOf(provider, currency.id());
        vm.prank(provider);
        vault.withdraw(currency, earned, provider);
        vm.assertTrue(hostile.called());
        vm.assertFalse(hostile.succeeded());
    }
}
