// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IReferees} from "../../contracts/interfaces/IReferees.sol";
import {IProviderRegistry} from "../../contracts/interfaces/IProviderRegistry.sol";
import {NATIVE} from "../../contracts/types/Currency.sol";
import {RefereesTest} from "./RefereesTest.sol";

/// @dev Every action × phase × actor × moment (a second before, at and a second after the deadline), each against one table, for auditors and
/// for referees: 2 × 8 × 5 × 5 × 3. The member in question is `members[0]`, seated in every phase but the first.
contract RefereesMatrixTest is RefereesTest {
    enum Action {
        Sit,
        Commit,
        Reveal,
        Advance,
        FundAudit,
        FundVerdict,
        Reward,
        EndAudit
    }

    struct Try {
        bool audit;
        Action action;
        IReferees.Phase phase;
        address actor;
        bool late;
        uint256 panelId;
        uint64 deadline;
    }

    /// @dev Each phase before anyone did what is due in it. Decided and Void wait for the module.
    function _reach(bool audit, IReferees.Phase phase) private returns (uint256 panelId) {
        panelId = open(audit, 1);
        if (phase == IReferees.Phase.Seating) return panelId;
        uint256 seats = referees.panelOf(panelId).seats;
        seat(panelId, 0, seats);
        if (phase == IReferees.Phase.Committing) return panelId;
        commitAll(panelId, audit ? list(1, 1, 0) : list(1, 1, 1, 1, 0));
        if (phase == IReferees.Phase.Revealing) return panelId;
        for (uint256 i = 0; i < (phase == IReferees.Phase.Decided ? seats - 1 : 1); ++i) reveal(panelId, members[i], 1);
        reveal(panelId, members[seats - 1], 0);
        warpLate(panelId);
        referees.advance(panelId);
        if (phaseOf(panelId) == phase) return panelId;
        // Referees who are too few or divided are drawn a second time; here nobody comes.
        warpLate(panelId);
        referees.advance(panelId);
    }

    function test_EveryActionOnAuditorsInEveryPhaseByEveryActorAtEveryMoment() public {
        // Sit by 2 at 2; commit by 2 at 2; reveal by 5 at 2; advance by 5 late in 3 phases; fund by 1 at 3 in 3; end by 1 at 3 in 2.
        vm.assertEq(_tryAll(true), 4 + 4 + 10 + 15 + 9 + 6);
    }

    function test_EveryActionOnRefereesInEveryPhaseByEveryActorAtEveryMoment() public {
        // As above up to advancing; fund a verdict by 1 at 3 in 1; reward by 1 at 3 in 2.
        vm.assertEq(_tryAll(false), 4 + 4 + 10 + 15 + 3 + 6);
    }

    /// @return allowed How many attempts passed.
    function _tryAll(bool audit) private returns (uint256 allowed) {
        address[5] memory actors = [module, members[0], operatorOf(members[0]), party, stranger];
        uint256 empty = vm.snapshotState();
        for (uint256 phase = uint256(IReferees.Phase.Seating); phase <= uint256(IReferees.Phase.Void); ++phase) {
            uint256 panelId = _reach(audit, IReferees.Phase(phase));
            vm.assertEq(uint256(phaseOf(panelId)), phase);
            uint64 deadline = deadlineOf(panelId);
            // What has ended has no deadline: any moment is like another.
            if (deadline == 0) deadline = uint64(block.timestamp) + 1 days;
            uint256 start = vm.snapshotState();
            for (uint256 action = 0; action <= uint256(type(Action).max); ++action) {
                for (uint256 moment = 0; moment < 3 * actors.length; ++moment) {
                    vm.warp(deadline + (moment % 3) - 1);
                    Try memory attempt = Try({
                        audit: audit,
                        action: Action(action),
                        phase: IReferees.Phase(phase),
                        actor: actors[moment / 3],
                        late: moment % 3 == 2,
                        panelId: panelId,
                        deadline: deadline
                    });
                    if (_attempt(attempt)) ++allowed;
                    vm.revertToState(start);
                    start = vm.snapshotState();
                }
            }
            vm.revertToState(empty);
            empty = vm.snapshotState();
        }
    }

    function _attempt(Try memory attempt) private returns (bool) {
        bytes memory data = _call(attempt);
        bytes memory expected = _refusal(attempt);
        vm.prank(attempt.actor);
        // solhint-disable-next-line avoid-low-level-calls
        (bool done, bytes memory reason) = address(referees).call(data);
        vm.assertEq(done, expected.length == 0, "allowed or not");
        if (!done) vm.assertEq(reason, expected, "refused for the reason in the table");
        return done;
    }

    function _call(Try memory attempt) private view returns (bytes memory) {
        (Action action, uint256 id, address member) = (attempt.action, attempt.panelId, members[0]);
        if (action == Action.Sit) return abi.encodeCall(IReferees.sit, (id, member, parties));
        if (action == Action.Commit) return abi.encodeCall(IReferees.commit, (id, member, REASON));
        if (action == Action.Reveal) {
            return abi.encodeCall(IReferees.reveal, (id, member, 1, REASON, saltOf(member)));
        }
        if (action == Action.Advance) return abi.encodeCall(IReferees.advance, (id));
        if (action == Action.FundAudit) return abi.encodeCall(IReferees.fundAudit, (id, NATIVE, 1));
        if (action == Action.FundVerdict) return abi.encodeCall(IReferees.fundVerdict, (id, NATIVE, 1));
        if (action == Action.Reward) return abi.encodeCall(IReferees.reward, (id, NATIVE, 0));
        return abi.encodeCall(IReferees.endAudit, (id, true, 1));
    }

    /// @dev The table: why the attempt must be refused; empty when it must pass.
    function _refusal(Try memory attempt) private view returns (bytes memory) {
        (Action action, IReferees.Phase phase, address actor) = (attempt.action, attempt.phase, attempt.actor);
        uint256 id = attempt.panelId;
        bool ended = phase >= IReferees.Phase.Decided;
        bytes memory wrongPhase = abi.encodeWithSelector(IReferees.Referees_WrongPhase.selector, id, phase);
        if (action >= Action.FundAudit) {
            if (actor != module) return abi.encodeWithSelector(IReferees.Referees_NotModule.selector, actor);
            if (action == Action.FundVerdict) {
                if (phase != IReferees.Phase.Decided) return wrongPhase;
                return
                    attempt.audit ? abi.encodeWithSelector(IReferees.Referees_AlreadyFunded.selector, id) : bytes("");
            }
            if (!attempt.audit && action != Action.Reward) {
                return abi.encodeWithSelector(IReferees.Referees_NotAudit.selector, id);
            }
            if ((action == Action.FundAudit) == ended) return wrongPhase;
            if (attempt.audit && action == Action.Reward) {
                return abi.encodeWithSelector(IReferees.Referees_NotJudged.selector, id);
            }
            return "";
        }
        if (action == Action.Advance) {
            if (ended) return wrongPhase;
            if (attempt.late) return "";
            return abi.encodeWithSelector(IReferees.Referees_DeadlineNotPassed.selector, id, attempt.deadline);
        }
        if (phase != _phaseFor(action)) return wrongPhase;
        if (attempt.late) {
            return abi.encodeWithSelector(IReferees.Referees_DeadlinePassed.selector, id, attempt.deadline);
        }
        bool acts = actor == members[0] || actor == operatorOf(members[0]);
        if (action == Action.Reveal || acts) return "";
        return
            abi.encodeWithSelector(
                action == Action.Sit
                    ? IProviderRegistry.ProviderRegistry_NotOperator.selector
                    : IReferees.Referees_NotOperator.selector,
                members[0],
                actor
            );
    }

    function _phaseFor(Action action) private pure returns (IReferees.Phase) {
        if (action == Action.Sit) return IReferees.Phase.Seating;
        return action == Action.Commit ? IReferees.Phase.Committing : IReferees.Phase.Revealing;
    }
}
