// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobEscrow} from "../../contracts/interfaces/IJobEscrow.sol";
import {ReplicaList} from "../../contracts/libraries/ReplicaList.sol";
import {
    Job,
    JobSeat,
    JobSeatLibrary,
    JobState,
    JobStateLibrary,
    JobStatus,
    Replica,
    ReplicaPlace,
    ReplicaPlaceLibrary
} from "../../contracts/types/Job.sol";
import {JobConfig} from "../../contracts/types/JobConfig.sol";
import {Profile, Receipt, ReceiptBody, ReceiptLibrary} from "../../contracts/types/Receipt.sol";
import {Test} from "../support/Test.sol";

contract JobTypesTest is Test {
    function hashOf(Job calldata job) external pure returns (bytes32 inCalldata, bytes32 inMemory, bytes32 ofCopy) {
        Job memory decoded = job;
        return (job.hashCalldata(), decoded.hash(), job.copy().hash());
    }

    function hashWith(Job calldata job, JobState state, JobSeat seat, bytes32 result) external pure returns (bytes32) {
        return job.hashWith(state, seat, result);
    }

    function structHash(Receipt calldata receipt) external pure returns (bytes32) {
        return receipt.hashStruct();
    }

    function hashAround(
        bytes32[5] calldata head,
        ReceiptBody calldata body,
        bytes32[2] calldata tail
    ) external pure returns (bytes32) {
        return ReceiptLibrary.hashAround(head, body, tail);
    }

    function copyOf(
        Job calldata job
    ) external pure returns (Job memory first, bytes memory between, Job memory second) {
        first = job.copy();
        // Memory taken between two copies must overlap neither.
        between = new bytes(64);
        second = job.copy();
        second.state = JobState.wrap(0);
        second.terms.budget = 0;
    }

    function testFuzz_HashIsThatOfTheEncoding(Job memory job) public view {
        bytes32 expected = keccak256(abi.encode(job));
        (bytes32 inCalldata, bytes32 inMemory, bytes32 ofCopy) = this.hashOf(job);
        vm.assertEq(inCalldata, expected);
        vm.assertEq(inMemory, expected);
        vm.assertEq(ofCopy, expected);
    }

    function testFuzz_HashWithIsThatOfTheChangedJob(
        Job memory job,
        uint256[2] memory words,
        bytes32 result
    ) public view {
        bytes32 given = this.hashWith(job, JobState.wrap(words[0]), JobSeat.wrap(words[1]), result);
        (job.state, job.seat, job.result) = (JobState.wrap(words[0]), JobSeat.wrap(words[1]), result);
        vm.assertEq(given, keccak256(abi.encode(job)));
    }

    function testFuzz_CopyIsWholeAndItsOwn(Job memory job) public view {
        (Job memory first, bytes memory between, Job memory second) = this.copyOf(job);
        vm.assertEq(abi.encode(first), abi.encode(job));
        vm.assertEq(between, new bytes(64));
        job.state = JobState.wrap(0);
        job.terms.budget = 0;
        vm.assertEq(abi.encode(second), abi.encode(job));
    }

    function testFuzz_StateIsWhatWasPacked(address who, uint8 status, uint8 stage, uint8 left, uint40 deadline) public {
        status = uint8(bound(status, 0, uint8(type(JobStatus).max)));
        vm.roll(uint256(type(uint32).max) + 5);
        JobState state = JobStateLibrary.from(who, JobStatus(status), stage, left, deadline);
        vm.assertEq(state.requester(), who);
        vm.assertEq(uint256(state.status()), status);
        vm.assertEq(uint256(state.stage()), stage);
        vm.assertEq(uint256(state.attemptsLeft()), left);
        vm.assertEq(uint256(state.deadline()), deadline);
        vm.assertEq(uint256(state.blockNumber()), 4, "the lowest 32 bits");
    }

    function testFuzz_SeatIsWhatWasPacked(address who, uint8 attestation) public pure {
        JobSeat seat = JobSeatLibrary.from(who).withAttestation(attestation);
        vm.assertFalse(seat.audited());
        seat = seat.withAudit();
        vm.assertEq(seat.provider(), who);
        vm.assertEq(uint256(seat.attestation()), attestation);
        vm.assertTrue(seat.audited());
    }

    function testFuzz_PlaceIsWhatWasPacked(address who, address claimer, address other) public pure {
        ReplicaPlace place = ReplicaPlaceLibrary.from(who, claimer);
        vm.assertFalse(place.revealed());
        vm.assertTrue(place.mayCommit(who) && place.mayCommit(claimer));
        vm.assertEq(
            place.mayCommit(other),
            other == who || uint88(uint160(other)) == uint88(uint160(claimer)),
            "nobody else"
        );
        place = place.withCommitment();
        vm.assertEq(place.mayCommit(claimer), claimer == who || uint88(uint160(claimer)) == 0);
        place = place.withReveal();
        vm.assertTrue(place.revealed());
        vm.assertEq(place.provider(), who);
    }

    function testFuzz_ConfigIsWhatWasPacked(
        IJobEscrow.Parameters memory given,
        uint16 fee,
        uint16 blackFee
    ) public pure {
        given.minPeriod = uint24(given.minPeriod);
        given.minStakeLock = uint96(bound(given.minStakeLock, 0, type(uint32).max)) * 1e15;
        given.reputationFee = uint96(bound(given.reputationFee, 0, type(uint24).max)) * 1e15;
        JobConfig config = JobConfig.wrap(0).counted().withFees(fee, blackFee).withParameters(given);
        vm.assertEq(abi.encode(config.parameters()), abi.encode(given));
        vm.assertEq(uint256(config.feeBps()), fee);
        vm.assertEq(uint256(config.blackFeeBps()), blackFee);
        vm.assertEq(config.counted().jobCount(), 2);
        vm.assertEq(abi.encode(config.withFees(blackFee, fee).parameters()), abi.encode(given));
    }

    function test_JobsAreCountedToTheEndOfTheField() public {
        JobConfig full = JobConfig.wrap(uint256(type(uint32).max) << 224);
        vm.expectRevert();
        this.count(full);
    }

    function count(JobConfig config) external pure returns (JobConfig) {
        return config.counted();
    }

    /* REPLICAS */

    function hashes(
        Replica[] calldata list,
        uint256 index,
        ReplicaPlace place,
        bytes32 digest
    ) external pure returns (bytes32 same, bytes32 longer, bytes32 changed) {
        same = ReplicaList.hash(list);
        longer = ReplicaList.hashWithPlace(list, place);
        if (index < list.length) changed = ReplicaList.hashWithReplica(list, index, place, digest);
    }

    function testFuzz_ListsHashAsTheirEncoding(
        uint256[2][9] memory words,
        uint256 length,
        uint256 index,
        uint256 place,
        bytes32 digest
    ) public view {
        length = bound(length, 0, 9);
        Replica[] memory list = new Replica[](length);
        for (uint256 i = 0; i < length; ++i) {
            list[i] = Replica({place: ReplicaPlace.wrap(words[i][0]), digest: bytes32(words[i][1])});
        }
        index = length == 0 ? 0 : bound(index, 0, length - 1);
        (bytes32 same, bytes32 longer, bytes32 changed) = this.hashes(list, index, ReplicaPlace.wrap(place), digest);
        vm.assertEq(same, length == 0 ? bytes32(0) : keccak256(abi.encode(list)));
        Replica[] memory more = new Replica[](length + 1);
        for (uint256 i = 0; i < length; ++i) more[i] = list[i];
        more[length].place = ReplicaPlace.wrap(place);
        vm.assertEq(longer, keccak256(abi.encode(more)));
        if (length == 0) return;
        list[index] = Replica({place: ReplicaPlace.wrap(place), digest: digest});
        vm.assertEq(changed, keccak256(abi.encode(list)));
    }

    /* RECEIPTS */

    function testFuzz_HashAroundABodyIsThatOfTheReceipt(
        uint256[3] memory words,
        bytes32[6] memory digests,
        uint8 profile
    ) public view {
        Receipt memory receipt = Receipt({
            jobId: words[0],
            stage: uint32(words[1]),
            specDigest: digests[5],
            profile: Profile(profile % 4),
            inputRoot: digests[0],
            outputDigest: digests[1],
            stateRoot: digests[2],
            traceRoot: digests[3],
            reportDigest: digests[4],
            provider: address(uint160(words[2])),
            deadline: uint64(words[1] >> 32)
        });
        bytes32[5] memory head = [
            ReceiptLibrary.TYPEHASH,
            bytes32(receipt.jobId),
            bytes32(uint256(receipt.stage)),
            receipt.specDigest,
            bytes32(uint256(receipt.profile))
        ];
        bytes32[2] memory tail = [bytes32(uint256(uint160(receipt.provider))), bytes32(uint256(receipt.deadline))];
        ReceiptBody memory body = ReceiptBody({
            inputRoot: receipt.inputRoot,
            outputDigest: receipt.outputDigest,
            stateRoot: receipt.stateRoot,
            traceRoot: receipt.traceRoot,
            reportDigest: receipt.reportDigest
        });
        vm.assertEq(this.hashAround(head, body, tail), this.structHash(receipt));
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
