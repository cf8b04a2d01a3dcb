// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {JobEscrow} from "../../contracts/JobEscrow.sol";
import {JobLens} from "../../contracts/JobLens.sol";
import {Licences} from "../../contracts/Licences.sol";
import {ProviderRegistry} from "../../contracts/ProviderRegistry.sol";
import {Referees} from "../../contracts/Referees.sol";
import {DisputeSteps} from "../../contracts/escrow/DisputeSteps.sol";
import {JobWiring} from "../../contracts/escrow/JobCore.sol";
import {LateSteps} from "../../contracts/escrow/LateSteps.sol";
import {IJobEscrow} from "../../contracts/interfaces/IJobEscrow.sol";
import {IProviderRegistry} from "../../contracts/interfaces/IProviderRegistry.sol";
import {IReferees} from "../../contracts/interfaces/IReferees.sol";
import {Currency, NATIVE} from "../../contracts/types/Currency.sol";
import {
    Dispute,
    Job,
    JobSeatLibrary,
    JobState,
    JobStateLibrary,
    JobStatus,
    JobTerms,
    Replica,
    ReplicaPlaceLibrary
} from "../../contracts/types/Job.sol";
import {JobRules} from "../../contracts/types/JobRules.sol";
import {Profile, Receipt, ReceiptBody} from "../../contracts/types/Receipt.sol";
import {CoreTest} from "../support/CoreTest.sol";

