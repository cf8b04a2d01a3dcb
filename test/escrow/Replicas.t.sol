// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobEscrow} from "../../contracts/interfaces/IJobEscrow.sol";
import {IReferees} from "../../contracts/interfaces/IReferees.sol";
import {NATIVE} from "../../contracts/types/Currency.sol";
import {Dispute, JobStatus, JobTerms, Replica} from "../../contracts/types/Job.sol";
import {Stages} from "../../contracts/types/Stages.sol";
import {JobTest} from "./JobTest.sol";

contract ReplicasTest is JobTest {
    function _fee(uint256 amount) private pure returns (uint256) {
        return (amount * FEE_BPS) / 10_000;
    }

    function _share(uint256 count, uint256 index) private pure returns (uint256) {
        return uint256(BUDGET) / count + (index == 0 ? uint256(BUDGET) % count : 0);
    }

    /* CLAIM */

    function test_TheLastPlaceStartsTheWork() public {
        Live memory live = create(termsFor(3));
        uint64 open = live.job.state.deadline();
        vm.warp(block.timestamp + 100);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.ReplicaClaimed(live.id, workers[0], operator, open);
        claimReplica(live, workers[0]);
        claimReplica(live, workers[1]);
        vm.assertEq(uint256(live.job.state.status()), uint256(JobStatus.Open));
        vm.assertEq(uint256(live.job.state.attemptsLeft()), 2);
        vm.assertEq(lens.canClaim(live.id, live.job, live.replicas, workers[2]), "");
        vm.expectEmit(address(escrow));
        emit IJobEscrow.ReplicaClaimed(live.id, workers[2], operator, uint64(block.timestamp) + 2 hours);
        claimReplica(live, workers[2]);
        for (uint256 i = 0; i < 3; ++i) vm.assertEq(lockedOf(workers[i]), LOCK);
    }

    function test_RevertWhen_AProviderTakesTwoPlaces() public {
        Live memory live = create(termsFor(3));
        claimReplica(live, workers[0]);
        bytes memory reason = abi.encodeWithSelector(IJobEscrow.JobEscrow_AlreadyReplica.selector, live.id, workers[0]);
        vm.assertEq(lens.canClaim(live.id, live.job, live.replicas, workers[0]), reason);
        vm.expectRevert(reason);
        vm.prank(operator);
        escrow.claimReplica(live.id, live.job, live.replicas, workers[0]);
    }

    function test_RevertWhen_TheListIsNotTheJobs() public {
        Live memory live = create(termsFor(3));
        claimReplica(live, workers[0]);
        Replica[] memory none = new Replica[](0);
        bytes memory reason = abi.encodeWithSelector(
            IJobEscrow.JobEscrow_ReplicasMismatch.selector,
            live.id,
            live.job.result,
            0
        );
        vm.assertEq(lens.canClaim(live.id, live.job, none, workers[1]), reason);
        vm.expectRevert(reason);
        vm.prank(operator);
        escrow.claimReplica(live.id, live.job, none, workers[1]);
    }

    function test_RevertWhen_CancelledWithAReplicaSeated() public {
        Live memory live = create(termsFor(3));
        claimReplica(live, workers[0]);
        vm.expectRevert(abi.encodeWithSelector(IJobEscrow.JobEscrow_ReplicasSeated.selector, live.id));
        vm.prank(requester);
        escrow.cancel(live.id, live.job);
    }

    function test_RefundReleasesWhoIsSeated() public {
        Live memory live = create(termsFor(3));
        claimReplica(live, workers[0]);
        claimReplica(live, workers[1]);
        pastDeadline(live);
        escrow.refund(live.id, live.job, live.replicas);
        assertOver(live);
        assertCredits(requester, NATIVE, CREDITS);
        assertConserved(0);
    }

    /* COMMIT */

    function _commitRefused(Live memory live, uint256 index, bytes32 commitment, address by, bytes memory why) private {
        vm.expectRevert(why);
        vm.prank(by);
        escrow.commitReplica(live.id, live.job, live.replicas, index, commitment);
    }

    function test_ProviderOrClaimerCommits() public {
        Live memory live = reach(JobStatus.Working, termsFor(2));
        bytes32 commitment = commitmentOf(live, 1, OUTPUT);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.ReplicaCommitted(live.id, workers[1], commitment, live.job.state.deadline());
        vm.prank(workers[1]);
        escrow.commitReplica(live.id, live.job, live.replicas, 1, commitment);
        live.replicas[1].digest = commitment;
        live.replicas[1].place = live.replicas[1].place.withCommitment();
        mirrorList(live);
        vm.warp(block.timestamp + 10);
        bytes32 last = commitmentOf(live, 0, OUTPUT);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.ReplicaCommitted(live.id, workers[0], last, uint64(block.timestamp) + 3 hours);
        commitReplica(live, 0, OUTPUT);
        vm.assertEq(uint256(live.job.state.status()), uint256(JobStatus.Revealing));
    }

    function testFuzz_RevertWhen_AnotherCommits(address caller) public {
        vm.assume(caller != operator && caller != workers[1]);
        Live memory live = reach(JobStatus.Working, termsFor(2));
        bytes memory reason = abi.encodeWithSelector(IJobEscrow.JobEscrow_NotOperator.selector, workers[1], caller);
        _commitRefused(live, 1, OUTPUT, caller, reason);
    }

    function test_RevertWhen_ACommitmentIsWrongOrLate() public {
        Live memory live = reach(JobStatus.Working, termsFor(2));
        _commitRefused(
            live,
            2,
            OUTPUT,
            operator,
            abi.encodeWithSelector(IJobEscrow.JobEscrow_NotReplica.selector, live.id, 2)
        );
        _commitRefused(
            live,
            0,
            0,
            operator,
            abi.encodeWithSelector(IJobEscrow.JobEscrow_ZeroCommitment.selector, live.id)
        );
        commitReplica(live, 0, OUTPUT);
        _commitRefused(
            live,
            0,
            OUTPUT,
            operator,
            abi.encodeWithSelector(IJobEscrow.JobEscrow_AlreadyCommitted.selector, live.id, workers[0])
        );
        pastDeadline(live);
        _commitRefused(
            live,
            1,
            OUTPUT,
            operator,
            abi.encodeWithSelector(IJobEscrow.JobEscrow_DeadlinePassed.selector, live.id, live.job.state.deadline())
        );
    }

    function testFuzz_AbsentReplicasAreSlashedAndOthersKeepTheirPlaces(uint256 keep) public {
        Live memory live = reach(JobStatus.Working, termsFor(3));
        keep = bound(keep, 0, 6);
        uint256 absent;
        for (uint256 i = 0; i < 3; ++i) {
            if ((keep >> i) & 1 == 1) commitReplica(live, i, OUTPUT);
            else ++absent;
        }
        toDeadline(live);
        vm.expectRevert(
            abi.encodeWithSelector(IJobEscrow.JobEscrow_DeadlineNotPassed.selector, live.id, live.job.state.deadline())
        );
        escrow.slashReplicas(live.id, live.job, live.replicas);
        pastDeadline(live);
        Live memory next = copyOf(live);
        mirrorKept(next, keep);
        mirrorReopened(next);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.StageReopened(live.id, next.job, next.replicas);
        escrow.slashReplicas(live.id, live.job, live.replicas);
        assertStands(next);
        for (uint256 i = 0; i < 3; ++i) {
            bool kept = (keep >> i) & 1 == 1;
            vm.assertEq(lockedOf(workers[i]), kept ? LOCK : 0);
            vm.assertEq(stakeOf(workers[i]), kept ? STAKE : STAKE - LOCK);
        }
        assertCredits(requester, blackCurrency(), CREDITS + absent * (LOCK / 4));
        assertConserved(absent * (LOCK - LOCK / 4));

        // The empty places are filled again, and only their holders have to commit.
        for (uint256 i = 0; i < 3; ++i) if ((keep >> i) & 1 == 0) claimReplica(next, workers[i]);
        for (uint256 i = 0; i < 3; ++i) if (next.replicas[i].digest == 0) commitReplica(next, i, OUTPUT);
        for (uint256 i = 0; i < 3; ++i) revealReplica(next, i, OUTPUT);
    }

    function testFuzz_LastAbsencePaysWhoHadCommitted(uint256 keep) public {
        JobTerms memory terms = termsFor(3);
        terms.rules = rulesOf(3, 1, 0);
        Live memory live = reach(JobStatus.Working, terms);
        keep = bound(keep, 0, 6);
        uint256 others;
        for (uint256 i = 0; i < 3; ++i) {
            if ((keep >> i) & 1 == 0) continue;
            commitReplica(live, i, OUTPUT);
            ++others;
        }
        pastDeadline(live);
        uint256 quarter = LOCK / 4;
        uint256 each = others == 0 ? 0 : (LOCK - quarter) / 2 / others;
        uint256 burned = (LOCK - quarter - each * others) * (3 - others);
        escrow.slashReplicas(live.id, live.job, live.replicas);
        assertOver(live);
        assertCredits(requester, NATIVE, CREDITS);
        assertCredits(requester, blackCurrency(), CREDITS + quarter * (3 - others));
        for (uint256 i = 0; i < 3; ++i) {
            uint256 gained = (keep >> i) & 1 == 1 ? each * (3 - others) : 0;
            assertCredits(workers[i], blackCurrency(), CREDITS - STAKE + gained);
        }
        assertConserved(burned);
    }

    /* REVEAL */

    function _revealRefused(Live memory live, uint256 index, bytes32 output, bytes32 salt, bytes memory why) private {
        vm.expectRevert(why);
        escrow.revealReplica(live.id, live.job, live.replicas, index, bodyOf(output), salt);
    }

    function test_EqualRevealsArePending() public {
        Live memory live = reach(JobStatus.Revealing, termsFor(2));
        vm.expectEmit(address(escrow));
        emit IJobEscrow.ReplicaRevealed(live.id, workers[1], live.job.state.deadline(), bodyOf(OUTPUT));
        revealReplica(live, 1, OUTPUT);
        vm.warp(block.timestamp + 10);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.ReplicaRevealed(live.id, workers[0], uint64(block.timestamp) + 3 hours, bodyOf(OUTPUT));
        revealReplica(live, 0, OUTPUT);
        vm.assertEq(uint256(live.job.state.status()), uint256(JobStatus.Pending));
    }

    function test_RevertWhen_ARevealIsWrongOrLate() public {
        Live memory live = reach(JobStatus.Revealing, termsFor(2));
        bytes32 salt = saltOf(workers[0]);
        bytes memory wrong = abi.encodeWithSelector(IJobEscrow.JobEscrow_WrongReveal.selector, live.id, workers[0]);
        _revealRefused(live, 0, OTHER, salt, wrong);
        _revealRefused(live, 0, OUTPUT, saltOf(workers[1]), wrong);
        _revealRefused(live, 0, 0, salt, abi.encodeWithSelector(IJobEscrow.JobEscrow_ZeroOutput.selector, live.id));
        _revealRefused(
            live,
            2,
            OUTPUT,
            salt,
            abi.encodeWithSelector(IJobEscrow.JobEscrow_NotReplica.selector, live.id, 2)
        );
        revealReplica(live, 0, OUTPUT);
        _revealRefused(
            live,
            0,
            OUTPUT,
            salt,
            abi.encodeWithSelector(IJobEscrow.JobEscrow_AlreadyRevealed.selector, live.id, workers[0])
        );
        pastDeadline(live);
        _revealRefused(
            live,
            1,
            OUTPUT,
            saltOf(workers[1]),
            abi.encodeWithSelector(IJobEscrow.JobEscrow_DeadlinePassed.selector, live.id, live.job.state.deadline())
        );
    }

    /// @dev A commitment binds its provider: a copy of another's cannot be revealed.
    function test_ACopiedCommitmentIsWorthNothing() public {
        Live memory live = reach(JobStatus.Working, termsFor(2));
        commitReplica(live, 0, OUTPUT);
        bytes32 copied = live.replicas[0].digest;
        vm.prank(operator);
        escrow.commitReplica(live.id, live.job, live.replicas, 1, copied);
        live.replicas[1].digest = copied;
        live.replicas[1].place = live.replicas[1].place.withCommitment();
        mirror(live, JobStatus.Revealing, 3 hours);
        mirrorList(live);
        revealReplica(live, 0, OUTPUT);
        bytes memory reason = abi.encodeWithSelector(IJobEscrow.JobEscrow_WrongReveal.selector, live.id, workers[1]);
        _revealRefused(live, 1, OUTPUT, saltOf(workers[0]), reason);
    }

    /* SETTLE */

    function testFuzz_SettlePaysShares(uint128 budget, uint8 count, bool staged) public {
        count = uint8(bound(count, 2, 3));
        JobTerms memory terms = termsFor(count);
        terms.budget = uint128(bound(budget, 1, LOCK / 100));
        if (staged) terms.stages = Stages.wrap(0x0401);
        Live memory live = reach(JobStatus.Pending, terms);
        vm.expectRevert(
            abi.encodeWithSelector(IJobEscrow.JobEscrow_DeadlineNotPassed.selector, live.id, live.job.state.deadline())
        );
        escrow.settleReplicas(live.id, live.job, live.replicas);
        pastDeadline(live);
        vm.prank(stranger);
        escrow.settleReplicas(live.id, live.job, live.replicas);
        uint256 price = staged ? terms.budget / 5 : terms.budget;
        for (uint256 i = 0; i < count; ++i) {
            uint256 share = price / count + (i == 0 ? price % count : 0);
            assertCredits(workers[i], NATIVE, CREDITS + share - _fee(share));
            vm.assertEq(lockedOf(workers[i]), 0);
        }
        assertCredits(requester, NATIVE, CREDITS - terms.budget);
        assertConserved(0);
        if (!staged) return assertOver(live);
        mirrorNextStage(live, OUTPUT);
        assertStands(live);
        vm.prank(requester);
        escrow.cancel(live.id, live.job);
        assertOver(live);
        assertConserved(0);
    }

    /// @dev Any of the three may share: each is paid, and shares, its own part.
    function testFuzz_SharesGoToPoolsThatOthersHaveStakeIn(uint8 sharing) public {
        fund(bob);
        for (uint256 i = 0; i < 3; ++i) {
            if ((sharing >> i) & 1 == 0) continue;
            vm.prank(workers[i]);
            providers.setCommission(1_000);
            vm.prank(bob);
            providers.delegate(workers[i], 1_000 ether);
        }
        Live memory live = reach(JobStatus.Pending, termsFor(3));
        pastDeadline(live);
        escrow.settleReplicas(live.id, live.job, live.replicas);
        assertOver(live);
        for (uint256 i = 0; i < 3; ++i) {
            uint256 net = _share(3, i) - _fee(_share(3, i));
            bool shares = (sharing >> i) & 1 != 0;
            assertCredits(workers[i], NATIVE, shares ? CREDITS : CREDITS + net);
            uint256 collected =
                providers.collect(workers[i], bob, NATIVE) + providers.collect(workers[i], workers[i], NATIVE);
            vm.assertLe((shares ? net : 0) - collected, 2, "rounding stays");
        }
        assertConserved(0);
    }

    function test_EachReplicaOfAJobInBlackGainsReputation() public {
        JobTerms memory terms = termsFor(3);
        // The fee of a third of it, at 2.5 %, is just what counts.
        (terms.currency, terms.budget) = (blackCurrency(), 1.2 ether);
        Live memory live = reach(JobStatus.Pending, terms);
        pastDeadline(live);
        escrow.settleReplicas(live.id, live.job, live.replicas);
        for (uint256 i = 0; i < 3; ++i) vm.assertEq(providers.providerOf(workers[i]).reputation, 1);
    }

    function test_RevertWhen_CallsAreForTheOtherKind() public {
        Live memory live = reach(JobStatus.Pending, termsFor(2));
        bytes memory several = abi.encodeWithSelector(IJobEscrow.JobEscrow_WrongReplication.selector, live.id, 2);
        vm.expectRevert(several);
        escrow.settle(live.id, live.job);
        live = reach(JobStatus.Pending);
        bytes memory one = abi.encodeWithSelector(IJobEscrow.JobEscrow_WrongReplication.selector, live.id, 1);
        vm.expectRevert(one);
        escrow.settleReplicas(live.id, live.job, live.replicas);
        live = reach(JobStatus.Working, termsFor(2));
        several = abi.encodeWithSelector(IJobEscrow.JobEscrow_WrongReplication.selector, live.id, 2);
        vm.expectRevert(several);
        escrow.submit(live.id, live.job, bodyOf(OUTPUT), "", "");
        pastDeadline(live);
        vm.expectRevert(several);
        escrow.slashNoShow(live.id, live.job);
        live = reach(JobStatus.Working);
        pastDeadline(live);
        one = abi.encodeWithSelector(IJobEscrow.JobEscrow_WrongReplication.selector, live.id, 1);
        vm.expectRevert(one);
        escrow.slashReplicas(live.id, live.job, live.replicas);
    }

    /* CLOSE */

    function test_RevertWhen_RevealsAreClosedTooSoon() public {
        Live memory live = reach(JobStatus.Revealing, termsFor(2));
        revealReplica(live, 0, OUTPUT);
        toDeadline(live);
        vm.expectRevert(
            abi.encodeWithSelector(IJobEscrow.JobEscrow_DeadlineNotPassed.selector, live.id, live.job.state.deadline())
        );
        escrow.closeReveals(live.id, live.job, live.replicas);
    }

    /// @dev What one reveals stands, for its share; the others' go back to the requester.
    function testFuzz_WhoDoesNotRevealIsSlashedAndEqualResultsStand(uint256 keep) public {
        Live memory live = reach(JobStatus.Revealing, termsFor(3));
        keep = bound(keep, 1, 6);
        uint256 absent;
        for (uint256 i = 0; i < 3; ++i) {
            if ((keep >> i) & 1 == 1) revealReplica(live, i, OUTPUT);
            else ++absent;
        }
        pastDeadline(live);
        Live memory next = copyOf(live);
        mirrorKept(next, keep);
        mirror(next, JobStatus.Pending, 3 hours);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.RevealsClosed(live.id, next.job, next.replicas);
        escrow.closeReveals(live.id, live.job, live.replicas);
        assertStands(next);
        vm.prank(requester);
        escrow.settleReplicas(next.id, next.job, next.replicas);
        assertOver(next);
        uint256 paid;
        for (uint256 i = 0; i < next.replicas.length; ++i) paid += _share(3, i);
        assertCredits(requester, NATIVE, CREDITS - paid);
        assertCredits(requester, blackCurrency(), CREDITS + absent * (LOCK / 4));
        assertConserved(absent * (LOCK - LOCK / 4));
    }

    function test_NobodyRevealsReopensOrRefunds() public {
        Live memory live = reach(JobStatus.Revealing, termsFor(2));
        for (uint256 attempt = 0; attempt < 2; ++attempt) {
            pastDeadline(live);
            escrow.closeReveals(live.id, live.job, live.replicas);
            if (attempt == 1) break;
            mirrorKept(live, 0);
            mirrorReopened(live);
            assertStands(live);
            for (uint256 i = 0; i < 2; ++i) claimReplica(live, workers[i]);
            for (uint256 i = 0; i < 2; ++i) commitReplica(live, i, OUTPUT);
        }
        assertOver(live);
        assertCredits(requester, NATIVE, CREDITS);
        assertConserved(4 * (LOCK - LOCK / 4));
    }

    /* DISAGREEMENT: never a plain majority */

    /// @dev Replica i reveals OTHER where bit i is set; closed and before the referees.
    function _disagree(uint256 others) private returns (Live memory live) {
        live = reach(JobStatus.Working, termsFor(3));
        for (uint256 i = 0; i < 3; ++i) commitReplica(live, i, (others >> i) & 1 == 1 ? OTHER : OUTPUT);
        for (uint256 i = 0; i < 3; ++i) revealReplica(live, i, (others >> i) & 1 == 1 ? OTHER : OUTPUT);
        vm.assertEq(uint256(live.job.state.status()), uint256(JobStatus.Revealing), "not decided by number");
        escrow.closeReveals(live.id, live.job, live.replicas);
        live.dispute.panelId = referees.panelCount();
        mirrorDispute(live, JobStatus.Disputed);
        vm.assertEq(uint256(referees.panelOf(live.dispute.panelId).candidates), 3);
    }

    function testFuzz_RefereesSayWhichReplicasAreRight(uint16 accepted) public {
        accepted = uint16(bound(accepted, 1, 6));
        Live memory live = _disagree(~uint256(accepted) & 7);
        vote(live, accepted);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.DisputeDecided(live.id, live.dispute.panelId, accepted);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.JobSettled(live.id, OUTPUT);
        conclude(live);
        assertOver(live);
        uint256 paid;
        uint256 wrong;
        for (uint256 i = 0; i < 3; ++i) {
            bool right = (accepted >> i) & 1 == 1;
            if (right) paid += _share(3, i);
            else ++wrong;
            uint256 earned = right ? _share(3, i) - _fee(_share(3, i)) : 0;
            assertCredits(workers[i], NATIVE, CREDITS + earned);
            vm.assertEq(stakeOf(workers[i]), right ? STAKE : STAKE - LOCK);
        }
        assertCredits(requester, NATIVE, CREDITS - paid);
        assertCredits(requester, blackCurrency(), CREDITS + wrong * (LOCK / 4));
        uint256 toReferees = (LOCK - LOCK / 4) / 2;
        assertConserved(wrong * (LOCK - LOCK / 4 - toReferees));
        assertCredits(members[3], blackCurrency(), CREDITS - STAKE + (wrong * toReferees) / 5);
    }

    function test_NoneRightReopens() public {
        Live memory live = _disagree(1);
        vote(live, 0);
        conclude(live);
        live.replicas = new Replica[](0);
        mirrorReopened(live);
        assertStands(live);
        assertCredits(address(escrow), NATIVE, BUDGET);
        for (uint256 i = 0; i < 3; ++i) vm.assertEq(stakeOf(workers[i]), STAKE - LOCK);
    }

    function test_VoidRefundsAll() public {
        Live memory live = _disagree(2);
        abandon(live);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.DisputeVoided(live.id, live.dispute.panelId);
        conclude(live);
        assertOver(live);
        assertCredits(requester, NATIVE, CREDITS);
        for (uint256 i = 0; i < 3; ++i) vm.assertEq(stakeOf(workers[i]), STAKE);
        assertConserved(0);
    }

    /// @dev Governance took the escrow off the Referees' list: nobody can decide, and the job still ends.
    function test_WithoutRefereesADisagreementIsVoid() public {
        Live memory live = reach(JobStatus.Working, termsFor(2));
        commitReplica(live, 0, OUTPUT);
        commitReplica(live, 1, OTHER);
        revealReplica(live, 0, OUTPUT);
        revealReplica(live, 1, OTHER);
        referees.setModule(address(escrow), false);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.DisputeVoided(live.id, 0);
        escrow.closeReveals(live.id, live.job, live.replicas);
        assertOver(live);
        assertCredits(requester, NATIVE, CREDITS);
        assertConserved(0);
    }

    /// @dev A wrong replica must not make a dispute void by giving the call too little gas.
    function testFuzz_TooLittleGasVoidsNothing(uint256 gas) public {
        Live memory live = reach(JobStatus.Working, termsFor(2));
        commitReplica(live, 0, OUTPUT);
        commitReplica(live, 1, OTHER);
        revealReplica(live, 0, OUTPUT);
        revealReplica(live, 1, OTHER);
        bytes memory data = abi.encodeCall(IJobEscrow.closeReveals, (live.id, live.job, live.replicas));
        gas = bound(gas, 20_000, 500_000);
        // solhint-disable-next-line avoid-low-level-calls
        (bool done, ) = address(escrow).call{gas: gas}(data);
        if (!done) return assertStands(live);
        live.dispute.panelId = referees.panelCount();
        vm.assertNotEq(live.dispute.panelId, 0);
        mirrorDispute(live, JobStatus.Disputed);
    }

    function test_WhoDidNotRevealIsSlashedBeforeADispute() public {
        Live memory live = reach(JobStatus.Working, termsFor(3));
        for (uint256 i = 0; i < 3; ++i) commitReplica(live, i, i == 0 ? OTHER : OUTPUT);
        revealReplica(live, 0, OTHER);
        revealReplica(live, 2, OUTPUT);
        pastDeadline(live);
        escrow.closeReveals(live.id, live.job, live.replicas);
        mirrorKept(live, 5);
        live.dispute.panelId = referees.panelCount();
        mirrorDispute(live, JobStatus.Disputed);
        vm.assertEq(stakeOf(workers[1]), STAKE - LOCK);
        vote(live, 2);
        conclude(live);
        assertOver(live);
        uint256 paid = uint256(BUDGET) / 3;
        assertCredits(workers[2], NATIVE, CREDITS + paid - _fee(paid));
        assertCredits(requester, NATIVE, CREDITS - paid);
    }

    function test_RevertWhen_ConcludedBeforeThePanelEnds() public {
        Live memory live = _disagree(1);
        vm.expectRevert(
            abi.encodeWithSelector(IJobEscrow.JobEscrow_PanelNotEnded.selector, live.id, live.dispute.panelId)
        );
        conclude(live);
        Dispute memory wrong = abi.decode(abi.encode(live.dispute), (Dispute));
        wrong.bond = 1;
        vm.expectRevert(
            abi.encodeWithSelector(
                IJobEscrow.JobEscrow_DisputeMismatch.selector,
                live.id,
                live.job.dispute,
                keccak256(abi.encode(wrong))
            )
        );
        escrow.conclude(live.id, live.job, live.replicas, wrong);
        vm.assertEq(uint256(referees.panelOf(live.dispute.panelId).phase), uint256(IReferees.Phase.Seating));
    }
}
