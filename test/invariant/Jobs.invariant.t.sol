// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IProviderRegistry} from "../../contracts/interfaces/IProviderRegistry.sol";
import {IJobEscrow} from "../../contracts/interfaces/IJobEscrow.sol";
import {ITreasury} from "../../contracts/interfaces/ITreasury.sol";
import {Currency, NATIVE} from "../../contracts/types/Currency.sol";
import {Job, JobStatus} from "../../contracts/types/Job.sol";
import {JobTest} from "../escrow/JobTest.sol";
import {JobHandler} from "./JobHandler.sol";

/// @notice Invariants 9 to 15 of the README.
contract JobsInvariantTest is JobTest {
    JobHandler private handler;
    uint256 private supply;

    function setUp() public override {
        super.setUp();
        vm.prank(alice);
        registry.mint(DIGEST, 1_000, bob);
        handler = new JobHandler(escrow, providers, treasury, blackCurrency(), TOKEN);
        manager.grantRole(ARBITER_ROLE, address(handler), 0);
        manager.grantRole(2, address(handler), 0);
        bytes4[] memory governed = new bytes4[](1);
        governed[0] = ITreasury.setFee.selector;
        manager.setTargetFunctionRole(address(treasury), governed, 2);
        for (uint256 i = 0; i < 2; ++i) {
            _fundMuch(handler.requesters(i));
            _fundMuch(handler.providers(i));
            if (i == 0) _fundMuch(handler.challengers(i));
            address hotKey = handler.operatorOf(i);
            vm.prank(handler.providers(i));
            providers.stake(1_000 ether, hotKey);
        }
        supply = black.totalSupply();
        targetContract(address(handler));
        bytes4[] memory steps = new bytes4[](13);
        steps[0] = JobHandler.pass.selector;
        steps[1] = JobHandler.changeFee.selector;
        steps[2] = JobHandler.stake.selector;
        steps[3] = JobHandler.requestUnbond.selector;
        steps[4] = JobHandler.endUnbond.selector;
        steps[5] = JobHandler.create.selector;
        steps[6] = JobHandler.claim.selector;
        steps[7] = JobHandler.submit.selector;
        steps[8] = JobHandler.accept.selector;
        steps[9] = JobHandler.cancel.selector;
        steps[10] = JobHandler.challenge.selector;
        steps[11] = JobHandler.rule.selector;
        steps[12] = JobHandler.moveOn.selector;
        targetSelectors(address(handler), steps);
    }

    /// @dev More than any run can stake, escrow and lose.
    function _fundMuch(address account) private {
        credit(NATIVE, account, 1_000_000 ether);
        credit(blackCurrency(), account, 10_000_000 ether);
        vm.startPrank(account);
        vault.setOperator(address(escrow), true);
        vault.setOperator(address(providers), true);
        vm.stopPrank();
    }

    function _isFinal(Job memory job) private pure returns (bool) {
        return job.status > JobStatus.Disputed;
    }

    function invariant_EscrowHoldsExactlyWhatItOwes() public view {
        uint256 native;
        uint256 inBlack;
        for (uint256 jobId = 1; jobId <= handler.jobCount(); ++jobId) {
            Job memory job = handler.jobOf(jobId);
            if (_isFinal(job)) continue;
            if (job.terms.currency == NATIVE) native += job.terms.price;
            else inBlack += job.terms.price;
            if (job.status == JobStatus.Disputed) inBlack += job.bond;
        }
        assertCredits(address(escrow), NATIVE, native);
        assertCredits(address(escrow), blackCurrency(), inBlack);
    }

    function invariant_ChainAgreesWithTheEvents() public view {
        vm.assertEq(escrow.jobCount(), handler.jobCount(), "10: count");
        for (uint256 jobId = 1; jobId <= handler.jobCount(); ++jobId) {
            Job memory job = handler.jobOf(jobId);
            bytes32 expected = _isFinal(job) ? bytes32(0) : keccak256(abi.encode(job));
            vm.assertEq(escrow.jobHash(jobId), expected, "10: hash");
        }
    }

    function invariant_StakesAreCoveredAndLocksAreThoseOfJobs() public view {
        uint256 sum = providers.providerOf(provider).stake;
        for (uint256 i = 0; i < 2; ++i) {
            address account = handler.providers(i);
            IProviderRegistry.Provider memory p = providers.providerOf(account);
            vm.assertLe(uint256(p.locked) + p.unbonding, p.stake, "11: parts within the stake");
            vm.assertEq(providers.freeStake(account), p.stake - p.locked - p.unbonding, "11: the rest is free");
            vm.assertEq(p.locked, _locksOf(account), "12: locked");
            vm.assertEq(providers.lockedBy(address(escrow), account), p.locked, "12: by the escrow");
            sum += p.stake;
        }
        assertCredits(address(providers), blackCurrency(), sum);
    }

    function _locksOf(address account) private view returns (uint256 locked) {
        for (uint256 jobId = 1; jobId <= handler.jobCount(); ++jobId) {
            Job memory job = handler.jobOf(jobId);
            if (!_isFinal(job) && job.provider == account) locked += job.terms.stakeLock;
        }
    }

    function invariant_EveryStatusHasAnExitInSight() public view {
        IJobEscrow.Parameters memory limits = escrow.parameters();
        uint256 longest = limits.maxPeriod > limits.arbitrationPeriod ? limits.maxPeriod : limits.arbitrationPeriod;
        for (uint256 jobId = 1; jobId <= handler.jobCount(); ++jobId) {
            Job memory job = handler.jobOf(jobId);
            if (!_isFinal(job)) vm.assertLe(job.deadline, block.timestamp + longest, "13: deadline");
        }
    }

    function invariant_EscrowAlwaysDrains() public {
        uint256 snapshot = vm.snapshotState();
        handler.drain();
        assertCredits(address(escrow), NATIVE, 0);
        assertCredits(address(escrow), blackCurrency(), 0);
        for (uint256 i = 0; i < 2; ++i) {
            vm.assertEq(providers.providerOf(handler.providers(i)).locked, 0, "14: no lock is left");
        }
        vm.revertToState(snapshot);
    }

    function invariant_MoneyIsConserved() public view {
        _assertSum(NATIVE, address(vault).balance);
        _assertSum(blackCurrency(), black.balanceOf(address(vault)));
        vm.assertLe(black.totalSupply(), supply, "15: $BLACK only burns");
    }

    function _assertSum(Currency currency, uint256 held) private view {
        uint256 id = currency.id();
        uint256 sum =
            vault.balanceOf(address(escrow), id) +
                vault.balanceOf(address(providers), id) +
                vault.balanceOf(address(treasury), id) +
                vault.balanceOf(alice, id) +
                vault.balanceOf(requester, id) +
                vault.balanceOf(provider, id) +
                vault.balanceOf(handler.challengers(0), id);
        for (uint256 i = 0; i < 2; ++i) {
            sum += vault.balanceOf(handler.requesters(i), id) + vault.balanceOf(handler.providers(i), id);
        }
        vm.assertEq(sum, held, "15: claims are what the vault holds");
    }
}
