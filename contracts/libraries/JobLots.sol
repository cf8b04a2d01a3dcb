// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobEscrow} from "../interfaces/IJobEscrow.sol";
import {IProviderRegistry} from "../interfaces/IProviderRegistry.sol";
import {Job, Replica} from "../types/Job.sol";
import {JobRules} from "../types/JobRules.sol";
import {JobMoney} from "./JobMoney.sol";
import {Tickets} from "./Tickets.sol";

/// @title JobLots
/// @notice Whose turn it is to claim a stage, and which results are audited. The escrow decides by it, and JobLens tells by it.
library JobLots {
    uint256 private constant _BPS = 10_000;

    /// @notice Why it is not the provider's turn yet; empty when it is. Who did the stage before needs no ticket.
    /// @dev The job is open and in time. @param weight Of the provider's ticket, before it locked anything; of `total`.
    function early(
        uint256 jobId,
        Job calldata job,
        address provider,
        uint256 weight,
        uint256 total
    ) internal view returns (bytes memory reason) {
        if (provider == job.seat.provider()) return reason;
        JobRules rules = job.terms.rules;
        uint256 window = rules.priorityPeriod();
        uint256 elapsed;
        // An open job's deadline is its claim period after its beginning.
        unchecked {
            elapsed = block.timestamp + rules.claimPeriod() - job.state.deadline();
        }
        if (elapsed >= window) return reason;
        bytes32 seed = Tickets.seedOf(job.state.blockNumber());
        if (Tickets.eligible(seed, subject(jobId, job), provider, weight, total, elapsed, window)) return reason;
        uint64 opensToAll = uint64(block.timestamp - elapsed + window);
        return abi.encodeWithSelector(IJobEscrow.JobEscrow_NotYourTurn.selector, jobId, provider, opensToAll);
    }

    /// @notice What the tickets for a stage are for.
    function subject(uint256 jobId, Job calldata job) internal pure returns (bytes32) {
        return keccak256(abi.encode(bytes32("stage"), jobId, uint256(job.state.stage())));
    }

    /// @notice Why the provider can take no place in the list; empty when it can. A list of an open job has a place.
    function seated(
        uint256 jobId,
        Replica[] calldata replicas,
        address provider
    ) internal pure returns (bytes memory reason) {
        for (uint256 i; i < replicas.length; ++i) {
            if (replicas[i].place.provider() == provider) {
                return abi.encodeWithSelector(IJobEscrow.JobEscrow_AlreadyReplica.selector, jobId, provider);
            }
        }
    }

    /// @notice What the job asks of a provider: its price is what would reach it, the fee taken off.
    function demandOf(Job calldata job) internal pure returns (IProviderRegistry.Demand memory) {
        JobRules rules = job.terms.rules;
        uint256 price = job.terms.stages.priceOf(job.terms.budget, job.state.stage()) / rules.replicas();
        (price, ) = JobMoney.splitPrice(price, rules.feeBps());
        return
            IProviderRegistry.Demand({currency: job.terms.currency, price: price, capabilities: rules.capabilities()});
    }

    /// @notice Whether the lot falls on a result. @param discountBps By how much less often its attestation has it fall.
    function drawn(uint256 jobId, Job calldata job, uint256 discountBps) internal view returns (bool) {
        bytes32 seed = Tickets.seedOf(job.state.blockNumber());
        if (seed == 0) return false;
        uint256 chance = job.terms.rules.auditBps() * (_BPS - discountBps);
        bytes32 lot = keccak256(abi.encode(seed, bytes32("audit"), jobId, uint256(job.state.stage())));
        return uint256(lot) % (_BPS * _BPS) < chance;
    }
}
