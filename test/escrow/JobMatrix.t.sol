// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobEscrow} from "../../contracts/interfaces/IJobEscrow.sol";
import {IProviderRegistry} from "../../contracts/interfaces/IProviderRegistry.sol";
import {JobStatus} from "../../contracts/types/Job.sol";
import {JobTest} from "./JobTest.sol";

/// @dev Every action × status × actor × moment (a second before, at and a second after the deadline; while auditors or referees have the
/// job: their panel open, open, ended), for one replica and for two, each against one table: 15 × (5 + 6) × 6 × 3.
contract JobMatrixTest is JobTest {
    enum Action {
        Cancel,
        Refund,
        Claim,
        ClaimReplica,
        Submit,
        SlashNoShow,
        Commit,
        SlashReplicas,
        Reveal,
        CloseReveals,
        Settle,
        SettleReplicas,
        Challenge,
        DrawAudit,
        Conclude
    }

    struct Try {
        Action action;
        address actor;
        bool late;
    }

    bytes private signature;

    /// @dev Of two replicas: the second place is open, uncommitted, unrevealed.
    function _reach(JobStatus status, uint8 count) private returns (Live memory live) {
        if (count == 1 || status >= JobStatus.Pending) live = reach(status, termsFor(count));
        else {
            live = create(termsFor(2));
            claimReplica(live, workers[0]);
            if (status >= JobStatus.Working) {
                claimReplica(live, workers[1]);
                commitReplica(live, 0, OUTPUT);
            }
            if (status >= JobStatus.Revealing) {
                commitReplica(live, 1, OUTPUT);
                revealReplica(live, 0, OUTPUT);
            }
        }
        vm.roll(block.number + 2);
        if (status == JobStatus.Working) signature = signed(live, bodyOf(OUTPUT));
    }

    function _count(uint8 count) private returns (uint256 allowed) {
        address[6] memory actors = [requester, workers[1], operator, challenger, members[7], stranger];
        fund(stranger);
        fund(operator);
        for (uint256 status = uint256(JobStatus.Open); status <= uint256(JobStatus.Disputed); ++status) {
            if (count == 1 && status == uint256(JobStatus.Revealing)) continue;
            Live memory live = _reach(JobStatus(status), count);
            for (uint256 moment = 0; moment < 3; ++moment) {
                if (live.dispute.panelId + live.dispute.auditId == 0) {
                    vm.warp(live.job.state.deadline() + moment - 1);
                } else if (moment == 2) {
                    vote(live, 1);
                }
                allowed += _tryAll(live, actors, moment == 2);
            }
        }
    }

    function _tryAll(Live memory live, address[6] memory actors, bool late) private returns (uint256 allowed) {
        uint256 start = vm.snapshotState();
        for (uint256 action = 0; action <= uint256(type(Action).max); ++action) {
            for (uint256 actor = 0; actor < actors.length; ++actor) {
                Try memory attempt = Try({action: Action(action), actor: actors[actor], late: late});
                bool done = _attempt(live, attempt);
                if (done) ++allowed;
                if (!done) continue;
                vm.revertToState(start);
                start = vm.snapshotState();
            }
        }
    }

    function _attempt(Live memory live, Try memory attempt) private returns (bool) {
        bytes memory data = _call(live, attempt.action);
        bytes memory expected = _refusal(live, attempt);
        vm.prank(attempt.actor);
        // solhint-disable-next-line avoid-low-level-calls
        (bool done, bytes memory reason) = address(escrow).call(data);
        vm.assertEq(done, expected.length == 0, "allowed or not");
        if (!done) vm.assertEq(reason, expected, "refused for the reason in the table");
        return done;
    }

    function test_OneReplica() public {
        // Open: cancel by 1 at 3 moments, refund by 6 late, claim by 2 in time at 2. Working: submit by 6 at 2, slash by 6 late.
        // Pending: settle by 1 at 3 and by 5 late, challenge and draw by 6 at 2 each. Audited, Disputed: conclude by 6 once ended.
        vm.assertEq(_count(1), (3 + 6 + 4) + (12 + 6) + (8 + 24) + 6 + 6);
    }

    function test_TwoReplicas() public {
        // Open with a place taken: refund by 6 late, claim by 2 at 2. Working: commit by 2 at 2, slash by 6 late. Revealing: reveal by 6 at 2,
        // close by 6 late. Pending, Audited, Disputed: as of one.
        vm.assertEq(_count(2), (6 + 4) + (4 + 6) + (12 + 6) + (8 + 24) + 6 + 6);
    }

    function _call(Live memory live, Action action) private view returns (bytes memory) {
        if (action == Action.Cancel) return abi.encodeCall(IJobEscrow.cancel, (live.id, live.job));
        if (action == Action.Claim) return abi.encodeCall(IJobEscrow.claim, (live.id, live.job, workers[1]));
        if (action == Action.SlashNoShow) return abi.encodeCall(IJobEscrow.slashNoShow, (live.id, live.job));
        if (action == Action.Settle) return abi.encodeCall(IJobEscrow.settle, (live.id, live.job));
        if (action == Action.Submit) {
            return abi.encodeCall(IJobEscrow.submit, (live.id, live.job, bodyOf(OUTPUT), signature, ""));
        }
        if (action == Action.ClaimReplica) {
            return abi.encodeCall(IJobEscrow.claimReplica, (live.id, live.job, live.replicas, workers[1]));
        }
        if (action == Action.Commit) {
            return abi.encodeCall(IJobEscrow.commitReplica, (live.id, live.job, live.replicas, 1, OUTPUT));
        }
        if (action == Action.Reveal) {
            return
                abi.encodeCall(
                    IJobEscrow.revealReplica,
                    (live.id, live.job, live.replicas, 1, bodyOf(OUTPUT), saltOf(workers[1]))
                );
        }
        if (action == Action.Challenge) {
            return abi.encodeCall(IJobEscrow.challenge, (live.id, live.job, live.replicas, REASON));
        }
        if (action == Action.Conclude) {
            return abi.encodeCall(IJobEscrow.conclude, (live.id, live.job, live.replicas, live.dispute));
        }
        bytes4 selector = IJobEscrow.refund.selector;
        if (action == Action.SlashReplicas) selector = IJobEscrow.slashReplicas.selector;
        if (action == Action.CloseReveals) selector = IJobEscrow.closeReveals.selector;
        if (action == Action.SettleReplicas) selector = IJobEscrow.settleReplicas.selector;
        if (action == Action.DrawAudit) selector = IJobEscrow.drawAudit.selector;
        return abi.encodeWithSelector(selector, live.id, live.job, live.replicas);
    }

    /// @dev The table: why the attempt must be refused; empty when it must pass.
    function _refusal(Live memory live, Try memory attempt) private view returns (bytes memory) {
        (Action action, address actor) = (attempt.action, attempt.actor);
        if (!_fits(action, live)) {
            return abi.encodeWithSelector(IJobEscrow.JobEscrow_WrongStatus.selector, live.id, live.job.state.status());
        }
        if (action == Action.Cancel && actor != requester) {
            return abi.encodeWithSelector(IJobEscrow.JobEscrow_NotRequester.selector, live.id, actor);
        }
        if (action == Action.Cancel) {
            if (live.replicas.length == 0) return "";
            return abi.encodeWithSelector(IJobEscrow.JobEscrow_ReplicasSeated.selector, live.id);
        }
        bytes memory late = abi.encodeWithSelector(
            IJobEscrow.JobEscrow_DeadlinePassed.selector,
            live.id,
            live.job.state.deadline()
        );
        bool claims = action == Action.Claim || action == Action.ClaimReplica;
        if (claims && attempt.late) return late;
        uint8 count = live.job.terms.rules.replicas();
        if (_isFor(action) != 0 && (_isFor(action) == 1) != (count == 1)) {
            return abi.encodeWithSelector(IJobEscrow.JobEscrow_WrongReplication.selector, live.id, count);
        }
        if (_needsLate(action, actor) && !attempt.late) {
            return
                abi.encodeWithSelector(
                    IJobEscrow.JobEscrow_DeadlineNotPassed.selector,
                    live.id,
                    live.job.state.deadline()
                );
        }
        if (_needsInTime(action) && attempt.late) return late;
        bool acts = actor == workers[1] || actor == operator;
        if (claims && !acts) {
            return abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_NotOperator.selector, workers[1], actor);
        }
        if (action == Action.Commit && !acts) {
            return abi.encodeWithSelector(IJobEscrow.JobEscrow_NotOperator.selector, workers[1], actor);
        }
        if (action == Action.Conclude && !attempt.late) {
            return
                abi.encodeWithSelector(
                    IJobEscrow.JobEscrow_PanelNotEnded.selector,
                    live.id,
                    live.dispute.auditId + live.dispute.panelId
                );
        }
        return "";
    }

    function _fits(Action action, Live memory live) private pure returns (bool) {
        JobStatus status = live.job.state.status();
        if (action <= Action.ClaimReplica) return status == JobStatus.Open;
        if (action <= Action.SlashReplicas) return status == JobStatus.Working;
        if (action <= Action.CloseReveals) return status == JobStatus.Revealing;
        if (action <= Action.DrawAudit) return status == JobStatus.Pending;
        return status == JobStatus.Audited || status == JobStatus.Disputed;
    }

    /// @dev 1: jobs of one replica only. 2: of several only. 0: both.
    function _isFor(Action action) private pure returns (uint256) {
        if (action == Action.Claim || action == Action.Submit || action == Action.SlashNoShow) return 1;
        if (action == Action.Settle) return 1;
        if (action >= Action.Commit && action <= Action.CloseReveals) return 2;
        return action == Action.ClaimReplica || action == Action.SettleReplicas ? 2 : 0;
    }

    function _needsLate(Action action, address actor) private view returns (bool) {
        if (action == Action.Settle || action == Action.SettleReplicas) return actor != requester;
        return
            action == Action.Refund ||
            action == Action.SlashNoShow ||
            action == Action.SlashReplicas ||
            action == Action.CloseReveals;
    }

    function _needsInTime(Action action) private pure returns (bool) {
        return
            action == Action.Submit ||
            action == Action.Commit ||
            action == Action.Reveal ||
            action == Action.Challenge ||
            action == Action.DrawAudit;
    }
}
