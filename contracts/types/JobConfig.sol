// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobEscrow} from "../interfaces/IJobEscrow.sol";
import {Currency} from "./Currency.sol";

/// @notice Parameters, fees and number of jobs in the one word that creating a job reads and writes, from the lowest bits up: minPeriod
/// (24), maxPeriod (32), minPriorityPeriod (16), maxAttempts (8), minStakeLock (32), lockPercent (16), auditBps (16), reputationFee (24), nativeLock (24),
/// feeBps (16), blackFeeBps (16), jobCount (32). Amounts are in thousandths of a BLACK: four million BLACK fit the lock, sixteen thousand the fee.
type JobConfig is uint256;

using JobConfigLibrary for JobConfig global;

library JobConfigLibrary {
    /// @notice $BLACK (wei) of a unit of what is kept.
    uint256 internal constant UNIT = 1e15;
    uint256 private constant _FEES = 192;
    uint256 private constant _COUNT = 224;

    function minPeriod(JobConfig config) internal pure returns (uint256) {
        return uint24(JobConfig.unwrap(config));
    }

    function maxPeriod(JobConfig config) internal pure returns (uint256) {
        return uint32(JobConfig.unwrap(config) >> 24);
    }

    function minPriorityPeriod(JobConfig config) internal pure returns (uint256) {
        return uint16(JobConfig.unwrap(config) >> 56);
    }

    function maxAttempts(JobConfig config) internal pure returns (uint256) {
        return uint8(JobConfig.unwrap(config) >> 72);
    }

    /// @notice $BLACK (wei)
    function minStakeLock(JobConfig config) internal pure returns (uint256) {
        return uint32(JobConfig.unwrap(config) >> 80) * UNIT;
    }

    function lockPercent(JobConfig config) internal pure returns (uint256) {
        return uint16(JobConfig.unwrap(config) >> 112);
    }

    function auditBps(JobConfig config) internal pure returns (uint16) {
        return uint16(JobConfig.unwrap(config) >> 128);
    }

    /// @notice $BLACK (wei)
    function reputationFee(JobConfig config) internal pure returns (uint256) {
        return uint24(JobConfig.unwrap(config) >> 144) * UNIT;
    }

    /// @notice Whole $BLACK for each coin, and so wei for each wei.
    function nativeLock(JobConfig config) internal pure returns (uint256) {
        return uint24(JobConfig.unwrap(config) >> 168);
    }

    /// @notice $BLACK (wei) that a job locks for a hundred of the currency's smallest unit; 0 where it has no rate.
    function lockRate(JobConfig config, Currency currency, bool inBlack) internal pure returns (uint256) {
        if (inBlack) return config.lockPercent();
        return currency.isNative() ? config.nativeLock() * 100 : 0;
    }

    function feeBps(JobConfig config) internal pure returns (uint16) {
        return uint16(JobConfig.unwrap(config) >> _FEES);
    }

    function blackFeeBps(JobConfig config) internal pure returns (uint16) {
        return uint16(JobConfig.unwrap(config) >> (_FEES + 16));
    }

    function jobCount(JobConfig config) internal pure returns (uint256) {
        return JobConfig.unwrap(config) >> _COUNT;
    }

    /// @notice With one job more. Reverts when the count is full.
    function counted(JobConfig config) internal pure returns (JobConfig) {
        return JobConfig.wrap(JobConfig.unwrap(config) + (1 << _COUNT));
    }

    function withFees(JobConfig config, uint16 feeBps_, uint16 blackFeeBps_) internal pure returns (JobConfig) {
        uint256 rest = JobConfig.unwrap(config) & ~(uint256(type(uint32).max) << _FEES);
        return JobConfig.wrap(rest | (uint256(feeBps_) << _FEES) | (uint256(blackFeeBps_) << (_FEES + 16)));
    }

    /// @dev The parameters must fit: see `JobChecks.parameters`.
    function withParameters(JobConfig config, IJobEscrow.Parameters memory given) internal pure returns (JobConfig) {
        uint256 word = (JobConfig.unwrap(config) >> _FEES) << _FEES;
        word |= given.minPeriod;
        word |= uint256(given.maxPeriod) << 24;
        word |= uint256(given.minPriorityPeriod) << 56;
        word |= uint256(given.maxAttempts) << 72;
        word |= (given.minStakeLock / UNIT) << 80;
        word |= uint256(given.lockPercent) << 112;
        word |= uint256(given.auditBps) << 128;
        word |= (given.reputationFee / UNIT) << 144;
        word |= uint256(given.nativeLock) << 168;
        return JobConfig.wrap(word);
    }

    function parameters(JobConfig config) internal pure returns (IJobEscrow.Parameters memory) {
        // Narrowing is exact: so wide are the fields.
        return
            IJobEscrow.Parameters({
                minPeriod: uint32(config.minPeriod()),
                maxPeriod: uint32(config.maxPeriod()),
                minPriorityPeriod: uint16(config.minPriorityPeriod()),
                maxAttempts: uint8(config.maxAttempts()),
                minStakeLock: uint96(config.minStakeLock()),
                lockPercent: uint16(config.lockPercent()),
                auditBps: config.auditBps(),
                reputationFee: uint96(config.reputationFee()),
                nativeLock: uint24(config.nativeLock())
            });
    }
}
