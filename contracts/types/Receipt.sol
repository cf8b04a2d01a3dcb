// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice How a result was computed, and so how two results are compared.
enum Profile {
    Fp32Cpu,
    Fp32Gpu,
    Int8,
    Fx21
}

/// @notice What a provider attests of one stage of one job. Only a receipt can be slashed for a wrong result.
/// @dev EIP-712, domain `Blacktail`, version `1`, chain id, JobEscrow. Signed by the provider's operator key.
struct Receipt {
    uint256 jobId;
    /// 0-based index of the stage.
    uint32 stage;
    /// sha-256 of the JobSpec's canonical JSON.
    bytes32 specDigest;
    Profile profile;
    /// sha-256 over the concatenated digests of the spec's inputs, in the spec's order; of a later stage, and the Output of the one before.
    bytes32 inputRoot;
    /// sha-256 of the Output document's canonical JSON.
    bytes32 outputDigest;
    /// Roots of state and trace commitments; zero in profiles that do not commit to them.
    bytes32 stateRoot;
    bytes32 traceRoot;
    /// sha-256 of the run report's canonical JSON; not compared between providers.
    bytes32 reportDigest;
    address provider;
    /// Unix seconds: the deadline of the attempt, as the job has it while Working. It binds the receipt to that attempt. 0 for one of
    /// several replicas, whose commitment does.
    uint64 deadline;
}

/// @notice The part of a receipt that the job does not tell.
struct ReceiptBody {
    bytes32 inputRoot;
    bytes32 outputDigest;
    bytes32 stateRoot;
    bytes32 traceRoot;
    bytes32 reportDigest;
}

library ReceiptLibrary {
    bytes32 internal constant TYPEHASH = keccak256(
        "Receipt(uint256 jobId,uint32 stage,bytes32 specDigest,uint8 profile,bytes32 inputRoot,bytes32 outputDigest,bytes32 stateRoot,bytes32 traceRoot,bytes32 reportDigest,address provider,uint64 deadline)"
    );

    /// @notice EIP-712 `hashStruct` of a receipt.
    function hashStruct(Receipt memory receipt) internal pure returns (bytes32) {
        return keccak256(abi.encode(TYPEHASH, receipt));
    }

    /// @notice As `hashStruct`, of a receipt whose body lies in calldata. `head` is its hash's first five words (type hash, jobId, stage,
    /// specDigest, profile) and `tail` its last two (provider, deadline).
    /// @dev The body is the receipt's middle, in its order: copying it saves decoding and encoding five words.
    function hashAround(
        bytes32[5] memory head,
        ReceiptBody calldata body,
        bytes32[2] memory tail
    ) internal pure returns (bytes32 result) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            mcopy(free, head, 0xa0)
            calldatacopy(add(free, 0xa0), body, 0xa0)
            mcopy(add(free, 0x140), tail, 0x40)
            result := keccak256(free, 0x180)
        }
    }
}

using ReceiptLibrary for Receipt global;
