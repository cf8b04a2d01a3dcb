// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice How a result was computed, and so how two results are compared.
enum Profile {
    Fp32Cpu,
    Fp32Gpu,
    Int8,
    Fx21
}

/// @notice What a provider attests of one stage of one job. Only a signed receipt can be slashed for a wrong result.
/// @dev EIP-712, domain `Blacktail`, version `1`, chain id, JobEscrow. Signed by the provider's operator key.
struct Receipt {
    uint256 jobId;
    /// 0-based index of the stage; a job of one stage has stage 0 only.
    uint32 stage;
    /// sha-256 of the JobSpec's canonical JSON.
    bytes32 specDigest;
    Profile profile;
    /// sha-256 over the concatenated digests of the spec's inputs, in the spec's order.
    bytes32 inputRoot;
    /// sha-256 of the Output document's canonical JSON.
    bytes32 outputDigest;
    /// Roots of state and trace commitments; zero in profiles that do not commit to them.
    bytes32 stateRoot;
    bytes32 traceRoot;
    /// sha-256 of the run report's canonical JSON; not compared between providers.
    bytes32 reportDigest;
    address provider;
    /// Unix seconds: the deadline of the attempt, as the job has it while Working. It binds the receipt to that attempt.
    uint64 deadline;
}

using ReceiptLibrary for Receipt global;

library ReceiptLibrary {
    bytes32 internal constant TYPEHASH = keccak256(
        "Receipt(uint256 jobId,uint32 stage,bytes32 specDigest,uint8 profile,bytes32 inputRoot,bytes32 outputDigest,bytes32 stateRoot,bytes32 traceRoot,bytes32 reportDigest,address provider,uint64 deadline)"
    );

    /// @dev A Receipt is 11 words in line.
    uint256 private constant SIZE = 0x160;

    /// @notice EIP-712 `hashStruct` of the receipt: `keccak256(abi.encode(TYPEHASH, receipt))`, of the words as they came.
    /// @dev Words with dirty upper bits yield a hash that no wallet signs; the contract that logs the receipt refuses them.
    function hashStruct(Receipt calldata receipt) internal pure returns (bytes32 result) {
        bytes32 typehash = TYPEHASH;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typehash)
            calldatacopy(add(free, 0x20), receipt, SIZE)
            result := keccak256(free, add(SIZE, 0x20))
        }
    }
}
