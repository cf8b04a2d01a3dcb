// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {IJobEscrow} from "../../contracts/interfaces/IJobEscrow.sol";
import {ILicences} from "../../contracts/interfaces/ILicences.sol";
import {Currency, NATIVE} from "../../contracts/types/Currency.sol";
import {JobTerms} from "../../contracts/types/Job.sol";
import {JobRules} from "../../contracts/types/JobRules.sol";
import {Stages} from "../../contracts/types/Stages.sol";
import {JobTest} from "./JobTest.sol";

contract CreateJobTest is JobTest {
    function _refused(JobTerms memory terms, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(requester);
        escrow.createJob(terms);
    }

    /// @dev The rules with a field of `bits` at `shift` replaced.
    function _with(JobRules rules, uint256 shift, uint256 bits, uint256 value) private pure returns (JobRules) {
        uint256 mask = ((1 << bits) - 1) << shift;
        return JobRules.wrap((JobRules.unwrap(rules) & ~mask) | (value << shift));
    }

    function test_RevertWhen_BudgetIsZero() public {
        JobTerms memory terms = termsIn(NATIVE);
        terms.budget = 0;
        _refused(terms, abi.encodeWithSelector(IJobEscrow.JobEscrow_ZeroPrice.selector));
    }

    function test_RevertWhen_SpecIsZero() public {
        JobTerms memory terms = termsIn(NATIVE);
        terms.specDigest = 0;
        _refused(terms, abi.encodeWithSelector(IJobEscrow.JobEscrow_ZeroSpec.selector));
    }

    function testFuzz_RevertWhen_AStageHasNoWeight(uint256 stages) public {
        Stages word = Stages.wrap(stages & ~uint256(0xff00));
        vm.assume(stages >> 16 != 0);
        JobTerms memory terms = termsIn(NATIVE);
        terms.stages = word;
        _refused(terms, abi.encodeWithSelector(IJobEscrow.JobEscrow_InvalidStages.selector, word));
    }

    function testFuzz_RevertWhen_RulesSetWhatIsNotTheirs(uint256 which) public {
        JobTerms memory terms = termsIn(NATIVE);
        which = bound(which, 200, 255);
        terms.rules = JobRules.wrap(JobRules.unwrap(terms.rules) | (1 << which));
        _refused(terms, abi.encodeWithSelector(IJobEscrow.JobEscrow_InvalidRules.selector, terms.rules));
    }

    function testFuzz_RevertWhen_TheProfileIsUnknown(uint8 profile) public {
        profile = uint8(bound(profile, 4, 255));
        JobTerms memory terms = termsIn(NATIVE);
        terms.rules = _with(terms.rules, 128, 8, profile);
        _refused(terms, abi.encodeWithSelector(IJobEscrow.JobEscrow_InvalidRules.selector, terms.rules));
    }

    function testFuzz_RevertWhen_PeriodIsOutOfBounds(uint32 period, uint8 which) public {
        IJobEscrow.Parameters memory limits = bounds();
        vm.assume(period < limits.minPeriod || period > limits.maxPeriod);
        JobTerms memory terms = termsIn(NATIVE);
        terms.rules = _with(terms.rules, 32 * (which % 3), 32, period);
        _refused(
            terms,
            abi.encodeWithSelector(
                IJobEscrow.JobEscrow_PeriodOutOfBounds.selector,
                period,
                limits.minPeriod,
                limits.maxPeriod
            )
        );
    }

    function testFuzz_RevertWhen_PriorityIsOutOfBounds(uint16 period, bool tooShort) public {
        IJobEscrow.Parameters memory limits = bounds();
        limits.minPriorityPeriod = 30;
        escrow.setParameters(limits);
        period = uint16(tooShort ? bound(period, 0, 29) : bound(period, 3_601, type(uint16).max));
        JobTerms memory terms = termsIn(NATIVE);
        terms.rules = _with(terms.rules, 96, 16, period);
        _refused(terms, abi.encodeWithSelector(IJobEscrow.JobEscrow_PeriodOutOfBounds.selector, period, 30, 1 hours));
    }

    function testFuzz_RevertWhen_AttemptsAreOutOfBounds(uint8 attempts) public {
        uint8 max = bounds().maxAttempts;
        vm.assume(attempts == 0 || attempts > max);
        JobTerms memory terms = termsIn(NATIVE);
        terms.rules = rulesOf(1, attempts, 0);
        _refused(terms, abi.encodeWithSelector(IJobEscrow.JobEscrow_AttemptsOutOfBounds.selector, attempts, max));
    }

    function testFuzz_RevertWhen_ReplicasAreOutOfBounds(uint8 replicas) public {
        vm.assume(replicas == 0 || replicas > 9);
        JobTerms memory terms = termsIn(NATIVE);
        terms.rules = rulesOf(replicas, 1, 0);
        _refused(terms, abi.encodeWithSelector(IJobEscrow.JobEscrow_ReplicasOutOfBounds.selector, replicas, 9));
    }

    function testFuzz_RevertWhen_StakeLockIsTooLow(uint128 stakeLock) public {
        uint96 min = bounds().minStakeLock;
        stakeLock = uint128(bound(stakeLock, 0, min - 1));
        JobTerms memory terms = termsIn(NATIVE);
        terms.stakeLock = stakeLock;
        _refused(terms, abi.encodeWithSelector(IJobEscrow.JobEscrow_StakeLockTooLow.selector, stakeLock, min));
    }

    /// @dev In $BLACK the lock must be worth the dearest stage of one replica: 5/6 of 600, by 3.
    function test_RevertWhen_StakeLockIsWorthLessThanAStage() public {
        JobTerms memory terms = termsIn(blackCurrency());
        terms.budget = 600 ether + 1;
        terms.stages = Stages.wrap(0x0105);
        terms.rules = rulesOf(3, 1, 0);
        uint256 least = (500 ether + 2) / uint256(3);
        terms.stakeLock = uint128(least - 1);
        _refused(terms, abi.encodeWithSelector(IJobEscrow.JobEscrow_StakeLockTooLow.selector, least - 1, least));
        terms.stakeLock = uint128(least);
        create(terms);
    }

    /// @dev As in $BLACK, by the coin's own rate: ninety $BLACK for each coin of 5/6 of 60, by 3.
    function test_RevertWhen_StakeLockOfACoinJobIsWorthLessThanAStage() public {
        JobTerms memory terms = termsIn(NATIVE);
        terms.budget = 60 ether + 1;
        terms.stages = Stages.wrap(0x0105);
        terms.rules = rulesOf(3, 1, 0);
        uint256 least = ((50 ether + 2) / uint256(3)) * 90;
        terms.stakeLock = uint128(least - 1);
        _refused(terms, abi.encodeWithSelector(IJobEscrow.JobEscrow_StakeLockTooLow.selector, least - 1, least));
        terms.stakeLock = uint128(least);
        create(terms);
    }

    /// @dev The chain knows no price of other tokens, nor of the coin where governance named none.
    function test_WithoutARateTheLeastLockIsEnough() public {
        JobTerms memory terms = termsIn(Currency.wrap(uint160(address(vault))));
        terms.budget = 5;
        terms.stakeLock = uint128(bounds().minStakeLock);
        // It fails where the token does, beyond the terms.
        _refused(
            terms,
            abi.encodeWithSelector(ERC6909.ERC6909InsufficientBalance.selector, requester, 0, 5, terms.currency.id())
        );
        IJobEscrow.Parameters memory changed = bounds();
        changed.nativeLock = 0;
        escrow.setParameters(changed);
        terms.currency = NATIVE;
        terms.budget = uint128(CREDITS);
        create(terms);
    }

    function test_RevertWhen_CreditsAreShort() public {
        JobTerms memory terms = termsIn(NATIVE);
        terms.budget = uint128(CREDITS) + 1;
        terms.stakeLock = 90 * terms.budget;
        _refused(
            terms,
            abi.encodeWithSelector(ERC6909.ERC6909InsufficientBalance.selector, requester, CREDITS, CREDITS + 1, 0)
        );
    }

    function test_RevertWhen_EscrowIsNotApproved() public {
        vm.prank(requester);
        vault.setOperator(address(escrow), false);
        _refused(
            termsIn(NATIVE),
            abi.encodeWithSelector(ERC6909.ERC6909InsufficientAllowance.selector, address(escrow), 0, BUDGET, 0)
        );
    }

    /// @dev Words 3 to 5 of the terms are narrower than a word; a dirty one must not reach the log or the hash.
    function testFuzz_RevertWhen_TermsHaveDirtyBits(uint256 which) public {
        JobTerms memory terms = termsIn(NATIVE);
        bytes memory data = abi.encodeCall(IJobEscrow.createJob, (terms));
        data[4 + 32 * bound(which, 3, 5)] = 0x01;
        vm.prank(requester);
        // solhint-disable-next-line avoid-low-level-calls
        (bool done, bytes memory reason) = address(escrow).call(data);
        vm.assertFalse(done);
        vm.assertEq(reason, "");
    }

    function testFuzz_CreatesAnOpenJob(
        uint128 budget,
        uint128 stakeLock,
        uint8 replicas,
        uint8 attempts,
        uint64 capabilities,
        bool inBlack
    ) public {
        JobTerms memory terms = termsIn(inBlack ? blackCurrency() : NATIVE);
        terms.budget = uint128(bound(budget, 1, inBlack ? 100 ether : CREDITS));
        uint256 worth = inBlack ? terms.budget : 90 * uint256(terms.budget);
        uint256 least = worth > bounds().minStakeLock ? worth : bounds().minStakeLock;
        terms.stakeLock = uint128(bound(stakeLock, least, type(uint128).max));
        terms.rules = rulesOf(uint8(bound(replicas, 1, 9)), uint8(bound(attempts, 1, bounds().maxAttempts)), 0);
        terms.rules = _with(terms.rules, 136, 64, capabilities);
        vm.recordLogs();
        Live memory live = create(terms);
        vm.assertEq(live.id, 1);
        assertCredits(address(escrow), terms.currency, terms.budget);
        assertCredits(requester, terms.currency, CREDITS - terms.budget);
        vm.assertEq(lens.plain(live.job).left, terms.budget);
        vm.assertEq(uint256(lens.plain(live.job).rules.capabilities), capabilities);
    }

    function test_TellsOfIt() public {
        JobTerms memory terms = termsIn(NATIVE);
        uint256 start = vm.snapshotState();
        Live memory live = create(terms);
        vm.revertToState(start);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.JobCreated(1, requester, live.job.terms, live.job.state);
        create(terms);
    }

    function test_CountsJobsFromOne() public {
        vm.assertEq(escrow.jobCount(), 0);
        vm.assertEq(escrow.jobHash(0), bytes32(0));
        vm.assertEq(create(termsIn(NATIVE)).id, 1);
        vm.assertEq(create(termsIn(blackCurrency())).id, 2);
        vm.assertEq(escrow.jobCount(), 2);
    }

    /* USE OF A MODEL */

    function _model(uint128 usePrice) private returns (JobTerms memory terms) {
        vm.prank(alice);
        registry.mint(DIGEST, ROYALTY_BPS, bob);
        if (usePrice != 0) {
            vm.prank(bob);
            licences.setOffer(TOKEN, NATIVE, ILicences.Offer({usePrice: usePrice, licencePrice: 1 ether, duration: 0}));
        }
        terms = termsIn(NATIVE);
        terms.modelId = TOKEN;
    }

    function testFuzz_RevertWhen_ModelIsUnknown(uint256 modelId) public {
        vm.assume(modelId != 0);
        JobTerms memory terms = termsIn(NATIVE);
        terms.modelId = modelId;
        _refused(terms, abi.encodeWithSelector(IJobEscrow.JobEscrow_UnknownModel.selector, modelId));
    }

    function test_RevertWhen_TheUseIsNotOffered() public {
        JobTerms memory terms = _model(1 ether);
        terms.currency = blackCurrency();
        (bool offered, ) = licences.useCost(TOKEN, terms.currency, requester);
        vm.assertFalse(offered);
        _refused(
            terms,
            abi.encodeWithSelector(IJobEscrow.JobEscrow_UseNotOffered.selector, TOKEN, blackCurrency().id())
        );
    }

    function test_RevertWhen_TheUseCostsMoreThanTheTermsGive() public {
        JobTerms memory terms = _model(1 ether);
        terms.usePrice = 1 ether - 1;
        _refused(
            terms,
            abi.encodeWithSelector(
                IJobEscrow.JobEscrow_UsePriceTooLow.selector,
                TOKEN,
                uint256(1 ether - 1),
                uint256(1 ether)
            )
        );
    }

    function test_TheUseIsEscrowedAtItsPriceAndPaidAtTheEnd() public {
        JobTerms memory terms = _model(1 ether + 3);
        terms.usePrice = 2 ether;
        terms.stages = Stages.wrap(0x0101);
        vm.prank(requester);
        uint256 id = escrow.createJob(terms);
        terms.usePrice = 1 ether + 3;
        Live memory live;
        {
            uint256 start = vm.snapshotState();
            live = create(terms);
            vm.revertToState(start);
        }
        live.id = id;
        assertStands(live);
        assertCredits(address(escrow), NATIVE, BUDGET + 1 ether + 3);

        claim(live);
        submit(live);
        vm.prank(requester);
        escrow.settle(live.id, live.job);
        assertCredits(bob, NATIVE, 0);
        mirrorNextStage(live, OUTPUT);
        claim(live);
        submit(live);
        uint256 royalty = (uint256(1 ether + 3) * ROYALTY_BPS) / 10_000;
        vm.expectEmit(address(escrow));
        emit IJobEscrow.ModelUsed(live.id, TOKEN, bob, 1 ether + 3, royalty);
        vm.prank(requester);
        escrow.settle(live.id, live.job);
        assertOver(live);
        assertCredits(bob, NATIVE, 1 ether + 3 - royalty);
        assertCredits(alice, NATIVE, royalty);
        assertConserved(0);
    }

    function test_TheUseIsRefundedWhereTheJobIsNotDone() public {
        JobTerms memory terms = _model(1 ether);
        terms.usePrice = 1 ether;
        Live memory live = create(terms);
        vm.prank(requester);
        escrow.cancel(live.id, live.job);
        assertCredits(requester, NATIVE, CREDITS);
    }

    function test_WhoHasALicencePaysNothingForTheUse() public {
        JobTerms memory terms = _model(1 ether);
        vm.prank(bob);
        licences.grant(TOKEN, requester, type(uint64).max);
        create(terms);
        assertCredits(address(escrow), NATIVE, BUDGET);
    }

    function test_TermsWithoutAModelGiveNothingForItsUse() public {
        JobTerms memory terms = termsIn(NATIVE);
        terms.usePrice = 5 ether;
        vm.prank(requester);
        escrow.createJob(terms);
        assertCredits(address(escrow), NATIVE, BUDGET);
    }
}