/// @notice Escrow, registry of providers and referees, deployed and wired, with a job's parties and the steps of its life. Each step
/// changes the job it is given into the one that must stand after it, and asserts that the chain agrees.
abstract contract JobTest is CoreTest {
    /// @notice A job with all that its calls want. Memory, so steps change it in place.
    struct Live {
        uint256 id;
        Job job;
        Replica[] replicas;
        Dispute dispute;
        /// Auditors who found nothing in the result that is pending.
        uint256 passedAudit;
    }

    uint64 internal constant UNBONDING = 60 days;
    uint64 internal constant EPOCH = 1 days;
    uint16 internal constant FEE_BPS = 500;
    uint16 internal constant BLACK_FEE_BPS = 250;
    uint128 internal constant LOCK = 101 ether + 3;
    /// @dev Of a challenger's bond of `LOCK`, where its dispute is void.
    uint256 internal constant VOID_COST = 0.197265625 ether + 1;
    uint128 internal constant BUDGET = 1 ether + 7;
    uint128 internal constant STAKE = 2_000 ether;
    uint256 internal constant CREDITS = 10_000 ether;
    uint256 internal constant MEMBERS = 8;
    bytes32 internal constant OUTPUT = keccak256("output");
    bytes32 internal constant OTHER = keccak256("another output");
    bytes32 internal constant REASON = keccak256("reason");

    ProviderRegistry internal providers;
    Referees internal referees;
    Licences internal licences;
    JobEscrow internal escrow;
    JobLens internal lens;

    address internal requester;
    address internal provider;
    address internal operator;
    uint256 internal operatorKey;
    address internal challenger;
    address internal stranger;
    /// @dev Of several replicas; the first is `provider`. All have the same operator.
    address[3] internal workers;
    /// @dev Who audits (0 to 2) and referees (3 to 7).
    address[] internal members;

    function setUp() public virtual override {
        super.setUp();
        vm.warp(1_800_000_000);
        vm.roll(1_000);
        requester = makeAddr("requester");
        provider = makeAddr("provider");
        (operator, operatorKey) = makeAccount("operator");
        challenger = makeAddr("challenger");
        stranger = makeAddr("stranger");
        workers = [provider, makeAddr("second provider"), makeAddr("third provider")];

        providers = new ProviderRegistry(address(manager), vault, black, UNBONDING, EPOCH);
        referees = new Referees(address(manager), vault, providers, treasury, refereeRules());
        licences = new Licences(vault, registry, treasury);
        escrow = new JobEscrow(
            address(manager),
            wiring(),
            new LateSteps(wiring()),
            new DisputeSteps(wiring()),
            bounds()
        );
        lens = new JobLens(escrow, providers);
        providers.addModule(address(escrow));
        providers.addModule(address(referees));
        referees.setModule(address(escrow), true);

        fund(requester);
        fund(challenger);
        for (uint256 i = 0; i < workers.length; ++i) {
            fund(workers[i]);
            vm.prank(workers[i]);
            providers.stake(STAKE, operator);
        }
        for (uint256 i = 0; i < MEMBERS; ++i) {
            address member = makeAddr(string.concat("member ", string(abi.encodePacked(bytes1(uint8(65 + i))))));
            members.push(member);
            fund(member);
            vm.prank(member);
            providers.stake(STAKE, member);
        }
        letStakeCount();
    }

    /// @notice Until what was staked counts for tickets.
    function letStakeCount() internal {
        vm.warp(block.timestamp + 2 * EPOCH);
    }

    function wiring() internal view returns (JobWiring memory) {
        return
            JobWiring({
                vault: vault,
                providers: providers,
                models: registry,
                licences: licences,
                referees: referees,
                treasury: treasury
            });
    }

    /// @notice Gives credits in both currencies and approves both modules.
    function fund(address account) internal {
        credit(NATIVE, account, CREDITS);
        credit(blackCurrency(), account, CREDITS);
        vm.startPrank(account);
        vault.setOperator(address(escrow), true);
        vault.setOperator(address(providers), true);
        vm.stopPrank();
    }

    function bounds() internal pure returns (IJobEscrow.Parameters memory) {
        return
            IJobEscrow.Parameters({
                minPeriod: 1 minutes,
                maxPeriod: 30 days,
                minPriorityPeriod: 0,
                maxAttempts: 5,
                minStakeLock: 100 ether,
                lockPercent: 100,
                auditBps: 10_000,
                reputationFee: 0.01 ether,
                nativeLock: 90
            });
    }

    function refereeRules() internal pure returns (IReferees.Parameters memory) {
        return
            IReferees.Parameters({
                seatPeriod: 1 hours,
                commitPeriod: 1 hours,
                revealPeriod: 30 minutes,
                refereeSeats: 5,
                auditSeats: 3,
                absentBps: 1_000,
                minorityBps: 5_000,
                seatLock: 100 ether + 1,
                auditShareBps: 8_000,
                auditFeeBps: 1_000
            });
    }

    function rulesOf(uint8 replicas, uint8 attempts, uint16 priority) internal pure returns (JobRules) {
        return
            JobRules.wrap(
                uint256(1 hours) |
                    (uint256(2 hours) << 32) |
                    (uint256(3 hours) << 64) |
                    (uint256(priority) << 96) |
                    (uint256(attempts) << 112) |
                    (uint256(replicas) << 120) |
                    (uint256(Profile.Fx21) << 128)
            );
    }

    function termsIn(Currency currency) internal pure returns (JobTerms memory terms) {
        terms.specDigest = keccak256("spec");
        terms.currency = currency;
        terms.budget = BUDGET;
        terms.stakeLock = LOCK;
        terms.rules = rulesOf(1, 2, 0);
    }

    function termsFor(uint8 replicas) internal pure returns (JobTerms memory terms) {
        terms = termsIn(NATIVE);
        terms.rules = rulesOf(replicas, 2, 0);
    }

    /* STEPS OF ONE */

    function create(JobTerms memory terms) internal returns (Live memory live) {
        vm.prank(requester);
        live.id = escrow.createJob(terms);
        // A copy: the caller's terms stay what it asked for.
        live.job.terms = abi.decode(abi.encode(terms), (JobTerms));
        bool inBlack = terms.currency == blackCurrency();
        (uint16 feeBps, uint16 blackFeeBps) = escrow.feesBps();
        live.job.terms.rules = terms.rules.fixedWith(
            inBlack ? blackFeeBps : feeBps,
            escrow.parameters().auditBps,
            isReputable(terms, blackFeeBps)
        );
        live.job.state = JobStateLibrary.from(
            requester,
            JobStatus.Open,
            0,
            terms.rules.attempts(),
            uint64(block.timestamp) + terms.rules.claimPeriod()
        );
        assertStands(live);
    }

    function isReputable(JobTerms memory terms, uint16 blackFeeBps) internal view returns (bool) {
        if (terms.currency != blackCurrency()) return false;
        uint256 cheapest = type(uint256).max;
        for (uint256 i = 0; i < terms.stages.count(); ++i) {
            uint256 price = terms.stages.priceOf(terms.budget, i);
            if (price < cheapest) cheapest = price;
        }
        return ((cheapest / terms.rules.replicas()) * blackFeeBps) / 10_000 >= escrow.parameters().reputationFee;
    }

    function claim(Live memory live) internal {
        claimBy(live, provider);
    }

    function claimBy(Live memory live, address by) internal {
        vm.prank(operator);
        escrow.claim(live.id, live.job, by);
        mirrorWorking(live);
        live.job.seat = JobSeatLibrary.from(by);
        assertStands(live);
    }

    function submit(Live memory live) internal {
        ReceiptBody memory body = bodyOf(OUTPUT);
        escrow.submit(live.id, live.job, body, signed(live, body), "");
        mirrorPending(live, OUTPUT);
        assertStands(live);
    }

    /// @notice Pays for the result, and goes on to the next stage. @return Whether there is one.
    function settle(Live memory live) internal returns (bool) {
        bytes32 output = live.replicas.length == 0 ? live.job.result : live.replicas[0].digest;
        if (live.replicas.length == 0) escrow.settle(live.id, live.job);
        else escrow.settleReplicas(live.id, live.job, live.replicas);
        if (escrow.jobHash(live.id) == 0) return false;
        mirrorNextStage(live, output);
        assertStands(live);
        return true;
    }

    /* STEPS OF SEVERAL */

    function claimReplica(Live memory live, address by) internal {
        vm.prank(operator);
        escrow.claimReplica(live.id, live.job, live.replicas, by);
        Replica[] memory longer = new Replica[](live.replicas.length + 1);
        for (uint256 i = 0; i < live.replicas.length; ++i) longer[i] = live.replicas[i];
        longer[live.replicas.length].place = ReplicaPlaceLibrary.from(by, operator);
        live.replicas = longer;
        if (longer.length == live.job.terms.rules.replicas()) mirrorWorking(live);
        mirrorList(live);
    }

    function commitReplica(Live memory live, uint256 index, bytes32 output) internal {
        bytes32 commitment = commitmentOf(live, index, output);
        vm.prank(operator);
        escrow.commitReplica(live.id, live.job, live.replicas, index, commitment);
        live.replicas[index].digest = commitment;
        live.replicas[index].place = live.replicas[index].place.withCommitment();
        bool all = true;
        for (uint256 i = 0; i < live.replicas.length; ++i) if (live.replicas[i].digest == 0) all = false;
        if (all) mirror(live, JobStatus.Revealing, live.job.terms.rules.challengePeriod());
        mirrorList(live);
    }

    function revealReplica(Live memory live, uint256 index, bytes32 output) internal {
        escrow.revealReplica(
            live.id,
            live.job,
            live.replicas,
            index,
            bodyOf(output),
            saltOf(live.replicas[index].place.provider())
        );
        live.replicas[index].digest = output;
        live.replicas[index].place = live.replicas[index].place.withReveal();
        bool all = true;
        for (uint256 i = 0; i < live.replicas.length; ++i) {
            if (!live.replicas[i].place.revealed() || live.replicas[i].digest != output) all = false;
        }
        if (all) mirror(live, JobStatus.Pending, live.job.terms.rules.challengePeriod());
        mirrorList(live);
    }

    function mirrorList(Live memory live) internal view {
        live.job.result = live.replicas.length == 0 ? bytes32(0) : keccak256(abi.encode(live.replicas));
        assertStands(live);
    }

    /// @notice Drops from the mirrored list whoever is not among those that did their part.
    function mirrorKept(Live memory live, uint256 keep) internal pure {
        uint256 count;
        for (uint256 i = 0; i < live.replicas.length; ++i) if ((keep >> i) & 1 == 1) ++count;
        Replica[] memory kept = new Replica[](count);
        count = 0;
        for (uint256 i = 0; i < live.replicas.length; ++i) {
            if ((keep >> i) & 1 == 1) kept[count++] = live.replicas[i];
        }
        live.replicas = kept;
        live.job.result = kept.length == 0 ? bytes32(0) : keccak256(abi.encode(kept));
    }

    function saltOf(address by) internal pure returns (bytes32) {
        return keccak256(abi.encode("salt of", by));
    }

    function commitmentOf(Live memory live, uint256 index, bytes32 output) internal view returns (bytes32) {
        address by = live.replicas[index].place.provider();
        bytes32 digest = escrow.receiptDigest(receiptOf(live, bodyOf(output), by, 0));
        return keccak256(abi.encode(digest, saltOf(by), by));
    }

    /* STEPS OF DISPUTES */

    function challenge(Live memory live) internal {
        vm.prank(challenger);
        escrow.challenge(live.id, live.job, live.replicas, REASON);
        live.dispute = Dispute({
            auditId: live.passedAudit,
            panelId: referees.panelCount(),
            challenger: challenger,
            bond: live.job.terms.stakeLock,
            challengeLeft: 0
        });
        mirrorDispute(live, JobStatus.Disputed);
    }

    function drawAudit(Live memory live) internal {
        vm.roll(block.number + 2);
        escrow.drawAudit(live.id, live.job, live.replicas);
        live.dispute = Dispute({
            auditId: referees.panelCount(),
            panelId: 0,
            challenger: address(0),
            bond: 0,
            challengeLeft: live.job.state.deadline() - uint64(block.timestamp)
        });
        mirrorDispute(live, JobStatus.Audited);
    }

    /// @notice Concludes an audit in which somebody found something.
    function escalate(Live memory live) internal {
        conclude(live);
        live.dispute.panelId = referees.panelCount();
        mirrorDispute(live, JobStatus.Disputed);
    }

    /// @notice The auditors found nothing: the window goes on.
    function mirrorPassed(Live memory live) internal view {
        live.job.state = moved(live, JobStatus.Pending, uint64(block.timestamp) + live.dispute.challengeLeft);
        live.job.seat = live.job.seat.withAudit();
        live.job.dispute = 0;
        live.passedAudit = live.dispute.auditId;
        delete live.dispute;
        assertStands(live);
    }

    function mirrorDispute(Live memory live, JobStatus status) internal view {
        live.job.state = moved(live, status, 0);
        live.job.dispute = keccak256(abi.encode(live.dispute));
        assertStands(live);
    }

    function conclude(Live memory live) internal {
        escrow.conclude(live.id, live.job, live.replicas, live.dispute);
    }

    function partiesOf(Live memory live) internal view returns (address[] memory parties) {
        uint256 count = live.replicas.length == 0 ? 1 : live.replicas.length;
        address[] memory auditors;
        if (live.dispute.auditId != 0 && live.dispute.panelId != 0) {
            (auditors, , ) = referees.membersOf(live.dispute.auditId);
        }
        uint256 more = auditors.length + (live.dispute.challenger == address(0) ? 0 : 1);
        parties = new address[](count + 1 + more);
        for (uint256 i = 0; i < count; ++i) {
            parties[i] = live.replicas.length == 0 ? live.job.seat.provider() : live.replicas[i].place.provider();
        }
        parties[count] = requester;
        for (uint256 i = 0; i < more; ++i) {
            parties[count + 1 + i] = i == auditors.length ? live.dispute.challenger : auditors[i];
        }
    }

    /// @notice Takes the job's panel to its end, all members voting alike: auditors members 0 to 2, referees 3 to 7.
    function vote(Live memory live, uint16 bits) internal {
        bool audit = live.dispute.panelId == 0;
        uint256 panelId = audit ? live.dispute.auditId : live.dispute.panelId;
        uint256 first = audit ? 0 : 3;
        uint256 seats = audit ? 3 : 5;
        address[] memory parties = partiesOf(live);
        vm.roll(block.number + 2);
        vm.warp(referees.panelOf(panelId).deadline - 1);
        for (uint256 i = 0; i < seats; ++i) {
            vm.prank(members[first + i]);
            referees.sit(panelId, members[first + i], parties);
        }
        for (uint256 i = 0; i < seats; ++i) {
            address member = members[first + i];
            bytes32 commitment = referees.commitmentOf(panelId, member, bits, 0, saltOf(member));
            vm.prank(member);
            referees.commit(panelId, member, commitment);
        }
        for (uint256 i = 0; i < seats; ++i) {
            referees.reveal(panelId, members[first + i], bits, 0, saltOf(members[first + i]));
        }
        referees.advance(panelId);
    }

    /// @notice Nobody comes to the panel, twice.
    function abandon(Live memory live) internal {
        uint256 panelId = live.dispute.panelId == 0 ? live.dispute.auditId : live.dispute.panelId;
        for (uint256 i = 0; i < 2; ++i) {
            uint256 deadline = referees.panelOf(panelId).deadline;
            if (block.timestamp <= deadline) vm.warp(deadline + 1);
            referees.advance(panelId);
        }
    }

    /* TO A STATUS */

    /// @notice A job of one in the status asked for: Open, Working, Pending, Audited or Disputed (by a challenger).
    function reach(JobStatus status, JobTerms memory terms) internal returns (Live memory live) {
        live = create(terms);
        if (terms.rules.replicas() != 1) return reachSeveral(live, status);
        if (status >= JobStatus.Working) claim(live);
        if (status >= JobStatus.Pending) submit(live);
        if (status == JobStatus.Audited) drawAudit(live);
        if (status == JobStatus.Disputed) challenge(live);
    }

    function reach(JobStatus status) internal returns (Live memory) {
        return reach(status, termsIn(NATIVE));
    }

    /// @dev All agree. Disputed by a challenger.
    function reachSeveral(Live memory live, JobStatus status) internal returns (Live memory) {
        uint256 count = live.job.terms.rules.replicas();
        if (status >= JobStatus.Working) for (uint256 i = 0; i < count; ++i) claimReplica(live, workers[i]);
        if (status >= JobStatus.Revealing) for (uint256 i = 0; i < count; ++i) commitReplica(live, i, OUTPUT);
        if (status >= JobStatus.Pending) for (uint256 i = 0; i < count; ++i) revealReplica(live, i, OUTPUT);
        if (status == JobStatus.Audited) drawAudit(live);
        if (status == JobStatus.Disputed) challenge(live);
        return live;
    }

    function toDeadline(Live memory live) internal {
        vm.warp(live.job.state.deadline());
    }

    function pastDeadline(Live memory live) internal {
        vm.warp(uint256(live.job.state.deadline()) + 1);
    }

    /* MIRROR */

    function moved(Live memory live, JobStatus status, uint64 deadline) internal view returns (JobState) {
        JobState state = live.job.state;
        return JobStateLibrary.from(state.requester(), status, state.stage(), state.attemptsLeft(), deadline);
    }

    function mirror(Live memory live, JobStatus status, uint32 period) internal view {
        live.job.state = moved(live, status, uint64(block.timestamp) + period);
    }

    function mirrorWorking(Live memory live) internal view {
        JobState state = live.job.state;
        live.job.state = JobStateLibrary.from(
            state.requester(),
            JobStatus.Working,
            state.stage(),
            state.attemptsLeft() - 1,
            uint64(block.timestamp) + live.job.terms.rules.workPeriod()
        );
    }

    function mirrorPending(Live memory live, bytes32 output) internal view {
        mirror(live, JobStatus.Pending, live.job.terms.rules.challengePeriod());
        live.job.result = output;
    }

    /// @notice The stage is open once more.
    function mirrorReopened(Live memory live) internal view {
        mirror(live, JobStatus.Open, live.job.terms.rules.claimPeriod());
        live.job.seat = JobSeatLibrary.from(address(0));
        if (live.replicas.length == 0) live.job.result = 0;
        live.job.dispute = 0;
        live.passedAudit = 0;
    }

    /// @notice The next stage is open.
    function mirrorNextStage(Live memory live, bytes32 output) internal view {
        JobState state = live.job.state;
        live.job.state = JobStateLibrary.from(
            state.requester(),
            JobStatus.Open,
            state.stage() + 1,
            live.job.terms.rules.attempts(),
            uint64(block.timestamp) + live.job.terms.rules.claimPeriod()
        );
        live.job.seat = JobSeatLibrary.from(live.job.seat.provider());
        live.job.input = output;
        live.job.result = 0;
        live.job.dispute = 0;
        live.passedAudit = 0;
        live.replicas = new Replica[](0);
    }

    function copyOf(Live memory live) internal pure returns (Live memory) {
        return abi.decode(abi.encode(live), (Live));
    }

    /* RECEIPTS */

    function bodyOf(bytes32 output) internal pure returns (ReceiptBody memory) {
        return
            ReceiptBody({
                inputRoot: keccak256("inputs"),
                outputDigest: output,
                stateRoot: keccak256("state"),
                traceRoot: keccak256("trace"),
                reportDigest: keccak256("report")
            });
    }

    function receiptOf(
        Live memory live,
        ReceiptBody memory body,
        address by,
        uint64 deadline
    ) internal pure returns (Receipt memory) {
        return
            Receipt({
                jobId: live.id,
                stage: live.job.state.stage(),
                specDigest: live.job.terms.specDigest,
                profile: live.job.terms.rules.profile(),
                inputRoot: body.inputRoot,
                outputDigest: body.outputDigest,
                stateRoot: body.stateRoot,
                traceRoot: body.traceRoot,
                reportDigest: body.reportDigest,
                provider: by,
                deadline: deadline
            });
    }

    /// @notice The operator's signature of the attempt's receipt.
    function signed(Live memory live, ReceiptBody memory body) internal view returns (bytes memory) {
        Receipt memory receipt = receiptOf(live, body, live.job.seat.provider(), live.job.state.deadline());
        return sign(operatorKey, escrow.receiptDigest(receipt));
    }

    /* ASSERTIONS */

    function assertStands(Live memory live) internal view {
        vm.assertEq(escrow.jobHash(live.id), keccak256(abi.encode(live.job)), "the job that stands");
    }

    function lockedOf(address by) internal view returns (uint256) {
        return providers.lockedBy(address(escrow), by);
    }

    function stakeOf(address by) internal view returns (uint256) {
        IProviderRegistry.Provider memory p = providers.providerOf(by);
        return uint256(p.active) + p.leaving;
    }

    /// @notice The job is final: nothing but fees is left in escrow, and nothing of the providers' stakes is locked.
    function assertOver(Live memory live) internal view {
        vm.assertEq(escrow.jobHash(live.id), bytes32(0), "final");
        assertCredits(address(escrow), NATIVE, escrow.feesOf(NATIVE));
        assertCredits(address(escrow), blackCurrency(), escrow.feesOf(blackCurrency()));
        for (uint256 i = 0; i < workers.length; ++i) vm.assertEq(lockedOf(workers[i]), 0, "locked");
    }

    /// @notice All claims sum to what the vault holds, and whatever $BLACK is gone was burned.
    function assertConserved(uint256 burned) internal view {
        _assertSum(NATIVE, address(vault).balance);
        _assertSum(blackCurrency(), black.balanceOf(address(vault)));
        vm.assertEq(black.totalSupply(), 1_000_000_000 ether - burned, "burned");
    }

    function _assertSum(Currency currency, uint256 held) private view {
        uint256 id = currency.id();
        uint256 sum =
            vault.balanceOf(address(escrow), id) +
                vault.balanceOf(address(providers), id) +
                vault.balanceOf(address(referees), id) +
                vault.balanceOf(address(treasury), id) +
                vault.balanceOf(requester, id) +
                vault.balanceOf(challenger, id) +
                vault.balanceOf(stranger, id) +
                vault.balanceOf(alice, id) +
                vault.balanceOf(bob, id);
        for (uint256 i = 0; i < workers.length; ++i) sum += vault.balanceOf(workers[i], id);
        for (uint256 i = 0; i < members.length; ++i) sum += vault.balanceOf(members[i], id);
        vm.assertEq(sum, held, "conserved");
    }
}
