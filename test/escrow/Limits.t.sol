// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobEscrow} from "../../contracts/interfaces/IJobEscrow.sol";
import {IVault} from "../../contracts/interfaces/IVault.sol";
import {NATIVE} from "../../contracts/types/Currency.sol";
import {JobStatus, JobTerms} from "../../contracts/types/Job.sol";
import {JobRules} from "../../contracts/types/JobRules.sol";
import {Profile} from "../../contracts/types/Receipt.sol";
import {Wallet} from "../mocks/Wallet.sol";
import {JobTest} from "./JobTest.sol";

/// @notice Jobs at the ends of what fits: the longest periods, the last moments that a deadline can name, parties that take no coin.
contract LimitsTest is JobTest {
    uint32 private constant LONGEST = type(uint32).max;
    /// @dev Deadlines are kept in 40 bits.
    uint64 private constant LAST = type(uint40).max;

    /// @dev Four periods before the end: enough for the longest way of a job.
    function _nearTheEndOfTime(uint16 priority) private returns (JobTerms memory terms) {
        IJobEscrow.Parameters memory parameters = bounds();
        parameters.maxPeriod = LONGEST;
        escrow.setParameters(parameters);
        vm.warp(LAST - 4 * uint64(LONGEST));
        letStakeCount();
        terms = termsFor(1);
        uint256 attempts = 1;
        terms.rules = JobRules.wrap(
            uint256(LONGEST) |
                (uint256(LONGEST) << 32) |
                (uint256(LONGEST) << 64) |
                (uint256(priority) << 96) |
                (attempts << 112) |
                (uint256(1) << 120) |
                (uint256(Profile.Fx21) << 128)
        );
    }

    function test_TheLongestPeriodsAreKeptToTheSecond() public {
        Live memory live = create(_nearTheEndOfTime(type(uint16).max));
        toDeadline(live);
        claim(live);
        toDeadline(live);
        submit(live);
        toDeadline(live);
        vm.expectRevert(
            abi.encodeWithSelector(IJobEscrow.JobEscrow_DeadlineNotPassed.selector, live.id, live.job.state.deadline())
        );
        escrow.settle(live.id, live.job);
        pastDeadline(live);
        escrow.settle(live.id, live.job);
        assertOver(live);
        assertConserved(0);
    }

    function test_TheLongestPeriodsEndForWhoDoesNothing() public {
        Live memory live = create(_nearTheEndOfTime(type(uint16).max));
        toDeadline(live);
        vm.expectRevert(
            abi.encodeWithSelector(IJobEscrow.JobEscrow_DeadlineNotPassed.selector, live.id, live.job.state.deadline())
        );
        escrow.refund(live.id, live.job, live.replicas);
        claim(live);
        pastDeadline(live);
        escrow.slashNoShow(live.id, live.job);
        assertOver(live);
        assertCredits(requester, NATIVE, CREDITS);
    }

    function test_APanelOutlastsTheLongestPeriods() public {
        Live memory live = reach(JobStatus.Disputed, _nearTheEndOfTime(0));
        vote(live, 1);
        conclude(live);
        assertOver(live);
    }

    /* PARTIES THAT TAKE NO COIN */

    function _withdraw(Wallet wallet, uint256 amount, address to) private {
        vm.prank(alice);
        wallet.execute(address(vault), 0, abi.encodeCall(IVault.withdraw, (NATIVE, amount, to)));
    }

    /// @dev What a job owes is credited, so whoever refuses coin holds nobody up, and takes its own elsewhere.
    function _takesItsOwnElsewhere(address party) private {
        Wallet wallet = Wallet(party);
        uint256 owed = vault.balanceOf(party, NATIVE.id());
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_TransferFailed.selector, party, owed));
        _withdraw(wallet, owed, party);
        uint256 before = bob.balance;
        _withdraw(wallet, owed, bob);
        vm.assertEq(bob.balance, before + owed);
    }

    function test_ARequesterThatRefusesCoinIsRefunded() public {
        requester = address(new Wallet(alice));
        fund(requester);
        Live memory live = reach(JobStatus.Open);
        pastDeadline(live);
        escrow.refund(live.id, live.job, live.replicas);
        assertOver(live);
        assertCredits(requester, NATIVE, CREDITS);
        _takesItsOwnElsewhere(requester);
    }

    function test_AProviderThatRefusesCoinIsPaid() public {
        provider = address(new Wallet(alice));
        fund(provider);
        vm.prank(provider);
        providers.stake(STAKE, operator);
        letStakeCount();
        Live memory live = reach(JobStatus.Pending);
        pastDeadline(live);
        escrow.settle(live.id, live.job);
        assertOver(live);
        assertCredits(provider, NATIVE, CREDITS + BUDGET - (uint256(BUDGET) * FEE_BPS) / 10_000);
        _takesItsOwnElsewhere(provider);
    }

    function test_AChallengerThatRefusesCoinIsPaid() public {
        challenger = address(new Wallet(alice));
        fund(challenger);
        Live memory live = reach(JobStatus.Disputed);
        vote(live, 0);
        conclude(live);
        vm.assertGt(vault.balanceOf(challenger, blackCurrency().id()), CREDITS);
        _takesItsOwnElsewhere(challenger);
    }
}
