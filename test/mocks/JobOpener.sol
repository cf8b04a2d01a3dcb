// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobEscrow} from "../../contracts/interfaces/IJobEscrow.sol";
import {IVault} from "../../contracts/interfaces/IVault.sol";
import {JobTerms} from "../../contracts/types/Job.sol";

/// @notice Opens many jobs in one transaction, paid from its own credits, so that a benchmark can measure in a full escrow.
contract JobOpener {
    IJobEscrow private immutable _ESCROW;

    constructor(IVault vault, IJobEscrow escrow) {
        _ESCROW = escrow;
        vault.setOperator(address(escrow), true);
    }

    function open(JobTerms calldata terms, uint256 count) external {
        for (uint256 i = 0; i < count; ++i) _ESCROW.createJob(terms);
    }
}
