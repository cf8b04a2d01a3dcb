// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobEscrow} from "../interfaces/IJobEscrow.sol";
import {Job} from "../types/Job.sol";
import {ReceiptBody} from "../types/Receipt.sol";

/// @title JobEvents
/// @notice Logs the large events of every job from words as they lie in memory and calldata. The logs equal what `emit` writes
/// (the tests decode them); encoding field by field would cost about 2,000 gas more for each job.
/// @dev JobTerms are 8 words (see JobLibrary), a ReceiptBody 5. Assembly takes words as they lie on the stack, where what is above an
/// address may be anything: it is cleared here.
library JobEvents {
    /// @notice `emit JobCreated(jobId, requester, terms, state)`.
    function created(uint256 jobId, address requester, Job memory job) internal {
        bytes32 topic = IJobEscrow.JobCreated.selector;
        uint256 by = uint160(requester);
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            mcopy(free, mload(job), 0x100)
            mstore(add(free, 0x100), mload(add(job, 0x20)))
            log3(free, 0x120, topic, jobId, by)
        }
    }

    /// @notice `emit ResultSubmitted(jobId, provider, deadline, attestation, body)`.
    function submitted(
        uint256 jobId,
        address provider,
        uint64 deadline,
        uint8 attestation,
        ReceiptBody calldata body
    ) internal {
        bytes32 topic = IJobEscrow.ResultSubmitted.selector;
        (uint256 by, uint256 until, uint256 verifier) = (uint160(provider), deadline, attestation);
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, until)
            mstore(add(free, 0x20), verifier)
            calldatacopy(add(free, 0x40), body, 0xa0)
            log3(free, 0xe0, topic, jobId, by)
        }
    }

    /// @notice `emit ReplicaRevealed(jobId, provider, deadline, body)`.
    function revealed(uint256 jobId, address provider, uint64 deadline, ReceiptBody calldata body) internal {
        bytes32 topic = IJobEscrow.ReplicaRevealed.selector;
        uint256 by = uint160(provider);
        uint256 until = deadline;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, until)
            calldatacopy(add(free, 0x20), body, 0xa0)
            log3(free, 0xc0, topic, jobId, by)
        }
    }
}
