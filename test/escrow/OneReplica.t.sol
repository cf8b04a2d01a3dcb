// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobEscrow} from "../../contracts/interfaces/IJobEscrow.sol";
import {IProviderRegistry} from "../../contracts/interfaces/IProviderRegistry.sol";
import {Service} from "../../contracts/interfaces/ITreasury.sol";
import {Currency, NATIVE} from "../../contracts/types/Currency.sol";
import {JobSeat, JobStatus, JobTerms, Replica} from "../../contracts/types/Job.sol";
import {ReceiptBody} from "../../contracts/types/Receipt.sol";
import {Stages} from "../../contracts/types/Stages.sol";
import {SignerWallet} from "../mocks/SignerWallet.sol";
import {JobTest} from "./JobTest.sol";

contract OneReplicaTest is JobTest {
    Replica[] private none;

    /* CALLS ON A JOB THAT DOES NOT STAND */

    function test_RevertWhen_TheJobIsStale() public {
        Live memory live = reach(JobStatus.Open);
        Live memory stale = copyOf(live);
        claim(live);
        vm.expectRevert(
            abi.encodeWithSelector(
                IJobEscrow.JobEscrow_StateMismatch.selector,
                live.id,
                keccak256(abi.encode(live.job)),
                keccak256(abi.encode(stale.job))
            )
        );
        vm.prank(operator);
        escrow.claim(live.id, stale.job, provider);
    }

    function test_RevertWhen_TheJobIsFinal() public {
        Live memory live = reach(JobStatus.Open);
        vm.prank(requester);
        escrow.cancel(live.id, live.job);
        vm.expectRevert(
            abi.encodeWithSelector(
                IJobEscrow.JobEscrow_StateMismatch.selector,
                live.id,
                0,
                keccak256(abi.encode(live.job))
            )
        );
        vm.prank(requester);
        escrow.cancel(live.id, live.job);
    }

    /* OPEN */

    function testFuzz_CancelReturnsAll(uint32 wait) public {
        Live memory live = reach(JobStatus.Open);
        vm.warp(block.timestamp + wait);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.JobCancelled(live.id, BUDGET);
        vm.prank(requester);
        escrow.cancel(live.id, live.job);
        assertOver(live);
        assertCredits(requester, NATIVE, CREDITS);
    }

    function testFuzz_RevertWhen_AnotherCancels(address caller) public {
        vm.assume(caller != requester);
        Live memory live = reach(JobStatus.Open);
        vm.expectRevert(abi.encodeWithSelector(IJobEscrow.JobEscrow_NotRequester.selector, live.id, caller));
        vm.prank(caller);
        escrow.cancel(live.id, live.job);
    }

    function test_RefundReturnsAllWhenLate() public {
        Live memory live = reach(JobStatus.Open);
        toDeadline(live);
        vm.expectRevert(
            abi.encodeWithSelector(IJobEscrow.JobEscrow_DeadlineNotPassed.selector, live.id, live.job.state.deadline())
        );
        escrow.refund(live.id, live.job, none);
        pastDeadline(live);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.JobRefunded(live.id, requester, BUDGET);
        vm.prank(stranger);
        escrow.refund(live.id, live.job, none);
        assertOver(live);
        assertCredits(requester, NATIVE, CREDITS);
    }

    function test_RevertWhen_RefundedWithAListThatIsNotThere() public {
        Live memory live = reach(JobStatus.Open);
        pastDeadline(live);
        Replica[] memory list = new Replica[](1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IJobEscrow.JobEscrow_ReplicasMismatch.selector,
                live.id,
                0,
                keccak256(abi.encode(list))
            )
        );
        escrow.refund(live.id, live.job, list);
    }

    /* CLAIM */

    function _claimRefused(Live memory live, address by, address caller, bytes memory reason) private {
        if (caller == by) vm.assertEq(lens.canClaim(live.id, live.job, none, by), reason, "canClaim tells why");
        vm.expectRevert(reason);
        vm.prank(caller);
        escrow.claim(live.id, live.job, by);
    }

    function test_ClaimLocksAndUsesAnAttempt() public {
        Live memory live = reach(JobStatus.Open);
        vm.assertEq(lens.canClaim(live.id, live.job, none, provider), "");
        vm.expectEmit(address(escrow));
        emit IJobEscrow.JobClaimed(live.id, provider, uint64(block.timestamp) + 2 hours);
        claim(live);
        vm.assertEq(lockedOf(provider), LOCK);
    }

    function test_RevertWhen_TheClaimIsLate() public {
        Live memory live = reach(JobStatus.Open);
        pastDeadline(live);
        bytes memory reason = abi.encodeWithSelector(
            IJobEscrow.JobEscrow_DeadlinePassed.selector,
            live.id,
            live.job.state.deadline()
        );
        _claimRefused(live, provider, provider, reason);
    }

    function test_RevertWhen_TheCallerIsNotTheOperator() public {
        Live memory live = reach(JobStatus.Open);
        bytes memory reason = abi.encodeWithSelector(
            IProviderRegistry.ProviderRegistry_NotOperator.selector,
            provider,
            stranger
        );
        _claimRefused(live, provider, stranger, reason);
    }

    function test_RevertWhen_TheProviderIsUnknown() public {
        Live memory live = reach(JobStatus.Open);
        bytes memory reason = abi.encodeWithSelector(
            IProviderRegistry.ProviderRegistry_NotRegistered.selector,
            stranger
        );
        _claimRefused(live, stranger, stranger, reason);
    }

    /// @dev The price that is compared is what would reach the provider.
    function test_RevertWhen_ThePriceIsBelowTheAsk() public {
        Live memory live = reach(JobStatus.Open);
        uint256 net = BUDGET - (uint256(BUDGET) * FEE_BPS) / 10_000;
        vm.prank(provider);
        providers.setAsk(provider, NATIVE, uint128(net + 1));
        bytes memory reason = abi.encodeWithSelector(
            IProviderRegistry.ProviderRegistry_BelowAsk.selector,
            provider,
            net,
            net + 1
        );
        _claimRefused(live, provider, provider, reason);
        vm.prank(provider);
        providers.setAsk(provider, NATIVE, uint128(net));
        claim(live);
    }

    function test_RevertWhen_TheJobIsOfSeveral() public {
        Live memory live = reach(JobStatus.Open, termsFor(2));
        bytes memory reason = abi.encodeWithSelector(IJobEscrow.JobEscrow_WrongReplication.selector, live.id, 2);
        vm.expectRevert(reason);
        vm.prank(operator);
        escrow.claim(live.id, live.job, provider);
        live = reach(JobStatus.Open);
        vm.expectRevert(abi.encodeWithSelector(IJobEscrow.JobEscrow_WrongReplication.selector, live.id, 1));
        vm.prank(operator);
        escrow.claimReplica(live.id, live.job, none, provider);
    }

    /* TICKETS */

    function _withPriority() private returns (Live memory live) {
        JobTerms memory terms = termsIn(NATIVE);
        terms.rules = rulesOf(1, 2, 1_000);
        live = create(terms);
    }

    function _notYourTurn(Live memory live, address by) private pure returns (bytes memory) {
        uint64 opens = live.job.state.deadline() - 1 hours + 1_000;
        return abi.encodeWithSelector(IJobEscrow.JobEscrow_NotYourTurn.selector, live.id, by, opens);
    }

    function test_NobodyMayClaimBeforeTheSeedIsKnown() public {
        Live memory live = _withPriority();
        vm.warp(block.timestamp + 999);
        _claimRefused(live, provider, provider, _notYourTurn(live, provider));
        vm.warp(block.timestamp + 1);
        claim(live);
    }

    /// @dev Eleven providers of equal stake: at the end of the window each is eligible with a chance of 4/11.
    function test_TicketsOpenOneAfterTheOther() public {
        Live memory live = _withPriority();
        uint256 began = block.timestamp;
        vm.roll(block.number + 2);
        uint256 opened;
        uint256 eligible;
        for (uint256 second = 0; second < 1_000; second += 111) {
            vm.warp(began + second);
            uint256 now_;
            for (uint256 i = 0; i < members.length; ++i) {
                bytes memory reason = lens.canClaim(live.id, live.job, none, members[i]);
                if (reason.length == 0) ++now_;
                else vm.assertEq(reason, _notYourTurn(live, members[i]));
            }
            vm.assertGe(now_, eligible, "who is eligible stays so");
            if (now_ > eligible) ++opened;
            eligible = now_;
        }
        vm.assertLt(eligible, members.length);
        vm.warp(began + 1_000);
        claim(live);
    }

    function test_WhoDidTheStageBeforeNeedsNoTicket() public {
        JobTerms memory terms = termsIn(NATIVE);
        terms.rules = rulesOf(1, 2, 1_000);
        terms.stages = Stages.wrap(0x0101);
        Live memory live = create(terms);
        vm.warp(block.timestamp + 1_000);
        claim(live);
        submit(live);
        vm.prank(requester);
        escrow.settle(live.id, live.job);
        mirrorNextStage(live, OUTPUT);
        assertStands(live);
        _claimRefused(live, workers[1], workers[1], _notYourTurn(live, workers[1]));
        claim(live);
    }

    /* SUBMIT */

    function _submitRefused(Live memory live, ReceiptBody memory body, bytes memory by, bytes memory reason) private {
        vm.expectRevert(reason);
        escrow.submit(live.id, live.job, body, by, "");
    }

    function test_AnyoneMayBringASignedResult() public {
        Live memory live = reach(JobStatus.Working);
        ReceiptBody memory body = bodyOf(OUTPUT);
        bytes memory signature = signed(live, body);
        toDeadline(live);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.ResultSubmitted(live.id, provider, uint64(block.timestamp) + 3 hours, 0, body);
        vm.prank(stranger);
        escrow.submit(live.id, live.job, body, signature, "");
        mirrorPending(live, OUTPUT);
        assertStands(live);
    }

    function test_RevertWhen_TheResultIsLate() public {
        Live memory live = reach(JobStatus.Working);
        bytes memory signature = signed(live, bodyOf(OUTPUT));
        pastDeadline(live);
        bytes memory reason = abi.encodeWithSelector(
            IJobEscrow.JobEscrow_DeadlinePassed.selector,
            live.id,
            live.job.state.deadline()
        );
        _submitRefused(live, bodyOf(OUTPUT), signature, reason);
    }

    function test_RevertWhen_ThereIsNoOutput() public {
        Live memory live = reach(JobStatus.Working);
        bytes memory signature = signed(live, bodyOf(0));
        bytes memory reason = abi.encodeWithSelector(IJobEscrow.JobEscrow_ZeroOutput.selector, live.id);
        _submitRefused(live, bodyOf(0), signature, reason);
    }

    /// @dev Each word of the body is signed, and so are job, stage, spec, provider and deadline of the attempt.
    function testFuzz_RevertWhen_TheBodyIsNotWhatWasSigned(uint256 which, bytes32 word) public {
        Live memory live = reach(JobStatus.Working);
        ReceiptBody memory body = bodyOf(OUTPUT);
        bytes memory signature = signed(live, body);
        bytes32[5] memory words = abi.decode(abi.encode(body), (bytes32[5]));
        which = bound(which, 0, 4);
        vm.assume(word != 0 && word != words[which]);
        words[which] = word;
        bytes memory reason = abi.encodeWithSelector(IJobEscrow.JobEscrow_InvalidSignature.selector, live.id, operator);
        _submitRefused(live, abi.decode(abi.encode(words), (ReceiptBody)), signature, reason);
    }

    /// @dev The provider signed, came too late, lost its lock, and tries again: a stranger must not end that attempt for it.
    function testFuzz_RevertWhen_TheReceiptIsOfAnEarlierAttempt(uint32 pause) public {
        Live memory live = reach(JobStatus.Working);
        bytes memory earlier = signed(live, bodyOf(OUTPUT));
        pastDeadline(live);
        escrow.slashNoShow(live.id, live.job);
        mirrorReopened(live);
        vm.warp(block.timestamp + bound(pause, 0, 1 hours));
        claim(live);
        bytes memory reason = abi.encodeWithSelector(IJobEscrow.JobEscrow_InvalidSignature.selector, live.id, operator);
        _submitRefused(live, bodyOf(OUTPUT), earlier, reason);
        submit(live);
    }

    function testFuzz_RevertWhen_AnotherSigned(uint256 key) public {
        key = bound(key, 1, 1e70);
        vm.assume(key != operatorKey);
        Live memory live = reach(JobStatus.Working);
        bytes32 digest = escrow.receiptDigest(receiptOf(live, bodyOf(OUTPUT), provider, live.job.state.deadline()));
        bytes memory reason = abi.encodeWithSelector(IJobEscrow.JobEscrow_InvalidSignature.selector, live.id, operator);
        _submitRefused(live, bodyOf(OUTPUT), sign(key, digest), reason);
        _submitRefused(live, bodyOf(OUTPUT), "", reason);
    }

    function test_RevertWhen_TheReceiptIsSignedForAnotherChain() public {
        Live memory live = reach(JobStatus.Working);
        bytes memory signature = signed(live, bodyOf(OUTPUT));
        vm.chainId(block.chainid + 1);
        bytes memory reason = abi.encodeWithSelector(IJobEscrow.JobEscrow_InvalidSignature.selector, live.id, operator);
        _submitRefused(live, bodyOf(OUTPUT), signature, reason);
    }

    function test_OperatorMayBeASmartWallet() public {
        SignerWallet wallet = new SignerWallet(bob);
        vm.prank(provider);
        providers.setOperator(address(wallet));
        Live memory live = reach(JobStatus.Open);
        vm.prank(address(wallet));
        escrow.claim(live.id, live.job, provider);
        mirrorWorking(live);
        live.job.seat = JobSeat.wrap(uint160(provider));
        bytes32 digest = escrow.receiptDigest(receiptOf(live, bodyOf(OUTPUT), provider, live.job.state.deadline()));
        bytes memory reason = abi.encodeWithSelector(
            IJobEscrow.JobEscrow_InvalidSignature.selector,
            live.id,
            address(wallet)
        );
        _submitRefused(live, bodyOf(OUTPUT), sign(aliceKey, digest), reason);
        escrow.submit(live.id, live.job, bodyOf(OUTPUT), sign(bobKey, digest), "");
    }

    /* SETTLE */

    function testFuzz_SettlePays(uint128 budget, uint16 feeBps, bool inBlack, bool byRequester) public {
        feeBps = uint16(bound(feeBps, 0, treasury.feeCap(Service.Compute)));
        treasury.setFee(Service.Compute, feeBps, feeBps);
        escrow.syncFees();
        Currency currency = inBlack ? blackCurrency() : NATIVE;
        JobTerms memory terms = termsIn(currency);
        terms.budget = uint128(bound(budget, 1, inBlack ? LOCK : LOCK / 100));
        Live memory live = reach(JobStatus.Pending, terms);
        uint256 before = vault.balanceOf(provider, currency.id());
        uint256 fee = (uint256(terms.budget) * feeBps) / 10_000;
        if (!byRequester) {
            toDeadline(live);
            vm.expectRevert(
                abi.encodeWithSelector(
                    IJobEscrow.JobEscrow_DeadlineNotPassed.selector,
                    live.id,
                    live.job.state.deadline()
                )
            );
            escrow.settle(live.id, live.job);
            pastDeadline(live);
        }
        vm.expectEmit(address(escrow));
        emit IJobEscrow.JobSettled(live.id, OUTPUT);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.ProviderPaid(live.id, provider, terms.budget - fee, fee);
        vm.prank(byRequester ? requester : stranger);
        escrow.settle(live.id, live.job);
        assertOver(live);
        assertCredits(provider, currency, before + terms.budget - fee);
        vm.assertEq(escrow.feesOf(currency), fee);
        escrow.collectFees(currency);
        assertCredits(address(referees), currency, fee);
        assertCredits(address(escrow), currency, 0);
        assertConserved(0);
    }

    function test_OpenJobKeepsItsFee() public {
        Live memory live = reach(JobStatus.Open);
        treasury.setFee(Service.Compute, 1_500, 1_500);
        escrow.syncFees();
        claim(live);
        submit(live);
        vm.prank(requester);
        escrow.settle(live.id, live.job);
        vm.assertEq(escrow.feesOf(NATIVE), (uint256(BUDGET) * FEE_BPS) / 10_000);
    }

    function test_EarningsAreSharedWithWhoDelegates() public {
        fund(bob);
        vm.prank(provider);
        providers.setCommission(1_000);
        vm.prank(bob);
        providers.delegate(provider, 1_000 ether);
        Live memory live = reach(JobStatus.Pending);
        uint256 net = BUDGET - (uint256(BUDGET) * FEE_BPS) / 10_000;
        vm.prank(requester);
        escrow.settle(live.id, live.job);
        assertOver(live);
        assertCredits(address(providers), NATIVE, net);
        uint256 collected = providers.collect(provider, bob, NATIVE) + providers.collect(provider, provider, NATIVE);
        vm.assertLe(net - collected, 2, "rounding stays");
        assertConserved(0);
    }

    /* REPUTATION */

    function test_OnlyPaidJobsInBlackCountForReputation() public {
        JobTerms memory terms = termsIn(blackCurrency());
        // Its fee at 2.5 % is just what counts.
        terms.budget = 0.4 ether;
        Live memory live = reach(JobStatus.Pending, terms);
        vm.prank(requester);
        escrow.settle(live.id, live.job);
        vm.assertEq(providers.providerOf(provider).reputation, 1);
        terms.budget = 0.4 ether - 1;
        live = create(terms);
        vm.assertFalse(live.job.terms.rules.reputable());
        live = create(termsIn(NATIVE));
        vm.assertFalse(live.job.terms.rules.reputable());
    }

    /* NO-SHOW */

    function testFuzz_NoShowPaysAQuarterBurnsTheRestAndReopens(uint128 stakeLock) public {
        JobTerms memory terms = termsIn(NATIVE);
        terms.stakeLock = uint128(bound(stakeLock, bounds().minStakeLock, STAKE / 2));
        Live memory live = reach(JobStatus.Working, terms);
        toDeadline(live);
        vm.expectRevert(
            abi.encodeWithSelector(IJobEscrow.JobEscrow_DeadlineNotPassed.selector, live.id, live.job.state.deadline())
        );
        escrow.slashNoShow(live.id, live.job);
        pastDeadline(live);
        Live memory next = copyOf(live);
        mirrorReopened(next);
        uint256 quarter = terms.stakeLock / 4;
        vm.expectEmit(address(escrow));
        emit IJobEscrow.StageReopened(live.id, next.job, none);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.NoShowSlashed(live.id, provider, quarter, 0, terms.stakeLock - quarter);
        vm.prank(stranger);
        escrow.slashNoShow(live.id, live.job);

        assertStands(next);
        assertCredits(requester, blackCurrency(), CREDITS + quarter);
        assertCredits(address(escrow), NATIVE, BUDGET);
        assertConserved(terms.stakeLock - quarter);
        vm.assertEq(stakeOf(provider), STAKE - terms.stakeLock);
        vm.assertEq(lockedOf(provider), 0);
        claim(next);
        submit(next);
    }

    function test_LastNoShowRefundsToo() public {
        Live memory live = reach(JobStatus.Working);
        pastDeadline(live);
        escrow.slashNoShow(live.id, live.job);
        mirrorReopened(live);
        claim(live);
        pastDeadline(live);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.JobRefunded(live.id, requester, BUDGET);
        escrow.slashNoShow(live.id, live.job);
        assertOver(live);
        assertCredits(requester, NATIVE, CREDITS);
        assertCredits(requester, blackCurrency(), CREDITS + 2 * (LOCK / 4));
        assertConserved(2 * (LOCK - LOCK / 4));
    }

    /* STAGES */

    function _staged() private pure returns (JobTerms memory terms) {
        terms = termsIn(NATIVE);
        terms.stages = Stages.wrap(0x010203);
    }

    function test_StagesArePaidOneAfterTheOther() public {
        JobTerms memory terms = _staged();
        Live memory live = create(terms);
        uint256[3] memory prices = [uint256(BUDGET) / 2, uint256(BUDGET) / 3, 0];
        prices[2] = BUDGET - prices[0] - prices[1];
        uint256 fees;
        for (uint256 stage = 0; stage < 3; ++stage) {
            claim(live);
            submit(live);
            pastDeadline(live);
            uint256 fee = (prices[stage] * FEE_BPS) / 10_000;
            fees += fee;
            Live memory next = copyOf(live);
            if (stage < 2) {
                mirrorNextStage(next, OUTPUT);
                vm.expectEmit(address(escrow));
                emit IJobEscrow.StageSettled(live.id, uint8(stage), next.job);
            } else {
                vm.expectEmit(address(escrow));
                emit IJobEscrow.JobSettled(live.id, OUTPUT);
            }
            vm.expectEmit(address(escrow));
            emit IJobEscrow.ProviderPaid(live.id, provider, prices[stage] - fee, fee);
            escrow.settle(live.id, live.job);
            live = next;
            vm.assertEq(lockedOf(provider), 0);
            if (stage < 2) assertStands(live);
        }
        assertOver(live);
        assertCredits(provider, NATIVE, CREDITS + BUDGET - fees);
    }

    /// @dev A provider that vanishes costs its stage and its lock; another continues with the rest of the budget.
    function test_AnotherContinuesAfterANoShow() public {
        Live memory live = create(_staged());
        claim(live);
        submit(live);
        vm.prank(requester);
        escrow.settle(live.id, live.job);
        mirrorNextStage(live, OUTPUT);
        claim(live);
        pastDeadline(live);
        escrow.slashNoShow(live.id, live.job);
        mirrorReopened(live);
        assertStands(live);
        vm.assertEq(live.job.input, OUTPUT, "the checkpoint");
        vm.prank(operator);
        escrow.claim(live.id, live.job, workers[1]);
    }

    function test_RequesterCancelsBetweenStages() public {
        Live memory live = create(_staged());
        claim(live);
        submit(live);
        vm.prank(requester);
        escrow.settle(live.id, live.job);
        mirrorNextStage(live, OUTPUT);
        uint256 rest = BUDGET - uint256(BUDGET) / 2;
        vm.expectEmit(address(escrow));
        emit IJobEscrow.JobCancelled(live.id, rest);
        vm.prank(requester);
        escrow.cancel(live.id, live.job);
        assertOver(live);
        assertCredits(requester, NATIVE, CREDITS - uint256(BUDGET) / 2);
    }

    function test_LateStageRefundsTheRest() public {
        Live memory live = create(_staged());
        claim(live);
        submit(live);
        vm.prank(requester);
        escrow.settle(live.id, live.job);
        mirrorNextStage(live, OUTPUT);
        pastDeadline(live);
        escrow.refund(live.id, live.job, none);
        assertOver(live);
        assertCredits(requester, NATIVE, CREDITS - uint256(BUDGET) / 2);
    }
}
