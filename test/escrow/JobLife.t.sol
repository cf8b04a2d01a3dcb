// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobEscrow} from "../../contracts/interfaces/IJobEscrow.sol";
import {IProviderRegistry} from "../../contracts/interfaces/IProviderRegistry.sol";
import {Service} from "../../contracts/interfaces/ITreasury.sol";
import {Currency, NATIVE} from "../../contracts/types/Currency.sol";
import {Job, JobStatus, JobTerms} from "../../contracts/types/Job.sol";
import {Receipt} from "../../contracts/types/Receipt.sol";
import {SignerWallet} from "../mocks/SignerWallet.sol";
import {JobTest} from "./JobTest.sol";

/// @dev From Open to Done, Refunded or Cancelled without a dispute. Who may do what when is in JobMatrix.t.sol.
contract JobLifeTest is JobTest {
    /* ANY ACTION */

    function testFuzz_RevertWhen_TheJobIsNotAsItStands(uint256 word, uint256 change) public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Open);
        bytes memory data = abi.encodeCall(IJobEscrow.refund, (jobId, job));
        // Behind selector and id come the job's 18 words; any other word, clean or not, is refused by its hash.
        uint256 offset = 4 + 32 + 32 * bound(word, 0, 17) + 31;
        bytes1 flip = bytes1(uint8(bound(change, 1, 255)));
        data[offset] ^= flip;
        bytes32 given;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            given := keccak256(add(data, 68), 0x240)
        }
        vm.expectRevert(
            abi.encodeWithSelector(
                IJobEscrow.JobEscrow_StateMismatch.selector,
                jobId,
                keccak256(abi.encode(job)),
                given
            )
        );
        // Under expectRevert the outcome of a low-level call tells whether the expectation was met.
        // solhint-disable-next-line avoid-low-level-calls
        (bool met, ) = address(escrow).call(data);
        vm.assertTrue(met);
    }

    function test_RevertWhen_AFinalJobIsPassedAgain() public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Pending);
        pastDeadline(job);
        escrow.settle(jobId, job);
        vm.expectRevert(
            abi.encodeWithSelector(
                IJobEscrow.JobEscrow_StateMismatch.selector,
                jobId,
                bytes32(0),
                keccak256(abi.encode(job))
            )
        );
        escrow.settle(jobId, job);
    }

    function test_RevertWhen_AJobIsPassedUnderAnotherId() public {
        (, Job memory job) = reach(JobStatus.Open);
        JobTerms memory other = termsIn(blackCurrency());
        (uint256 otherId, Job memory otherJob) = create(other);
        vm.expectRevert(
            abi.encodeWithSelector(
                IJobEscrow.JobEscrow_StateMismatch.selector,
                otherId,
                keccak256(abi.encode(otherJob)),
                keccak256(abi.encode(job))
            )
        );
        vm.prank(requester);
        escrow.cancel(otherId, job);
    }

    /* CANCEL AND REFUND */

    function testFuzz_CancelReturnsThePrice(bool inBlack) public {
        Currency currency = inBlack ? blackCurrency() : NATIVE;
        (uint256 jobId, Job memory job) = reach(JobStatus.Open, termsIn(currency));
        vm.expectEmit(address(escrow));
        emit IJobEscrow.JobCancelled(jobId, ended(job, JobStatus.Cancelled));
        vm.prank(requester);
        escrow.cancel(jobId, job);
        assertOver(jobId, currency);
        assertCredits(requester, currency, CREDITS);
    }

    function testFuzz_RevertWhen_AnotherCancels(address caller) public {
        vm.assume(caller != requester);
        (uint256 jobId, Job memory job) = reach(JobStatus.Open);
        vm.expectRevert(abi.encodeWithSelector(IJobEscrow.JobEscrow_NotRequester.selector, jobId, caller));
        vm.prank(caller);
        escrow.cancel(jobId, job);
    }

    function test_RefundReturnsThePriceByAnyone() public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Open);
        pastDeadline(job);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.JobRefunded(jobId, requester, ended(job, JobStatus.Refunded));
        vm.prank(stranger);
        escrow.refund(jobId, job);
        assertOver(jobId, NATIVE);
        assertCredits(requester, NATIVE, CREDITS);
    }

    /* CLAIM */

    function test_ClaimLocksTheStake() public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Open);
        vm.assertEq(escrow.canClaim(jobId, job, provider), "");
        vm.expectEmit(address(escrow));
        emit IJobEscrow.JobClaimed(jobId, provider, uint64(block.timestamp) + job.terms.workPeriod);
        claim(jobId, job);
        vm.assertEq(providers.lockedBy(address(escrow), provider), LOCK);
        vm.assertEq(providers.freeStake(provider), STAKE - LOCK);
    }

    function test_ProviderMayClaimItself() public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Open);
        vm.prank(provider);
        escrow.claim(jobId, job, provider);
    }

    function _claimRefused(uint256 jobId, Job memory job, address by, address caller, bytes memory reason) private {
        if (by == caller) vm.assertEq(escrow.canClaim(jobId, job, by), reason, "canClaim tells why");
        vm.expectRevert(reason);
        vm.prank(caller);
        escrow.claim(jobId, job, by);
    }

    /// @dev It only loses fees by it, and a second address would do the same.
    function test_RequesterMayBeItsOwnProvider() public {
        vm.prank(requester);
        providers.stake(STAKE, operator);
        (uint256 jobId, Job memory job) = reach(JobStatus.Open);
        vm.assertEq(escrow.canClaim(jobId, job, requester), "", "canClaim agrees with claim");
        vm.prank(requester);
        escrow.claim(jobId, job, requester);
        job.status = JobStatus.Working;
        job.provider = requester;
        job.attemptsLeft -= 1;
        job.deadline = uint64(block.timestamp) + job.terms.workPeriod;
        job = submit(jobId, job);
        vm.prank(requester);
        escrow.settle(jobId, job);

        uint256 fee = (uint256(PRICE) * FEE_BPS) / 10_000;
        assertCredits(requester, NATIVE, CREDITS - fee);
        assertCredits(address(treasury), NATIVE, fee);
        vm.assertEq(providers.freeStake(requester), STAKE);
    }

    function testFuzz_RevertWhen_TheClaimerIsNotTheOperator(address caller) public {
        vm.assume(caller != provider && caller != operator);
        (uint256 jobId, Job memory job) = reach(JobStatus.Open);
        bytes memory reason = abi.encodeWithSelector(
            IProviderRegistry.ProviderRegistry_NotOperator.selector,
            provider,
            caller
        );
        _claimRefused(jobId, job, provider, caller, reason);
    }

    function test_RevertWhen_TheProviderIsUnknown() public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Open);
        bytes memory reason = abi.encodeWithSelector(
            IProviderRegistry.ProviderRegistry_NotRegistered.selector,
            stranger
        );
        _claimRefused(jobId, job, stranger, stranger, reason);
    }

    function test_RevertWhen_FreeStakeIsShort() public {
        JobTerms memory terms = termsIn(NATIVE);
        terms.stakeLock = STAKE - LOCK + 1;
        reach(JobStatus.Working);
        (uint256 jobId, Job memory job) = create(terms);
        bytes memory reason = abi.encodeWithSelector(
            IProviderRegistry.ProviderRegistry_InsufficientStake.selector,
            provider,
            STAKE - LOCK,
            terms.stakeLock
        );
        _claimRefused(jobId, job, provider, provider, reason);
    }

    function test_RevertWhen_TheEscrowIsRemoved() public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Open);
        providers.removeModule(address(escrow));
        bytes memory reason = abi.encodeWithSelector(
            IProviderRegistry.ProviderRegistry_NotModule.selector,
            address(escrow)
        );
        _claimRefused(jobId, job, provider, provider, reason);
    }

    function test_RevertWhen_TheClaimPeriodPassed() public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Open);
        pastDeadline(job);
        bytes memory reason = abi.encodeWithSelector(IJobEscrow.JobEscrow_DeadlinePassed.selector, jobId, job.deadline);
        _claimRefused(jobId, job, provider, provider, reason);
    }

    function test_CanClaimTellsOfAStaleJob() public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Open);
        Job memory stale = abi.decode(abi.encode(job), (Job));
        job = claim(jobId, job);
        bytes memory reason = abi.encodeWithSelector(
            IJobEscrow.JobEscrow_StateMismatch.selector,
            jobId,
            keccak256(abi.encode(job)),
            keccak256(abi.encode(stale))
        );
        vm.assertEq(escrow.canClaim(jobId, stale, provider), reason);
    }

    /* SUBMIT */

    function _submitRefused(uint256 jobId, Job memory job, Receipt memory receipt, bytes memory reason) private {
        bytes memory signature = sign(operatorKey, escrow.receiptDigest(receipt));
        vm.expectRevert(reason);
        escrow.submit(jobId, job, receipt, signature);
    }

    function _mismatch(uint256 jobId, bytes32 field) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IJobEscrow.JobEscrow_ReceiptMismatch.selector, jobId, field);
    }

    function testFuzz_RevertWhen_TheReceiptIsOfAnotherJob(uint256 which, uint256 value) public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Working);
        Receipt memory receipt = receiptOf(jobId, job);
        vm.assume(value != jobId && bytes32(value) != job.terms.specDigest && address(uint160(value)) != provider);
        vm.assume(uint64(value) != job.deadline);
        which = bound(which, 0, 5);
        bytes32 field;
        if (which == 0) (receipt.jobId, field) = (value, "jobId");
        else if (which == 1) (receipt.stage, field) = (uint32(bound(value, 1, type(uint32).max)), "stage");
        else if (which == 2) (receipt.specDigest, field) = (bytes32(value), "specDigest");
        else if (which == 3) (receipt.provider, field) = (address(uint160(value)), "provider");
        else if (which == 4) (receipt.deadline, field) = (uint64(value), "deadline");
        else (receipt.outputDigest, field) = (0, "outputDigest");
        _submitRefused(jobId, job, receipt, _mismatch(jobId, field));
    }

    /// @dev The provider signed, came too late, lost its lock, and tries again: a stranger must not end that attempt for it.
    function testFuzz_RevertWhen_TheReceiptIsOfAnEarlierAttempt(uint32 pause) public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Working);
        Receipt memory earlier = receiptOf(jobId, job);
        bytes memory signature = sign(operatorKey, escrow.receiptDigest(earlier));
        pastDeadline(job);
        escrow.slashNoShow(jobId, job);
        job.status = JobStatus.Open;
        job.provider = address(0);
        job.deadline = uint64(block.timestamp) + job.terms.claimPeriod;
        vm.warp(block.timestamp + bound(pause, 0, job.terms.claimPeriod));
        job = claim(jobId, job);

        vm.expectRevert(_mismatch(jobId, "deadline"));
        vm.prank(stranger);
        escrow.submit(jobId, job, earlier, signature);
        submit(jobId, job);
    }

    function testFuzz_RevertWhen_AnotherSigned(uint256 key) public {
        key = bound(key, 1, 1e70);
        vm.assume(key != operatorKey);
        (uint256 jobId, Job memory job) = reach(JobStatus.Working);
        Receipt memory receipt = receiptOf(jobId, job);
        bytes memory signature = sign(key, escrow.receiptDigest(receipt));
        vm.expectRevert(abi.encodeWithSelector(IJobEscrow.JobEscrow_InvalidSignature.selector, jobId, operator));
        escrow.submit(jobId, job, receipt, signature);
    }

    function test_RevertWhen_TheReceiptIsSignedForAnotherChain() public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Working);
        Receipt memory receipt = receiptOf(jobId, job);
        bytes memory signature = sign(operatorKey, escrow.receiptDigest(receipt));
        vm.chainId(block.chainid + 1);
        vm.expectRevert(abi.encodeWithSelector(IJobEscrow.JobEscrow_InvalidSignature.selector, jobId, operator));
        escrow.submit(jobId, job, receipt, signature);
    }

    /// @dev Words 1 (stage), 3 (profile), 9 (provider) and 10 (deadline) of a receipt are narrower than a word.
    function testFuzz_RevertWhen_TheReceiptHasDirtyBits(uint256 which) public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Working);
        Receipt memory receipt = receiptOf(jobId, job);
        uint256 word = [uint256(1), 3, 9, 10][bound(which, 0, 3)];
        bytes memory signature = sign(operatorKey, escrow.receiptDigest(receipt));
        bytes memory data = abi.encodeCall(IJobEscrow.submit, (jobId, job, receipt, signature));
        data[4 + 32 * (1 + 18 + word)] = 0x01;
        // solhint-disable-next-line avoid-low-level-calls
        (bool done, ) = address(escrow).call(data);
        vm.assertFalse(done);
    }

    function test_AnyoneMayBringASignedReceipt() public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Working);
        Receipt memory receipt = receiptOf(jobId, job);
        bytes memory signature = sign(operatorKey, escrow.receiptDigest(receipt));
        vm.expectEmit(address(escrow));
        emit IJobEscrow.ResultSubmitted(jobId, provider, uint64(block.timestamp) + job.terms.challengePeriod, receipt);
        vm.prank(stranger);
        escrow.submit(jobId, job, receipt, signature);
    }

    function test_OperatorMayBeASmartWallet() public {
        SignerWallet wallet = new SignerWallet(bob);
        vm.prank(provider);
        providers.setOperator(address(wallet));
        (uint256 jobId, Job memory job) = reach(JobStatus.Open);
        vm.prank(address(wallet));
        escrow.claim(jobId, job, provider);
        job.status = JobStatus.Working;
        job.provider = provider;
        job.attemptsLeft -= 1;
        job.deadline = uint64(block.timestamp) + job.terms.workPeriod;

        Receipt memory receipt = receiptOf(jobId, job);
        bytes memory byAnother = sign(aliceKey, escrow.receiptDigest(receipt));
        vm.expectRevert(abi.encodeWithSelector(IJobEscrow.JobEscrow_InvalidSignature.selector, jobId, address(wallet)));
        escrow.submit(jobId, job, receipt, byAnother);
        escrow.submit(jobId, job, receipt, sign(bobKey, escrow.receiptDigest(receipt)));
    }

    function test_ReceiptDigestIsThatOfTheDomain() public view {
        Job memory job;
        Receipt memory receipt = receiptOf(1, job);
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Blacktail"),
                keccak256("1"),
                block.chainid,
                address(escrow)
            )
        );
        bytes32 typeHash = keccak256(
            "Receipt(uint256 jobId,uint32 stage,bytes32 specDigest,uint8 profile,bytes32 inputRoot,bytes32 outputDigest,bytes32 stateRoot,bytes32 traceRoot,bytes32 reportDigest,address provider,uint64 deadline)"
        );
        bytes32 structHash = keccak256(abi.encode(typeHash, receipt));
        vm.assertEq(escrow.receiptDigest(receipt), keccak256(abi.encodePacked(hex"1901", domain, structHash)));
    }

    /* SETTLE */

    function testFuzz_SettlePaysProviderTreasuryAndModel(
        uint128 price,
        uint16 royaltyBps,
        uint16 feeBps,
        bool inBlack
    ) public {
        price = uint128(bound(price, 1, CREDITS));
        royaltyBps = uint16(bound(royaltyBps, 0, registry.MAX_ROYALTY_BPS()));
        feeBps = uint16(bound(feeBps, 0, treasury.feeCap(Service.Compute)));
        treasury.setFee(Service.Compute, feeBps, feeBps);
        escrow.syncFees();
        vm.prank(alice);
        registry.mint(DIGEST, royaltyBps, bob);
        JobTerms memory terms = termsIn(inBlack ? blackCurrency() : NATIVE);
        (terms.modelId, terms.price) = (TOKEN, price);

        uint256 jobId = _pendingAtFee(terms, feeBps);
        uint256 fee = (uint256(price) * feeBps) / 10_000;
        uint256 royalty = (uint256(price) * royaltyBps) / 10_000;
        assertOver(jobId, terms.currency);
        assertCredits(address(treasury), terms.currency, fee);
        assertCredits(alice, terms.currency, royalty);
        uint256 before = inBlack ? CREDITS - STAKE : CREDITS;
        assertCredits(provider, terms.currency, before + price - fee - royalty);
        assertCredits(requester, terms.currency, CREDITS - price);
    }

    /// @dev Takes a job at that fee to its end; settled by a stranger.
    function _pendingAtFee(JobTerms memory terms, uint16 feeBps) private returns (uint256 jobId) {
        Job memory job;
        vm.prank(requester);
        jobId = escrow.createJob(terms);
        job.terms = terms;
        job.requester = requester;
        job.status = JobStatus.Open;
        job.feeBps = feeBps;
        job.attemptsLeft = terms.attempts;
        job.deadline = uint64(block.timestamp) + terms.claimPeriod;
        job = submit(jobId, claim(jobId, job));
        pastDeadline(job);
        uint256 fee = (uint256(terms.price) * feeBps) / 10_000;
        (address receiver, uint256 royalty) = registry.royaltyInfo(TOKEN, terms.price);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.JobSettled(jobId, provider, terms.price - fee - royalty, fee, royalty, receiver);
        vm.prank(stranger);
        escrow.settle(jobId, job);
    }

    function test_RequesterMayAcceptEarly() public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Pending);
        vm.prank(requester);
        escrow.settle(jobId, job);
        assertOver(jobId, NATIVE);
    }

    /* NO-SHOW */

    function testFuzz_NoShowPaysAQuarterBurnsTheRestAndReopens(uint128 stakeLock) public {
        JobTerms memory terms = termsIn(NATIVE);
        terms.stakeLock = uint128(bound(stakeLock, bounds().minStakeLock, STAKE / 2));
        (uint256 jobId, Job memory job) = reach(JobStatus.Working, terms);
        pastDeadline(job);
        Job memory next = abi.decode(abi.encode(job), (Job));
        next.status = JobStatus.Open;
        next.provider = address(0);
        next.deadline = uint64(block.timestamp) + job.terms.claimPeriod;
        uint256 quarter = terms.stakeLock / 4;
        uint256 supply = black.totalSupply();
        vm.expectEmit(address(escrow));
        emit IJobEscrow.NoShowSlashed(jobId, provider, next, quarter, terms.stakeLock - quarter);
        vm.prank(stranger);
        escrow.slashNoShow(jobId, job);

        assertStands(jobId, next);
        assertCredits(requester, blackCurrency(), CREDITS + quarter);
        assertCredits(stranger, blackCurrency(), 0);
        assertCredits(address(escrow), NATIVE, PRICE);
        vm.assertEq(black.totalSupply(), supply - (terms.stakeLock - quarter), "burned for good");
        vm.assertEq(providers.providerOf(provider).stake, STAKE - terms.stakeLock);
        vm.assertEq(providers.providerOf(provider).locked, 0);
        submit(jobId, claim(jobId, next));
    }

    function test_LastNoShowRefundsToo() public {
        (uint256 jobId, Job memory job) = reach(JobStatus.Working);
        pastDeadline(job);
        escrow.slashNoShow(jobId, job);
        job.status = JobStatus.Open;
        job.provider = address(0);
        job.deadline = uint64(block.timestamp) + job.terms.claimPeriod;
        job = claim(jobId, job);
        pastDeadline(job);

        uint256 quarter = LOCK / 4;
        vm.expectEmit(address(escrow));
        emit IJobEscrow.NoShowSlashed(jobId, provider, ended(job, JobStatus.Refunded), quarter, LOCK - quarter);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.JobRefunded(jobId, requester, ended(job, JobStatus.Refunded));
        escrow.slashNoShow(jobId, job);
        assertOver(jobId, NATIVE);
        assertCredits(requester, NATIVE, CREDITS);
        assertCredits(requester, blackCurrency(), CREDITS + 2 * quarter);
    }

    /// @dev With the operator's key the thief posts jobs, claims each for the provider and lets the work period pass.
    function test_ThiefOfTheOperatorKeyGetsAQuarterByNoShows() public {
        JobTerms memory terms = termsIn(NATIVE);
        (terms.stakeLock, terms.attempts) = (STAKE / 4, 1);
        for (uint256 i = 0; i < 4; ++i) {
            (uint256 jobId, Job memory job) = reach(JobStatus.Working, terms);
            pastDeadline(job);
            escrow.slashNoShow(jobId, job);
        }
        vm.assertEq(providers.providerOf(provider).stake, 0, "all that was free is lost");
        assertCredits(requester, blackCurrency(), CREDITS + STAKE / 4);
        assertCredits(requester, NATIVE, CREDITS);
    }
}
