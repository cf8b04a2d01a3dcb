// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {JobLens} from "../../contracts/JobLens.sol";
import {NATIVE} from "../../contracts/types/Currency.sol";
import {JobStatus, JobTerms, Replica} from "../../contracts/types/Job.sol";
import {JobRules} from "../../contracts/types/JobRules.sol";
import {Profile} from "../../contracts/types/Receipt.sol";
import {Stages} from "../../contracts/types/Stages.sol";
import {JobTest} from "./JobTest.sol";

contract JobLensTest is JobTest {
    function testFuzz_RulesUnpackAsTheyWerePacked(
        uint32[3] memory periods,
        uint16 priority,
        uint8[3] memory counts,
        uint64 capabilities
    ) public view {
        JobLens.PlainRules memory rules;
        (rules.claimPeriod, rules.workPeriod, rules.challengePeriod) = (periods[0], periods[1], periods[2]);
        (rules.priorityPeriod, rules.attempts, rules.replicas) = (priority, counts[0], counts[1]);
        (rules.profile, rules.capabilities) = (Profile(counts[2] % 4), capabilities);
        JobRules packed = lens.packRules(rules);
        vm.assertEq(abi.encode(lens.plainRules(packed)), abi.encode(rules));
    }

    function testFuzz_StagesUnpackAsTheyWerePacked(uint8[] memory weights, uint128 budget) public {
        uint256 count = weights.length % 33;
        uint8[] memory some = new uint8[](count);
        uint256 sum;
        for (uint256 i = 0; i < count; ++i) {
            some[i] = weights[i] == 0 ? 1 : weights[i];
            sum += some[i];
        }
        Stages packed = lens.packStages(some);
        JobTerms memory terms = termsIn(NATIVE);
        terms.stages = packed;
        terms.budget = uint128(bound(budget, 1, CREDITS));
        terms.stakeLock = uint128(100 * CREDITS);
        Live memory live = create(terms);
        JobLens.PlainJob memory plain = lens.plain(live.job);
        vm.assertEq(plain.stagePrices.length, count == 0 ? 1 : count);
        if (count == 0) return;
        for (uint256 i = 0; i + 1 < count; ++i) {
            vm.assertEq(plain.stagePrices[i], (uint256(terms.budget) * some[i]) / sum);
        }
        some[count - 1] = 0;
        vm.expectRevert(abi.encodeWithSelector(JobLens.JobLens_InvalidWeight.selector, count - 1));
        lens.packStages(some);
        vm.expectRevert(abi.encodeWithSelector(JobLens.JobLens_TooManyStages.selector, 33));
        lens.packStages(new uint8[](33));
    }

    function test_AJobInPlainFields() public {
        Live memory live = reach(JobStatus.Pending);
        JobLens.PlainJob memory plain = lens.plain(live.job);
        vm.assertEq(plain.requester, requester);
        vm.assertEq(uint256(plain.status), uint256(JobStatus.Pending));
        vm.assertEq(uint256(plain.stage), 0);
        vm.assertEq(uint256(plain.attemptsLeft), 1);
        vm.assertEq(uint256(plain.deadline), block.timestamp + 3 hours);
        vm.assertEq(uint256(plain.blockNumber), block.number);
        vm.assertEq(plain.provider, provider);
        vm.assertFalse(plain.audited);
        vm.assertEq(uint256(plain.rules.claimPeriod), 1 hours);
        vm.assertEq(uint256(plain.rules.profile), uint256(Profile.Fx21));
        vm.assertEq(uint256(plain.rules.feeBps), FEE_BPS);
        vm.assertEq(plain.left, BUDGET);
    }

    function test_HashesAreTheEscrows() public {
        Live memory live = reach(JobStatus.Disputed, termsFor(2));
        vm.assertEq(lens.hashOf(live.job), escrow.jobHash(live.id));
        vm.assertEq(lens.hashOfReplicas(live.replicas), live.job.result);
        vm.assertEq(lens.hashOfDispute(live.dispute), live.job.dispute);
        Replica memory replica = lens.place(provider, operator, true);
        vm.assertTrue(replica.place.revealed());
        vm.assertEq(
            lens.ticketSubject(live.id, live.job),
            keccak256(abi.encode(bytes32("stage"), live.id, uint256(0)))
        );
        vm.assertFalse(lens.isDrawn(live.id, live.job));
    }
}
