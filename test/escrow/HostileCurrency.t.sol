// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVault} from "../../contracts/interfaces/IVault.sol";
import {Currency, CurrencyLibrary, NATIVE} from "../../contracts/types/Currency.sol";
import {Job, JobStatus, JobTerms} from "../../contracts/types/Job.sol";
import {LyingToken} from "../mocks/LyingToken.sol";
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
        _deposit(requester, PRICE);
    }

    function _deposit(address to, uint256 amount) private {
        token.pretend(amount);
        vault.deposit(currency, 1, to);
    }

    /// @dev Refused to the brim, so as near to it as a few deposits come.
    function _flood(uint256 amount) private {
        amount = bound(amount, uint256(type(uint128).max) + 1, type(uint256).max);
        address[5] memory payees = [requester, provider, challenger, address(treasury), address(escrow)];
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

    function _assertFree(uint256 jobId, uint256 stake) private view {
        vm.assertEq(escrow.jobHash(jobId), bytes32(0), "final");
        vm.assertEq(providers.providerOf(provider).locked, 0, "locked");
        vm.assertEq(providers.freeStake(provider), stake, "free");
        assertCredits(address(escrow), blackCurrency(), 0);
    }

    function testFuzz_AJobIsSettled(uint256 amount) public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Pending, termsIn(currency));
        _flood(amount);
        pastDeadline(job);
        escrow.settle(jobId, job);
        _assertFree(jobId, STAKE);
    }

    function testFuzz_ADisputeIsRuled(uint256 amount, bool upheld) public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Disputed, termsIn(currency));
        _flood(amount);
        vm.prank(arbiter);
        escrow.rule(jobId, job, upheld);
        _assertFree(jobId, upheld ? STAKE : STAKE - LOCK);
        vm.assertEq(vault.balanceOf(upheld ? provider : challenger, blackCurrency().id()) != 0, true);
    }

    function testFuzz_ADisputeIsVoided(uint256 amount) public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Disputed, termsIn(currency));
        _flood(amount);
        pastDeadline(job);
        escrow.voidDispute(jobId, job);
        _assertFree(jobId, STAKE);
        assertCredits(challenger, blackCurrency(), CREDITS);
    }

    function testFuzz_ANoShowIsSlashed(uint256 amount) public {
        JobTerms memory terms = termsIn(currency);
        terms.attempts = 1;
        (uint256 jobId, Job memory job) = reach(JobStatus.Working, terms);
        _flood(amount);
        pastDeadline(job);
        escrow.slashNoShow(jobId, job);
        _assertFree(jobId, STAKE - LOCK);
    }

    /// @dev What the flood cannot do: touch another currency.
    function test_OtherCurrenciesAreAsTheyWere() public {
        _flood(type(uint256).max);
        assertCredits(requester, NATIVE, CREDITS);
        assertCredits(provider, blackCurrency(), CREDITS - STAKE);
    }
}
