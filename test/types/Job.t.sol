// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Job, JobStatus, JobTerms} from "../../contracts/types/Job.sol";
import {Profile, Receipt} from "../../contracts/types/Receipt.sol";
import {Test} from "../support/Test.sol";

contract JobTypesTest is Test {
    function hashOf(Job calldata job) external pure returns (bytes32 inCalldata, bytes32 inMemory, bytes32 ofCopy) {
        Job memory decoded = job;
        return (job.hashCalldata(), decoded.hash(), job.copy().hash());
    }

    function structHash(Receipt calldata receipt) external pure returns (bytes32) {
        return receipt.hashStruct();
    }

    function copyOf(
        Job calldata job
    ) external pure returns (Job memory first, bytes memory between, Job memory second) {
        first = job.copy();
        // Memory taken between two copies must overlap neither.
        between = new bytes(64);
        second = job.copy();
        second.status = JobStatus.None;
        second.terms.price = 0;
    }

    /// @dev A job of any words. The fuzzer knows no bounds of enums, so the status is folded into them.
    function _job(JobTerms memory terms, uint256[9] memory words) private pure returns (Job memory) {
        return
            Job({
                terms: terms,
                requester: address(uint160(words[0])),
                status: JobStatus(words[1] % (uint256(type(JobStatus).max) + 1)),
                feeBps: uint16(words[2]),
                attemptsLeft: uint8(words[3]),
                deadline: uint64(words[4]),
                provider: address(uint160(words[5])),
                outputDigest: bytes32(words[6]),
                challenger: address(uint160(words[7])),
                bond: uint128(words[8])
            });
    }

    function testFuzz_HashIsThatOfTheEncoding(JobTerms memory terms, uint256[9] memory words) public view {
        Job memory job = _job(terms, words);
        bytes32 expected = keccak256(abi.encode(job));
        (bytes32 inCalldata, bytes32 inMemory, bytes32 ofCopy) = this.hashOf(job);
        vm.assertEq(inCalldata, expected);
        vm.assertEq(inMemory, expected);
        vm.assertEq(ofCopy, expected);
    }

    function testFuzz_CopyIsWholeAndItsOwn(JobTerms memory terms, uint256[9] memory words) public view {
        Job memory job = _job(terms, words);
        (Job memory first, bytes memory between, Job memory second) = this.copyOf(job);
        vm.assertEq(abi.encode(first), abi.encode(job));
        vm.assertEq(between, new bytes(64));
        job.status = JobStatus.None;
        job.terms.price = 0;
        vm.assertEq(abi.encode(second), abi.encode(job));
    }

    /// @dev The EIP-712 type string written out again, word by word.
    function testFuzz_ReceiptHashesAsTypedData(uint256[6] memory words, bytes32[5] memory digests) public view {
        Receipt memory receipt = Receipt({
            jobId: words[0],
            stage: uint32(words[1]),
            specDigest: bytes32(words[2]),
            profile: Profile(words[3] % (uint256(type(Profile).max) + 1)),
            inputRoot: digests[0],
            outputDigest: digests[1],
            stateRoot: digests[2],
            traceRoot: digests[3],
            reportDigest: digests[4],
            provider: address(uint160(words[4])),
            deadline: uint64(words[5])
        });
        bytes32 typeHash = keccak256(
            abi.encodePacked(
                "Receipt(uint256 jobId,uint32 stage,bytes32 specDigest,uint8 profile,",
                "bytes32 inputRoot,bytes32 outputDigest,bytes32 stateRoot,bytes32 traceRoot,",
                "bytes32 reportDigest,address provider,uint64 deadline)"
            )
        );
        bytes memory head = abi.encode(
            typeHash,
            receipt.jobId,
            uint256(receipt.stage),
            receipt.specDigest,
            uint256(receipt.profile),
            receipt.inputRoot,
            receipt.outputDigest
        );
        bytes memory tail = abi.encode(
            receipt.stateRoot,
            receipt.traceRoot,
            receipt.reportDigest,
            uint256(uint160(receipt.provider)),
            uint256(receipt.deadline)
        );
        vm.assertEq(this.structHash(receipt), keccak256(bytes.concat(head, tail)));
    }

    /// @dev viem's `hashStruct` of the same receipt, so that both languages hash alike.
    function test_ReceiptHashesAsInTypeScript() public view {
        Receipt memory receipt = Receipt({
            jobId: 7,
            stage: 0,
            specDigest: bytes32(uint256(1)),
            profile: Profile.Fx21,
            inputRoot: bytes32(uint256(2)),
            outputDigest: bytes32(uint256(3)),
            stateRoot: bytes32(uint256(4)),
            traceRoot: bytes32(uint256(5)),
            reportDigest: bytes32(uint256(6)),
            provider: address(0x1234),
            deadline: 1_800_000_000
        });
        vm.assertEq(
            this.structHash(receipt),
            bytes32(0x6f1de93f51d356dcb04486aea3ee34c1706832fbac6af12e983e437dab8a2e52)
        );
    }
}
