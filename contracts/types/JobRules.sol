// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Profile} from "./Receipt.sol";

/// @notice A job's rules, packed in one word since every call on a job carries them: see `JobRulesLibrary` for the fields, from the
/// lowest bits up. The last three are the contract's to fill in; a requester leaves them 0.
type JobRules is uint256;

using JobRulesLibrary for JobRules global;

library JobRulesLibrary {
    uint256 private constant _CONTRACT_BITS = 200;

    /// @notice Seconds that providers have to claim a stage.
    function claimPeriod(JobRules rules) internal pure returns (uint32) {
        return uint32(JobRules.unwrap(rules));
    }

    /// @notice Seconds that a provider has to do a stage.
    function workPeriod(JobRules rules) internal pure returns (uint32) {
        return uint32(JobRules.unwrap(rules) >> 32);
    }

    /// @notice Seconds that anyone has to challenge a result, and replicas have to reveal theirs.
    function challengePeriod(JobRules rules) internal pure returns (uint32) {
        return uint32(JobRules.unwrap(rules) >> 64);
    }

    /// @notice Seconds in which tickets decide who may claim; afterwards everyone who qualifies may.
    function priorityPeriod(JobRules rules) internal pure returns (uint16) {
        return uint16(JobRules.unwrap(rules) >> 96);
    }

    /// @notice How many times a stage may be claimed before the rest of the budget goes back; at least 1.
    function attempts(JobRules rules) internal pure returns (uint8) {
        return uint8(JobRules.unwrap(rules) >> 112);
    }

    /// @notice How many providers do each stage: 1, or 2 to 9 that must agree.
    function replicas(JobRules rules) internal pure returns (uint8) {
        return uint8(JobRules.unwrap(rules) >> 120);
    }

    function profile(JobRules rules) internal pure returns (Profile) {
        return Profile(uint8(JobRules.unwrap(rules) >> 128));
    }

    /// @notice What a provider must have announced to be able to do: a set of bits, see `IProviderRegistry.setCapabilities`.
    function capabilities(JobRules rules) internal pure returns (uint64) {
        return uint64(JobRules.unwrap(rules) >> 136);
    }

    /// @notice Compute fee in basis points, as it was at creation: the most this job can ever be charged.
    function feeBps(JobRules rules) internal pure returns (uint16) {
        return uint16(JobRules.unwrap(rules) >> 200);
    }

    /// @notice Chance that a result is audited, in basis points, as it was at creation.
    function auditBps(JobRules rules) internal pure returns (uint16) {
        return uint16(JobRules.unwrap(rules) >> 216);
    }

    /// @notice Whether the job, once paid, counts for its providers' reputation.
    function reputable(JobRules rules) internal pure returns (bool) {
        return (JobRules.unwrap(rules) >> 232) & 1 != 0;
    }

    /// @notice Whether the profile is one, and a requester left alone what is the contract's to fill in.
    function isAsked(JobRules rules) internal pure returns (bool) {
        uint256 word = JobRules.unwrap(rules);
        return word >> _CONTRACT_BITS == 0 && uint8(word >> 128) <= uint8(type(Profile).max);
    }

    /// @notice The rules with what the contract says at creation.
    function fixedWith(
        JobRules rules,
        uint16 feeBps_,
        uint16 auditBps_,
        bool reputable_
    ) internal pure returns (JobRules) {
        return
            JobRules.wrap(
                JobRules.unwrap(rules) |
                    (uint256(feeBps_) << _CONTRACT_BITS) |
                    (uint256(auditBps_) << 216) |
                    (uint256(reputable_ ? 1 : 0) << 232)
            );
    }
}
