// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Currency} from "../../contracts/types/Currency.sol";
import {Test} from "../support/Test.sol";
import {JobHandler} from "./JobHandler.sol";

/// @notice Invariants 9 to 14 of the README.
contract JobsInvariantTest is Test {
    JobHandler private handler;
    Currency private native;
    Currency private black;

    function setUp() public {
        handler = new JobHandler();
        handler.setUp();
        (native, black) = handler.currencies();
        targetContract(address(handler));
        bytes4[] memory steps = new bytes4[](12);
        steps[0] = JobHandler.pass.selector;
        steps[1] = JobHandler.changeFee.selector;
        steps[2] = JobHandler.open.selector;
        steps[3] = JobHandler.take.selector;
        steps[4] = JobHandler.work.selector;
        steps[5] = JobHandler.show.selector;
        steps[6] = JobHandler.accept.selector;
        steps[7] = JobHandler.withdraw.selector;
        steps[8] = JobHandler.doubt.selector;
        steps[9] = JobHandler.judge.selector;
        steps[10] = JobHandler.moveOn.selector;
        steps[11] = JobHandler.carry.selector;
        targetSelectors(address(handler), steps);
    }

    /// @notice Runs after the last call of each sequence.
    function afterInvariant() public {
        _assertDrains();
    }

    /// @dev The deep campaign is one of 1,048,576 calls.
    /// hardhat-config: deep.invariant.runs = 4096
    function invariant_EscrowHoldsExactlyWhatItOwes() public view {
        vm.assertEq(handler.held(native), handler.owed(native), "9: native");
        vm.assertEq(handler.held(black), handler.owed(black), "9: $BLACK");
    }

    function invariant_ChainAgreesWithTheEvents() public view {
        handler.assertWords();
    }

    function invariant_LocksAreThoseOfJobs() public view {
        handler.assertLocks();
    }

    function invariant_EveryStatusHasAnExitInSight() public view {
        handler.assertExits();
    }

    function invariant_EscrowAlwaysDrains() public {
        uint256 snapshot = vm.snapshotState();
        _assertDrains();
        vm.revertToState(snapshot);
    }

    function invariant_MoneyIsConserved() public view {
        handler.assertMoney();
    }

    function _assertDrains() private {
        handler.drain();
        vm.assertEq(handler.held(native), 0, "13: native");
        vm.assertEq(handler.held(black), 0, "13: $BLACK");
        handler.assertLocks();
        handler.assertNoSeats();
    }
}
