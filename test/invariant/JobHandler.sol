// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobEscrow} from "../../contracts/interfaces/IJobEscrow.sol";
import {Service} from "../../contracts/interfaces/ITreasury.sol";
import {IReferees} from "../../contracts/interfaces/IReferees.sol";
import {Currency, NATIVE} from "../../contracts/types/Currency.sol";
import {JobStatus, JobTerms, Replica} from "../../contracts/types/Job.sol";
import {Stages} from "../../contracts/types/Stages.sol";
import {JobTest} from "../escrow/JobTest.sol";

/// @notice Takes jobs of one and of several replicas, with stages, audits and disputes, through any sequence of steps, and keeps them
/// as they must stand. It deploys its own world.
/// @dev Steps that the moment does not allow do nothing. Each step that is done compares the job with the chain's word.
contract JobHandler is JobTest {
    /// @dev ABI-encoded `Live`s; final ones are empty.
    mapping(uint256 jobId => bytes) private lives;
    uint256 public jobCount;
    mapping(bytes32 step => uint256) public done;

    function setUp() public override {
        super.setUp();
        vm.prank(alice);
        registry.mint(DIGEST, 1_000, bob);
        _more(requester);
        _more(challenger);
        for (uint256 i = 0; i < workers.length; ++i) {
            _more(workers[i]);
            vm.prank(workers[i]);
            providers.stake(20_000 ether, operator);
        }
        for (uint256 i = 0; i < members.length; ++i) {
            _more(members[i]);
            vm.prank(members[i]);
            providers.stake(20_000 ether, members[i]);
        }
    }

    /// @dev More than any run can stake, escrow and lose.
    function _more(address account) private {
        credit(NATIVE, account, 1_000_000 ether);
        credit(blackCurrency(), account, 10_000_000 ether);
    }

    function liveOf(uint256 jobId) public view returns (bool, Live memory live) {
        bytes memory data = lives[jobId];
        if (data.length == 0) return (false, live);
        return (true, abi.decode(data, (Live)));
    }

    function currencies() external view returns (Currency, Currency) {
        return (NATIVE, blackCurrency());
    }

    function held(Currency currency) external view returns (uint256) {
        return vault.balanceOf(address(escrow), currency.id());
    }

    /* TIME AND GOVERNANCE */

    function pass(uint32 time) external {
        vm.warp(block.timestamp + bound(time, 1, time % 4 == 0 ? 6 hours : 20 minutes));
        vm.roll(block.number + 2);
    }

    function changeFee(uint16 bps) external {
        bps = uint16(bound(bps, 0, 1_500));
        treasury.setFee(Service.Compute, bps, bps / 2);
        escrow.syncFees();
        escrow.collectFees(NATIVE);
        escrow.collectFees(blackCurrency());
        referees.sweep(NATIVE);
        referees.sweep(blackCurrency());
    }

    /* JOBS */

    function open(uint128 budget, uint128 lock, uint8 replicas, uint8 stages, bool inBlack) external {
        JobTerms memory terms = termsIn(inBlack ? blackCurrency() : NATIVE);
        terms.budget = uint128(bound(budget, 1, 1 ether));
        terms.stakeLock = uint128(bound(lock, 100 ether, 300 ether));
        terms.rules = rulesOf(uint8(bound(replicas, 1, 3)), uint8(bound(stages, 1, 3)), uint16(stages));
        if (stages % 2 == 0) terms.stages = Stages.wrap((uint256(0x030201) >> (8 * (stages % 3))));
        _keep(create(terms));
        ++jobCount;
        ++done["open"];
        _carry(jobCount, uint8(lock), uint8(budget >> 8) & uint8(budget));
    }

    function take(uint256 which, uint256 who) external {
        (bool found, Live memory live) = _pick(which, JobStatus.Open);
        if (found) _take(live, who);
    }

    function work(uint256 which, uint256 index, bool wrong) external {
        (bool found, Live memory live) = _pick(which, JobStatus.Working);
        if (found) _work(live, index, wrong);
    }

    function show(uint256 which, uint256 index) external {
        (bool found, Live memory live) = _pick(which, JobStatus.Revealing);
        if (found) _show(live, index);
    }

    /// @notice Takes a job some ordinary steps further, so that many come before auditors and referees.
    function carry(uint256 which, uint8 steps, uint8 wrong) external {
        if (jobCount != 0) _carry((which % jobCount) + 1, steps, wrong);
    }

    function _carry(uint256 jobId, uint8 steps, uint8 wrong) private {
        for (uint256 i = 0; i < steps % 11; ++i) {
            (bool found, Live memory live) = liveOf(jobId);
            if (!found) return;
            JobStatus status = live.job.state.status();
            if (status == JobStatus.Open) _take(live, i);
            else if (status == JobStatus.Working) _work(live, i, (wrong >> (i % 8)) & 1 == 1);
            else if (status == JobStatus.Revealing) _show(live, i);
        }
    }

    function _take(Live memory live, uint256 who) private {
        address by = workers[who % 3];
        if (lens.canClaim(live.id, live.job, live.replicas, by).length != 0) return;
        if (live.job.terms.rules.replicas() == 1) claimBy(live, by);
        else claimReplica(live, by);
        _keep(live);
        ++done["take"];
    }

    function _work(Live memory live, uint256 index, bool wrong) private {
        if (block.timestamp > live.job.state.deadline()) return;
        if (live.replicas.length == 0) {
            submit(live);
        } else {
            index = index % live.replicas.length;
            if (live.replicas[index].digest != 0) return;
            commitReplica(live, index, wrong ? OTHER : OUTPUT);
        }
        _keep(live);
        ++done["work"];
    }

    function _show(Live memory live, uint256 index) private {
        if (block.timestamp > live.job.state.deadline()) return;
        index = index % live.replicas.length;
        if (live.replicas[index].place.revealed()) return;
        // Which of the two it committed to.
        bool wrong = live.replicas[index].digest == commitmentOf(live, index, OTHER);
        revealReplica(live, index, wrong ? OTHER : OUTPUT);
        _keep(live);
        ++done["show"];
    }

    function accept(uint256 which) external {
        (bool found, Live memory live) = _pick(which, JobStatus.Pending);
        if (!found) return;
        vm.startPrank(requester);
        bool more = settle(live);
        vm.stopPrank();
        _keepIf(live, more);
        ++done["accept"];
    }

    function withdraw(uint256 which) external {
        (bool found, Live memory live) = _pick(which, JobStatus.Open);
        // Seldom, as a job that is cancelled gets nowhere.
        if (!found || live.replicas.length != 0 || (which >> 32) % 8 != 0) return;
        vm.prank(requester);
        escrow.cancel(live.id, live.job);
        _keepIf(live, false);
        ++done["cancel"];
    }

    function doubt(uint256 which, bool audit) external {
        (bool found, Live memory live) = _pick(which, JobStatus.Pending);
        if (!found || block.timestamp > live.job.state.deadline()) return;
        if (!audit) challenge(live);
        else if (!live.job.seat.audited()) drawAudit(live);
        else return;
        _keep(live);
        ++done[audit ? bytes32("audit") : bytes32("challenge")];
    }

    /// @notice A panel votes as one, or does not come; then the job goes on.
    function judge(uint256 which, uint16 bits, bool absent) external {
        (bool found, Live memory live) = _pick(which, which % 2 == 0 ? JobStatus.Audited : JobStatus.Disputed);
        if (!found) return;
        if (absent || !_canSit(live)) abandon(live);
        else vote(live, uint16(bits % (1 << _panelOf(live).candidates)));
        _conclude(live);
        ++done["judge"];
    }

    /// @notice Anybody moves on what is overdue.
    function moveOn(uint256 which) external {
        if (jobCount == 0) return;
        _exit((which % jobCount) + 1);
    }

    /// @notice Long after every deadline a stranger ends every job; what reopens or goes to the next stage takes more rounds.
    function drain() external {
        for (uint256 i = 0; i < 8; ++i) {
            vm.warp(block.timestamp + 365 days);
            vm.roll(block.number + 2);
            for (uint256 jobId = 1; jobId <= jobCount; ++jobId) _exit(jobId);
        }
        escrow.collectFees(NATIVE);
        escrow.collectFees(blackCurrency());
    }

    function _exit(uint256 jobId) private {
        (bool found, Live memory live) = liveOf(jobId);
        if (!found) return;
        JobStatus status = live.job.state.status();
        if (status == JobStatus.Audited || status == JobStatus.Disputed) {
            if (block.timestamp <= _panelOf(live).deadline) return;
            abandon(live);
            _conclude(live);
            ++done["exit"];
            return;
        }
        bool shown = status == JobStatus.Revealing;
        for (uint256 i = 0; i < live.replicas.length; ++i) if (!live.replicas[i].place.revealed()) shown = false;
        if (!shown && block.timestamp <= live.job.state.deadline()) return;
        if (status == JobStatus.Open) {
            escrow.refund(live.id, live.job, live.replicas);
            _keepIf(live, false);
        } else if (status == JobStatus.Working) {
            _late(live);
        } else if (status == JobStatus.Revealing) {
            _close(live);
        } else {
            _keepIf(live, settle(live));
        }
        ++done["exit"];
    }

    function _late(Live memory live) private {
        uint256 keep;
        for (uint256 i = 0; i < live.replicas.length; ++i) if (live.replicas[i].digest != 0) keep |= 1 << i;
        if (live.replicas.length == 0) escrow.slashNoShow(live.id, live.job);
        else escrow.slashReplicas(live.id, live.job, live.replicas);
        bool more = live.job.state.attemptsLeft() != 0;
        mirrorKept(live, keep);
        mirrorReopened(live);
        _keepIf(live, more);
    }

    function _close(Live memory live) private {
        uint256 keep;
        bool equal = true;
        bytes32 output;
        for (uint256 i = 0; i < live.replicas.length; ++i) {
            if (!live.replicas[i].place.revealed()) continue;
            keep |= 1 << i;
            if (output != 0 && live.replicas[i].digest != output) equal = false;
            output = live.replicas[i].digest;
        }
        escrow.closeReveals(live.id, live.job, live.replicas);
        bool more = keep != 0 || live.job.state.attemptsLeft() != 0;
        mirrorKept(live, keep);
        if (keep == 0) mirrorReopened(live);
        else if (equal) mirror(live, JobStatus.Pending, live.job.terms.rules.challengePeriod());
        else {
            live.dispute.panelId = referees.panelCount();
            mirrorDispute(live, JobStatus.Disputed);
        }
        _keepIf(live, more);
    }

    function _conclude(Live memory live) private {
        bool audited = live.dispute.panelId == 0;
        bool found = audited && referees.rejectionsOf(live.dispute.auditId, 0) != 0;
        (, bool decided, uint16 accepted) = referees.outcomeOf(audited ? live.dispute.auditId : live.dispute.panelId);
        bool equal = live.dispute.challenger != address(0) || live.dispute.auditId != 0;
        if (found) {
            escalate(live);
            return _keep(live);
        }
        conclude(live);
        if (audited) {
            mirrorPassed(live);
            return _keep(live);
        }
        if (escrow.jobHash(live.id) == 0) return _keepIf(live, false);
        vm.assertTrue(decided, "void ends a job");
        bytes32 output = live.job.result;
        uint256 i;
        if (!equal && accepted != 0) while ((accepted >> i) & 1 == 0) ++i;
        if (live.replicas.length != 0) output = live.replicas[i].digest;
        delete live.dispute;
        if (accepted != 0) {
            mirrorNextStage(live, output);
        } else {
            live.replicas = new Replica[](0);
            mirrorReopened(live);
        }
        _keep(live);
    }

    function _panelOf(Live memory live) private view returns (IReferees.Panel memory) {
        return referees.panelOf(live.dispute.panelId == 0 ? live.dispute.auditId : live.dispute.panelId);
    }

    /// @dev Goes on to the end of the seating, and says whether all whom `vote` seats may sit then.
    function _canSit(Live memory live) private returns (bool) {
        bool audit = live.dispute.panelId == 0;
        uint256 panelId = audit ? live.dispute.auditId : live.dispute.panelId;
        uint256 deadline = referees.panelOf(panelId).deadline;
        if (block.timestamp >= deadline) return false;
        vm.roll(block.number + 2);
        vm.warp(deadline - 1);
        address[] memory parties = partiesOf(live);
        for (uint256 i = audit ? 0 : 3; i < (audit ? 3 : 8); ++i) {
            if (referees.canSit(panelId, members[i], members[i], parties).length != 0) return false;
        }
        return true;
    }

    function _keep(Live memory live) private {
        _keepIf(live, true);
    }

    function _keepIf(Live memory live, bool more) private {
        if (more) {
            assertStands(live);
            lives[live.id] = abi.encode(live);
        } else {
            vm.assertEq(escrow.jobHash(live.id), bytes32(0), "final");
            delete lives[live.id];
        }
    }

    /// @dev A job in that status, if there is one.
    function _pick(uint256 which, JobStatus status) private view returns (bool, Live memory live) {
        uint256 count = jobCount;
        for (uint256 i = 0; i < count; ++i) {
            bool found;
            (found, live) = liveOf((((which % count) + i) % count) + 1);
            if (found && live.job.state.status() == status) return (true, live);
        }
        return (false, live);
    }

    /* GHOST ACCOUNTS */

    /// @notice What the escrow must hold and what must be locked, by the jobs as they must stand.
    function owed(Currency currency) external view returns (uint256 amount) {
        for (uint256 jobId = 1; jobId <= jobCount; ++jobId) {
            (bool found, Live memory live) = liveOf(jobId);
            if (!found) continue;
            JobTerms memory terms = live.job.terms;
            if (terms.currency == currency) {
                amount += terms.stages.budgetFrom(terms.budget, live.job.state.stage()) + terms.usePrice;
            }
            if (currency == blackCurrency()) amount += live.dispute.bond;
        }
        return amount + escrow.feesOf(currency);
    }

    function locks(address by) public view returns (uint256 amount) {
        for (uint256 jobId = 1; jobId <= jobCount; ++jobId) {
            (bool found, Live memory live) = liveOf(jobId);
            if (!found) continue;
            JobStatus status = live.job.state.status();
            if (status != JobStatus.Open && live.job.seat.provider() == by) amount += live.job.terms.stakeLock;
            for (uint256 i = 0; i < live.replicas.length; ++i) {
                if (live.replicas[i].place.provider() == by) amount += live.job.terms.stakeLock;
            }
        }
    }

    function assertLocks() external view {
        for (uint256 i = 0; i < workers.length; ++i) {
            vm.assertEq(lockedOf(workers[i]), locks(workers[i]), "locks are those of jobs");
        }
    }

    /// @notice No panel of a job that is over has anybody's stake.
    function assertNoSeats() external view {
        for (uint256 i = 0; i < members.length; ++i) {
            vm.assertEq(providers.lockedBy(address(referees), members[i]), 0, "seats end with jobs");
        }
    }

    function assertMoney() external view {
        assertConserved(1_000_000_000 ether - black.totalSupply());
    }

    /// @notice Each job that is not final has an exit in sight.
    function assertExits() external view {
        IJobEscrow.Parameters memory limits = escrow.parameters();
        for (uint256 jobId = 1; jobId <= jobCount; ++jobId) {
            (bool found, Live memory live) = liveOf(jobId);
            if (!found) continue;
            JobStatus status = live.job.state.status();
            bool panel = status == JobStatus.Audited || status == JobStatus.Disputed;
            uint256 deadline = panel ? _panelOf(live).deadline : live.job.state.deadline();
            if (!panel) vm.assertNotEq(deadline, 0);
            vm.assertLe(deadline, block.timestamp + limits.maxPeriod, "exit in sight");
        }
    }

    function assertWords() external view {
        vm.assertEq(escrow.jobCount(), jobCount, "count");
        for (uint256 jobId = 1; jobId <= jobCount; ++jobId) {
            (bool found, Live memory live) = liveOf(jobId);
            bytes32 expected = found ? keccak256(abi.encode(live.job)) : bytes32(0);
            vm.assertEq(escrow.jobHash(jobId), expected, "word");
        }
    }
}
