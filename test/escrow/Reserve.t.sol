// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobEscrow} from "../../contracts/interfaces/IJobEscrow.sol";
import {IReferees} from "../../contracts/interfaces/IReferees.sol";
import {Currency, NATIVE} from "../../contracts/types/Currency.sol";
import {JobStatus, JobTerms} from "../../contracts/types/Job.sol";
import {PlainToken} from "../mocks/PlainToken.sol";
import {JobTest} from "./JobTest.sol";

/// @notice The audit reserve, which others' jobs filled, against a party that is requester, provider, challenger and auditor at once: it leaves
/// results that the lot does not fall on before they are paid, and is paid for the audit of one that it falls on. At the shipped rates, and with a coin
/// worth one $BLACK.
contract ReserveTest is JobTest {
    uint128 private constant PRICE = 10 ether;
    uint128 private constant SIXTY = 60 * PRICE;
    /// @dev Results that the lot falls on are one in fifty.
    uint256 private constant EXITS = 49;
    uint256 private constant FULL = 100 ether;

    function setUp() public override {
        super.setUp();
        IJobEscrow.Parameters memory changed = bounds();
        (changed.lockPercent, changed.nativeLock) = (6_000, 60);
        escrow.setParameters(changed);
        IReferees.Parameters memory p = refereeRules();
        (p.auditSeats, p.auditFeeBps) = (1, 10_000);
        referees.setParameters(p);
        // Its second provider, at the same operator, audits.
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(workers[i]);
            providers.stake(2_000 ether, operator);
        }
        letStakeCount();
        _fill(NATIVE);
    }

    function test_RevertWhen_TheLockIsSmallBesideThePrice() public {
        JobTerms memory terms = _terms(SIXTY - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IJobEscrow.JobEscrow_StakeLockTooLow.selector, SIXTY - 1, uint256(SIXTY))
        );
        vm.prank(requester);
        escrow.createJob(terms);
    }

    function test_AuditsPayLessThanLeavingByASlashCosts() public {
        uint256 before = _black();
        Live memory live = reach(JobStatus.Pending, _terms(SIXTY));
        challenge(live);
        vote(live, 0);
        conclude(live);
        assertOver(live);
        assertCredits(requester, NATIVE, CREDITS);
        uint256 exit = before - _black();
        vm.assertEq(exit, SIXTY - SIXTY / 4 - (SIXTY * 3) / 8, "three eighths of the lock");
        _assertNoGain(exit);
    }

    /// @dev A lock that nobody else can put up: nobody can decide, and its own second provider alone can audit.
    function test_AuditsPayLessThanLeavingByAVoidDisputeCosts() public {
        uint128 dear = STAKE + 1;
        uint256 before = _black();
        Live memory live = reach(JobStatus.Pending, _terms(dear));
        challenge(live);
        abandon(live);
        conclude(live);
        assertOver(live);
        assertCredits(requester, NATIVE, CREDITS);
        vm.assertEq(before - _black(), (uint256(dear) + 511) / 512);
        // A lock as small as the rate allows.
        before = _black();
        live = reach(JobStatus.Pending, _terms(SIXTY));
        challenge(live);
        abandon(live);
        conclude(live);
        uint256 exit = before - _black();
        vm.assertEq(exit, (uint256(SIXTY) + 511) / 512);
        _assertNoGain(exit);
        vm.assertGt(exit, (uint256(PRICE) * 250) / 10_000, "dearer than the fee of paying for it");
    }

    function test_AnAuditPaysForWhatTheLockCoversToday() public {
        Live memory live = reach(JobStatus.Pending, _terms(SIXTY));
        // The coin rose.
        IJobEscrow.Parameters memory changed = escrow.parameters();
        changed.nativeLock = 240;
        escrow.setParameters(changed);
        vm.assertEq(_audit(live), PRICE / 4);
    }

    function test_WithoutARateAnAuditPaysNothing() public {
        IJobEscrow.Parameters memory changed = escrow.parameters();
        changed.nativeLock = 0;
        escrow.setParameters(changed);
        vm.assertEq(_audit(reach(JobStatus.Pending, _terms(LOCK))), 0);
        vm.assertEq(referees.reserveOf(NATIVE), FULL);
    }

    function test_AnAuditOfAJobInAnotherTokenPaysNothing() public {
        PlainToken token = new PlainToken();
        token.mint(address(this), 200 ether);
        token.approve(address(vault), 200 ether);
        Currency currency = Currency.wrap(uint160(address(token)));
        vault.deposit(currency, PRICE, requester);
        vault.deposit(currency, (FULL * 5) / 4, address(referees));
        referees.sweep(currency);
        JobTerms memory terms = _terms(LOCK);
        terms.currency = currency;
        vm.assertEq(_audit(reach(JobStatus.Pending, terms)), 0);
        vm.assertEq(referees.reserveOf(currency), FULL);
    }

    /// @dev Nor do referees who clear a result that auditors rejected.
    function test_WithoutARateAVerdictPaysNothing() public {
        IJobEscrow.Parameters memory changed = escrow.parameters();
        changed.nativeLock = 0;
        escrow.setParameters(changed);
        Live memory live = reach(JobStatus.Pending, _terms(LOCK));
        _audit(live, 0);
        escalate(live);
        vote(live, 1);
        conclude(live);
        assertOver(live);
        vm.assertEq(referees.reserveOf(NATIVE), FULL);
    }

    function _fill(Currency currency) private {
        credit(currency, address(referees), (FULL * 5) / 4);
        referees.sweep(currency);
        vm.assertEq(referees.reserveOf(currency), FULL);
    }

    function _terms(uint128 stakeLock) private pure returns (JobTerms memory terms) {
        terms = termsIn(NATIVE);
        terms.budget = PRICE;
        terms.stakeLock = stakeLock;
        terms.rules = rulesOf(1, 1, 0);
    }

    /// @dev All $BLACK of the party, staked and not.
    function _black() private view returns (uint256 sum) {
        uint256 id = blackCurrency().id();
        sum = vault.balanceOf(requester, id) + vault.balanceOf(challenger, id);
        for (uint256 i = 0; i < 2; ++i) sum += vault.balanceOf(workers[i], id) + stakeOf(workers[i]);
    }

    /// @dev What its second provider gets for the audit of the job that the lot falls on is less than what leaving the others cost.
    function _assertNoGain(uint256 exit) private {
        uint256 gain = _audit(reach(JobStatus.Pending, _terms(SIXTY)));
        vm.assertEq(gain, PRICE, "the most an audit pays");
        vm.assertGt(EXITS * exit, gain);
    }

    function _audit(Live memory live) private returns (uint256 paid) {
        return _audit(live, 1);
    }

    /// @return paid To the party's second provider, which found the result right (1) or wrong (0).
    function _audit(Live memory live, uint16 bits) private returns (uint256 paid) {
        Currency currency = live.job.terms.currency;
        uint256 before = vault.balanceOf(workers[1], currency.id());
        drawAudit(live);
        uint256 panelId = live.dispute.auditId;
        address[] memory parties = partiesOf(live);
        vm.roll(block.number + 2);
        vm.warp(referees.panelOf(panelId).deadline - 1);
        vm.startPrank(operator);
        referees.sit(panelId, workers[1], parties);
        referees.commit(panelId, workers[1], referees.commitmentOf(panelId, workers[1], bits, 0, "salt"));
        vm.stopPrank();
        referees.reveal(panelId, workers[1], bits, 0, "salt");
        referees.advance(panelId);
        return vault.balanceOf(workers[1], currency.id()) - before;
    }
}
