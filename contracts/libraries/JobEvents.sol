// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobEscrow} from "../interfaces/IJobEscrow.sol";
import {Job} from "../types/Job.sol";
import {Profile, Receipt} from "../types/Receipt.sol";

/// @title JobEvents
/// @notice Logs the two large events of every job from words as they lie in memory and calldata. The logs equal what `emit` writes
/// (the tests decode them); encoding field by field would cost about 2,000 gas more for each job.
/// @dev A Job is 18 words (see JobLibrary), a Receipt 11.
library JobEvents {
    /// @notice `emit JobCreated(jobId, job.requester, job)`.
    function created(uint256 jobId, Job memory job) internal {
        bytes32 topic = IJobEscrow.JobCreated.selector;
        address requester = job.requester;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            mcopy(free, mload(job), 0x120)
            mcopy(add(free, 0x120), add(job, 0x20), 0x120)
            log3(free, 0x240, topic, jobId, requester)
        }
    }

    /// @notice `emit ResultSubmitted(jobId, receipt.provider, deadline, receipt)`.
    function submitted(uint256 jobId, uint64 deadline, Receipt calldata receipt) internal {
        bytes32 topic = IJobEscrow.ResultSubmitted.selector;
        address provider = receipt.provider;
        // Reading a field of calldata reverts when its upper bits are dirty. The checks read the others; nothing is compared with this one.
        Profile profile = receipt.profile;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, deadline)
            calldatacopy(add(free, 0x20), receipt, 0x160)
            mstore(add(free, 0x80), profile)
            log3(free, 0x180, topic, jobId, provider)
        }
    }
}
