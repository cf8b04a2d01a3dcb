// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobEscrow} from "./interfaces/IJobEscrow.sol";
import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {JobChecks} from "./libraries/JobChecks.sol";
import {JobLots} from "./libraries/JobLots.sol";
import {ReplicaList} from "./libraries/ReplicaList.sol";
import {Dispute, Job, JobStatus, Replica, ReplicaPlaceLibrary} from "./types/Job.sol";
import {JobRules} from "./types/JobRules.sol";
import {Profile} from "./types/Receipt.sol";
import {Stages} from "./types/Stages.sol";

/// @title JobLens
/// @notice Views for direct use of JobEscrow: what a packed job says in plain fields, how to pack what it wants, and why an action would
/// be refused. Holds nothing; the escrow does not know it.
contract JobLens {
    /// @notice A job's rules in plain fields, see JobRulesLibrary.
    struct PlainRules {
        uint32 claimPeriod;
        uint32 workPeriod;
        uint32 challengePeriod;
        uint16 priorityPeriod;
        uint8 attempts;
        uint8 replicas;
        Profile profile;
        uint64 capabilities;
        /// The contract's to fill in at creation; ignored by `packRules`.
        uint16 feeBps;
        uint16 auditBps;
        bool reputable;
    }

    /// @notice A job's state in plain fields.
    struct PlainJob {
        address requester;
        JobStatus status;
        uint8 stage;
        uint8 attemptsLeft;
        uint64 deadline;
        uint32 blockNumber;
        address provider;
        uint8 attestation;
        bool audited;
        PlainRules rules;
        /// What each stage is paid, in the currency's smallest unit.
        uint256[] stagePrices;
        /// What the escrow holds for it while it is not final, beside a bond.
        uint256 left;
    }

    IJobEscrow public immutable ESCROW;
    IProviderRegistry public immutable PROVIDERS;

    error JobLens_InvalidWeight(uint256 index);
    error JobLens_TooManyStages(uint256 count);

    constructor(IJobEscrow escrow, IProviderRegistry providers) {
        ESCROW = escrow;
        PROVIDERS = providers;
    }

    /* PREFLIGHT */

    /// @notice Why `claim` or `claimReplica` by the provider itself would be refused: the encoded custom error, or empty when it would pass.
    function canClaim(
        uint256 jobId,
        Job calldata job,
        Replica[] calldata replicas,
        address provider
    ) external view returns (bytes memory reason) {
        reason = JobChecks.mismatch(jobId, ESCROW.jobHash(jobId), job, JobStatus.Open);
        if (reason.length == 0) reason = JobChecks.late(jobId, job.state.deadline());
        if (reason.length == 0) reason = JobChecks.mislisted(jobId, job, replicas);
        if (reason.length == 0) reason = JobLots.seated(jobId, replicas, provider);
        if (reason.length != 0) return reason;
        reason = PROVIDERS.canLock(address(ESCROW), provider, provider, job.terms.stakeLock, JobLots.demandOf(job));
        if (reason.length != 0) return reason;
        (uint256 weight, uint256 total) = PROVIDERS.ticketWeight(provider);
        return JobLots.early(jobId, job, provider, weight, total);
    }

    /// @notice Whether the lot falls on a pending result, and so `drawAudit` would pass.
    function isDrawn(uint256 jobId, Job calldata job) external view returns (bool) {
        if (JobChecks.mismatch(jobId, ESCROW.jobHash(jobId), job, JobStatus.Pending).length != 0) return false;
        if (block.timestamp > job.state.deadline() || job.seat.audited()) return false;
        (, uint16 discountBps) = ESCROW.verifierOf(job.seat.attestation());
        return JobLots.drawn(jobId, job, discountBps);
    }

    /* PLAIN */

    function plain(Job calldata job) external pure returns (PlainJob memory) {
        uint256 count = job.terms.stages.count();
        uint256[] memory prices = new uint256[](count);
        for (uint256 i; i < count; ++i) prices[i] = job.terms.stages.priceOf(job.terms.budget, i);
        return
            PlainJob({
                requester: job.state.requester(),
                status: job.state.status(),
                stage: job.state.stage(),
                attemptsLeft: job.state.attemptsLeft(),
                deadline: job.state.deadline(),
                blockNumber: job.state.blockNumber(),
                provider: job.seat.provider(),
                attestation: job.seat.attestation(),
                audited: job.seat.audited(),
                rules: plainRules(job.terms.rules),
                stagePrices: prices,
                left: job.terms.stages.budgetFrom(job.terms.budget, job.state.stage()) + job.terms.usePrice
            });
    }

    function plainRules(JobRules rules) public pure returns (PlainRules memory) {
        return
            PlainRules({
                claimPeriod: rules.claimPeriod(),
                workPeriod: rules.workPeriod(),
                challengePeriod: rules.challengePeriod(),
                priorityPeriod: rules.priorityPeriod(),
                attempts: rules.attempts(),
                replicas: rules.replicas(),
                profile: rules.profile(),
                capabilities: rules.capabilities(),
                feeBps: rules.feeBps(),
                auditBps: rules.auditBps(),
                reputable: rules.reputable()
            });
    }

    /// @notice The word that stands for these rules in the terms of a new job.
    function packRules(PlainRules calldata rules) external pure returns (JobRules) {
        return
            JobRules.wrap(
                uint256(rules.claimPeriod) |
                    (uint256(rules.workPeriod) << 32) |
                    (uint256(rules.challengePeriod) << 64) |
                    (uint256(rules.priorityPeriod) << 96) |
                    (uint256(rules.attempts) << 112) |
                    (uint256(rules.replicas) << 120) |
                    (uint256(rules.profile) << 128) |
                    (uint256(rules.capabilities) << 136)
            );
    }

    /// @notice The word that divides a budget by these weights, one for each stage, first to last; 1 to 255 each.
    function packStages(uint8[] calldata weights) external pure returns (Stages) {
        if (weights.length > 32) revert JobLens_TooManyStages(weights.length);
        uint256 word;
        for (uint256 i; i < weights.length; ++i) {
            if (weights[i] == 0) revert JobLens_InvalidWeight(i);
            word |= uint256(weights[i]) << (8 * i);
        }
        return Stages.wrap(word);
    }

    /* HASHES */

    function hashOf(Job calldata job) external pure returns (bytes32) {
        return job.hashCalldata();
    }

    function hashOfReplicas(Replica[] calldata replicas) external pure returns (bytes32) {
        return ReplicaList.hash(replicas);
    }

    function hashOfDispute(Dispute calldata dispute) external pure returns (bytes32) {
        return keccak256(abi.encode(dispute));
    }

    /// @notice What a provider's ticket for the job's stage is drawn for; see Tickets.
    function ticketSubject(uint256 jobId, Job calldata job) external pure returns (bytes32) {
        return JobLots.subject(jobId, job);
    }

    /// @notice A place among replicas as it stands in the list: by whom, claimed by which account, and whether it has revealed.
    function place(address provider, address claimer, bool revealed) external pure returns (Replica memory replica) {
        replica.place = ReplicaPlaceLibrary.from(provider, claimer);
        if (revealed) replica.place = replica.place.withReveal();
    }
}
