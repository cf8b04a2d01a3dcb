// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {IReferees} from "./interfaces/IReferees.sol";
import {ITreasury} from "./interfaces/ITreasury.sol";
import {IVault, Payment} from "./interfaces/IVault.sol";
import {Revert} from "./libraries/Revert.sol";
import {Tickets} from "./libraries/Tickets.sol";
import {Currency, NATIVE} from "./types/Currency.sol";

/// @title Referees
///
/// ROLES
/// A module (JobEscrow) opens panels, pays for them and reads their outcome. Providers whose tickets are drawn sit, commit and reveal, by
/// themselves or their operators. Anyone moves a panel on. Governance sets parameters and modules.
///
/// TRUST
/// The outcome is what the majority of a panel says: whoever holds most of the stake that sits decides. Votes are secret until all are cast and
/// bound to their member, so none can be copied; nothing keeps members from telling each other. A party under another name cannot be told
/// from a stranger; it sits as often as its stake is drawn. Tickets weigh stake that was there before they were
/// drawn: a seating is no longer than an epoch of the registry. Members trust the module with one thing: auditors' seats stay locked until it calls
/// `endAudit`. JobEscrow, which is immutable too, does so on every way out of a job that was audited, and anyone may make it; a module that
/// never did would keep their locks for ever, so governance must allow none but such. A module may also reward with fees that arrived and
/// were not yet swept, and it names the price of the work, by which panels are paid out of the reserve; it reaches no stake beyond the
/// seats' locks.
/// Governance cannot change the rules of an open panel, nor take reserves: they leave as fees of panels only.
///
/// MONEY
/// Compute fees arrive as plain transfers of Vault claims; `sweep` divides them. No token is called. Members' pay goes to their pools where the
/// registry shares earnings, as their seats are the stake of all holders.
///
/// LIVENESS
/// Every phase ends: by itself when all have acted, by `advance` after its deadline. A panel that too few attend is drawn again once and then
/// void. Loops are bounded by `MAX_SEATS` and two rounds. The registry may stop this contract from locking; it cannot keep seats from
/// ending.
contract Referees is IReferees, AccessManaged {
    /// @dev The second word is 0 again once revealed.
    struct Seat {
        address member;
        uint16 vote;
        bool revealed;
        bytes32 commitment;
    }

    struct Fee {
        Currency currency;
        uint256 amount;
    }

    uint256 private constant _BPS = 10_000;
    uint256 private constant _MAX_CANDIDATES = 16;
    uint32 private constant _MAX_PERIOD = 30 days;

    /// @inheritdoc IReferees
    uint8 public constant MAX_SEATS = 15;

    IVault public immutable VAULT;
    IProviderRegistry public immutable PROVIDERS;
    ITreasury public immutable TREASURY;

    /// @inheritdoc IReferees
    uint256 public panelCount;
    /// @dev Number of the parameters in force; from 1 on.
    uint16 private _version;
    mapping(uint16 version => Parameters) private _parameters;
    mapping(address module => bool) private _modules;

    mapping(uint256 panelId => Panel) private _panels;
    /// @dev keccak256(abi.encode(parties))
    mapping(uint256 panelId => bytes32) private _parties;
    mapping(uint256 panelId => mapping(uint256 number => Seat)) private _seats;
    /// @dev Of audits that have not ended.
    mapping(uint256 panelId => Fee) private _fees;

    mapping(Currency currency => uint256) private _reserves;
    mapping(Currency currency => uint256) private _funded;

    constructor(
        address initialAuthority,
        IVault vault,
        IProviderRegistry providers,
        ITreasury treasury,
        Parameters memory initial
    ) AccessManaged(initialAuthority) {
        VAULT = vault;
        PROVIDERS = providers;
        TREASURY = treasury;
        _setParameters(initial);
    }

    /* MODULE */

    /// @inheritdoc IReferees
    function open(
        uint256 jobId,
        bool audit,
        uint8 candidates,
        uint32 workPeriod,
        uint96 stakeLock,
        address[] calldata parties
    ) external returns (uint256 panelId) {
        if (!_modules[msg.sender]) revert Referees_NotModule(msg.sender);
        if (candidates == 0 || candidates > _MAX_CANDIDATES) {
            revert Referees_CandidatesOutOfBounds(candidates, _MAX_CANDIDATES);
        }

        Panel memory panel;
        panel.version = _version;
        Parameters storage rules = _parameters[panel.version];
        panel.module = msg.sender;
        panel.audit = audit;
        panel.seats = audit ? rules.auditSeats : rules.refereeSeats;
        panel.candidates = candidates;
        panel.workPeriod = workPeriod;
        panel.seatLock = stakeLock > rules.seatLock ? stakeLock : rules.seatLock;
        panel.phase = Phase.Seating;
        panel.deadline = uint64(block.timestamp) + rules.seatPeriod;
        panel.beganBlock = uint32(block.number);

        panelId = ++panelCount;
        _store(panelId, panel);
        _parties[panelId] = keccak256(abi.encode(parties));
        emit PanelOpened(panelId, msg.sender, jobId, panel, parties);
    }

    /// @inheritdoc IReferees
    function fundAudit(uint256 panelId, Currency currency, uint256 price) external returns (uint256 fee) {
        Panel memory panel = _panelForModule(panelId);
        if (!panel.audit) revert Referees_NotAudit(panelId);
        if (panel.phase > Phase.Revealing) revert Referees_WrongPhase(panelId, panel.phase);
        if (_fees[panelId].amount != 0) revert Referees_AlreadyFunded(panelId);

        fee = _takeFee(panelId, panel, currency, price);
        _funded[currency] += fee;
        _fees[panelId] = Fee({currency: currency, amount: fee});
    }

    /// @inheritdoc IReferees
    function fundVerdict(uint256 panelId, Currency currency, uint256 price) external returns (uint256 fee) {
        Panel memory panel = _panelForModule(panelId);
        if (panel.phase != Phase.Decided) revert Referees_WrongPhase(panelId, panel.phase);
        if (panel.audit || panel.judged) revert Referees_AlreadyFunded(panelId);

        panel.judged = true;
        _store(panelId, panel);
        fee = _takeFee(panelId, panel, currency, price);
        _divide(panelId, panel, currency, fee);
    }

    /// @inheritdoc IReferees
    function reward(uint256 panelId, Currency currency, uint256 amount) external {
        Panel memory panel = _panelForModule(panelId);
        if (panel.phase < Phase.Decided) revert Referees_WrongPhase(panelId, panel.phase);
        if (panel.audit && !panel.judged) revert Referees_NotJudged(panelId);
        uint256 arrived = _arrived(currency);
        if (amount > arrived) revert Referees_NotPaid(currency.id(), arrived, amount);

        _divide(panelId, panel, currency, amount);
    }

    /// @inheritdoc IReferees
    function endAudit(uint256 panelId, bool decided, uint16 accepted) external {
        Panel memory panel = _panelForModule(panelId);
        if (!panel.audit) revert Referees_NotAudit(panelId);
        if (panel.phase < Phase.Decided) revert Referees_WrongPhase(panelId, panel.phase);
        if (panel.judged) revert Referees_AlreadyJudged(panelId);
        if (accepted >> panel.candidates != 0) revert Referees_VoteOutOfRange(panelId, accepted);

        uint256 seats = panel.locked;
        panel.judged = true;
        panel.locked = 0;
        if (decided) {
            panel.phase = Phase.Decided;
            panel.accepted = accepted;
            emit Decided(panelId, accepted);
        }
        _store(panelId, panel);
        // Seats are left locked by a panel that came to its reveals only.
        _endSeats(panelId, panel, panel.first, seats, Phase.Revealing, decided);
    }

    /* MEMBERS */

    /// @inheritdoc IReferees
    function sit(uint256 panelId, address member, address[] calldata parties) external {
        Panel memory panel = _load(panelId);
        Revert.ifAny(_refusal(panelId, panel, member, parties));

        uint8 number = panel.first + panel.seated;
        _seats[panelId][number].member = member;
        ++panel.seated;
        ++panel.locked;
        emit Seated(panelId, member, number);
        if (panel.seated == panel.seats) _enter(panelId, panel, Phase.Committing);
        _store(panelId, panel);
        PROVIDERS.lock(member, msg.sender, panel.seatLock, _noDemand());
    }

    /// @inheritdoc IReferees
    function commit(uint256 panelId, address member, bytes32 commitment) external {
        Panel memory panel = _panelInTime(panelId, Phase.Committing);
        if (commitment == 0) revert Referees_ZeroCommitment(panelId);
        Seat storage seat = _seatOf(panelId, panel, member);
        if (seat.commitment != 0) revert Referees_AlreadyCommitted(panelId, member);
        if (msg.sender != member && msg.sender != PROVIDERS.operatorOf(member)) {
            revert Referees_NotOperator(member, msg.sender);
        }

        seat.commitment = commitment;
        ++panel.committed;
        emit Committed(panelId, member);
        if (panel.committed == panel.seated) _enter(panelId, panel, Phase.Revealing);
        _store(panelId, panel);
    }

    /* ANYONE */

    /// @inheritdoc IReferees
    function reveal(uint256 panelId, address member, uint16 vote, bytes32 reason, bytes32 salt) external {
        Panel memory panel = _panelInTime(panelId, Phase.Revealing);
        Seat storage seat = _seatOf(panelId, panel, member);
        if (seat.revealed) revert Referees_AlreadyRevealed(panelId, member);
        if (commitmentOf(panelId, member, vote, reason, salt) != seat.commitment) {
            revert Referees_WrongReveal(panelId, member);
        }
        if (vote >> panel.candidates != 0) revert Referees_VoteOutOfRange(panelId, vote);

        (seat.vote, seat.revealed, seat.commitment) = (vote, true, 0);
        ++panel.revealed;
        _store(panelId, panel);
        emit Revealed(panelId, member, vote, reason);
    }

    /// @inheritdoc IReferees
    function advance(uint256 panelId) external {
        Panel memory panel = _load(panelId);
        Phase phase = panel.phase;
        if (phase == Phase.None) revert Referees_UnknownPanel(panelId);
        if (phase > Phase.Revealing) revert Referees_WrongPhase(panelId, phase);
        bool complete = phase == Phase.Revealing && panel.revealed == panel.committed;
        if (!complete && block.timestamp <= panel.deadline) {
            revert Referees_DeadlineNotPassed(panelId, panel.deadline);
        }

        if (phase == Phase.Revealing) {
            (bool decided, uint16 accepted, bool rejected) = _count(panelId, panel);
            if (decided || (panel.audit && rejected)) _end(panelId, panel, decided, accepted);
            else _fail(panelId, panel);
        } else if (2 * (phase == Phase.Seating ? panel.seated : panel.committed) > panel.seats) {
            _enter(panelId, panel, phase == Phase.Seating ? Phase.Committing : Phase.Revealing);
            _store(panelId, panel);
        } else {
            _fail(panelId, panel);
        }
    }

    /// @inheritdoc IReferees
    function sweep(Currency currency) external {
        uint256 arrived = _arrived(currency);
        uint256 toReserve = (arrived * _parameters[_version].auditShareBps) / _BPS;
        _reserves[currency] += toReserve;
        emit Swept(currency.id(), arrived - toReserve, toReserve);
        VAULT.transfer(address(TREASURY), currency.id(), arrived - toReserve);
    }

    /* GOVERNED */

    /// @inheritdoc IReferees
    function setParameters(Parameters calldata parameters_) external restricted {
        _setParameters(parameters_);
    }

    /// @inheritdoc IReferees
    function setModule(address module, bool allowed) external restricted {
        _modules[module] = allowed;
        emit ModuleChanged(module, allowed);
    }

    /* VIEWS */

    /// @inheritdoc IReferees
    function panelOf(uint256 panelId) external view returns (Panel memory) {
        return _load(panelId);
    }

    /// @inheritdoc IReferees
    function membersOf(
        uint256 panelId
    ) external view returns (address[] memory members, uint16[] memory votes, bool[] memory revealed) {
        uint256 end = _lastSeat(_load(panelId));
        members = new address[](end);
        votes = new uint16[](end);
        revealed = new bool[](end);
        for (uint256 i; i < end; ++i) {
            Seat storage seat = _seats[panelId][i];
            (members[i], votes[i], revealed[i]) = (seat.member, seat.vote, seat.revealed);
        }
    }

    /// @inheritdoc IReferees
    function commitmentOf(
        uint256 panelId,
        address member,
        uint16 vote,
        bytes32 reason,
        bytes32 salt
    ) public pure returns (bytes32) {
        return keccak256(abi.encode(panelId, member, vote, reason, salt));
    }

    /// @inheritdoc IReferees
    function outcomeOf(uint256 panelId) external view returns (bool ended, bool decided, uint16 accepted) {
        Panel memory panel = _load(panelId);
        return (panel.phase >= Phase.Decided, panel.phase == Phase.Decided, panel.accepted);
    }

    /// @inheritdoc IReferees
    function rejectionsOf(uint256 panelId, uint8 candidate) external view returns (uint8 rejections) {
        uint256 end = _lastSeat(_load(panelId));
        for (uint256 i; i < end; ++i) {
            Seat storage seat = _seats[panelId][i];
            if (seat.revealed && !_accepts(seat.vote, candidate)) ++rejections;
        }
    }

    /// @inheritdoc IReferees
    function canSit(
        uint256 panelId,
        address member,
        address caller,
        address[] calldata parties
    ) external view returns (bytes memory reason) {
        Panel memory panel = _load(panelId);
        reason = _refusal(panelId, panel, member, parties);
        if (reason.length == 0) {
            reason = PROVIDERS.canLock(address(this), member, caller, panel.seatLock, _noDemand());
        }
    }

    /// @inheritdoc IReferees
    function reserveOf(Currency currency) external view returns (uint256) {
        return _reserves[currency];
    }

    /// @inheritdoc IReferees
    function fundedOf(Currency currency) external view returns (uint256) {
        return _funded[currency];
    }

    /// @inheritdoc IReferees
    function isModule(address module) external view returns (bool) {
        return _modules[module];
    }

    /// @inheritdoc IReferees
    function parameters() external view returns (Parameters memory) {
        return parametersAt(_version);
    }

    /// @inheritdoc IReferees
    function parametersAt(uint16 version) public view returns (Parameters memory) {
        return _parameters[version];
    }

    /* PHASES */

    /// @dev Changes the panel in memory; the caller stores it.
    function _enter(uint256 panelId, Panel memory panel, Phase phase) private {
        Parameters storage rules = _parameters[panel.version];
        uint64 period =
            phase == Phase.Seating
                ? rules.seatPeriod
                : phase == Phase.Committing
                    ? uint64(rules.commitPeriod) + panel.workPeriod
                    : rules.revealPeriod;
        panel.phase = phase;
        panel.deadline = uint64(block.timestamp) + period;
        emit PhaseChanged(panelId, phase, panel.round, panel.deadline);
    }

    /// @dev Too few took part, or they were divided: this round's seats end, and the panel is drawn again or void.
    function _fail(uint256 panelId, Panel memory panel) private {
        if (panel.round != 0) return _end(panelId, panel, false, 0);

        (Phase phase, uint256 first, uint256 seated) = (panel.phase, panel.first, panel.seated);
        // Who sat when too few came may sit again: the seats' numbers are given back.
        if (phase != Phase.Seating) panel.first += panel.seated;
        (panel.seated, panel.committed, panel.revealed, panel.locked) = (0, 0, 0, 0);
        panel.round = 1;
        panel.beganBlock = uint32(block.number);
        _enter(panelId, panel, Phase.Seating);
        _store(panelId, panel);
        _endSeats(panelId, panel, first, seated, phase, false);
    }

    /// @dev The panel ends. Seats of auditors who came to their reveals wait for `endAudit`.
    function _end(uint256 panelId, Panel memory panel, bool decided, uint16 accepted) private {
        Phase phase = panel.phase;
        uint256 seats = panel.audit && phase == Phase.Revealing ? 0 : panel.locked;
        panel.phase = decided ? Phase.Decided : Phase.Void;
        panel.accepted = accepted;
        panel.deadline = 0;
        if (seats != 0) panel.locked = 0;
        _store(panelId, panel);
        if (decided) emit Decided(panelId, accepted);
        else emit Voided(panelId);
        _endSeats(panelId, panel, panel.first, seats, phase, decided);
        if (panel.audit) _payAuditors(panelId, panel);
    }

    /// @dev For every candidate the majority of this round's votes. `rejected` is whether anyone voted against any.
    function _count(
        uint256 panelId,
        Panel memory panel
    ) private view returns (bool decided, uint16 accepted, bool rejected) {
        uint256[_MAX_CANDIDATES] memory votesFor;
        uint256 end = _lastSeat(panel);
        for (uint256 i = panel.first; i < end; ++i) {
            Seat storage seat = _seats[panelId][i];
            if (!seat.revealed) continue;
            uint16 vote = seat.vote;
            for (uint256 c; c < panel.candidates; ++c) {
                if (_accepts(vote, c)) ++votesFor[c];
                else rejected = true;
            }
        }
        decided = 2 * uint256(panel.revealed) > panel.seats;
        for (uint256 c; c < panel.candidates && decided; ++c) {
            if (2 * votesFor[c] == panel.revealed) (decided, accepted) = (false, 0);
            else if (2 * votesFor[c] > panel.revealed) accepted |= uint16(1 << c);
        }
    }

    /* SEATS */

    /// @dev Ends `count` seats from number `first` on: slashes what their members lost in the phase that ended them, frees the rest.
    function _endSeats(
        uint256 panelId,
        Panel memory panel,
        uint256 first,
        uint256 count,
        Phase phase,
        bool decided
    ) private {
        Parameters storage rules = _parameters[panel.version];
        for (uint256 i = first; i < first + count; ++i) {
            Seat storage seat = _seats[panelId][i];
            address member = seat.member;
            uint256 bps;
            if (_isAbsent(seat, phase)) bps = rules.absentBps;
            else if (decided) bps = (_bits(seat.vote ^ panel.accepted) * rules.minorityBps) / panel.candidates;
            // Narrowing is exact: at most the lock.
            uint128 slashed = uint128((panel.seatLock * bps) / _BPS);
            emit SeatEnded(panelId, member, slashed);
            if (slashed != 0) PROVIDERS.slash(member, slashed, new Payment[](0));
            PROVIDERS.unlock(member, panel.seatLock - slashed, address(0), NATIVE);
        }
    }

    /// @dev Whether a member did not do what was due when this phase ended.
    function _isAbsent(Seat storage seat, Phase phase) private view returns (bool) {
        if (phase == Phase.Revealing) return !seat.revealed;
        return phase == Phase.Committing && seat.commitment == 0;
    }

    function _seatOf(uint256 panelId, Panel memory panel, address member) private view returns (Seat storage seat) {
        uint256 end = _lastSeat(panel);
        for (uint256 i = panel.first; i < end; ++i) {
            seat = _seats[panelId][i];
            if (seat.member == member) return seat;
        }
        revert Referees_NotSeated(panelId, member);
    }

    /// @dev One more than the number of the last seat taken.
    function _lastSeat(Panel memory panel) private pure returns (uint256) {
        return uint256(panel.first) + panel.seated;
    }

    /// @dev Why the member may not sit, beside what the registry says; empty when it may.
    function _refusal(
        uint256 panelId,
        Panel memory panel,
        address member,
        address[] calldata parties
    ) private view returns (bytes memory reason) {
        if (panel.phase == Phase.None) return abi.encodeWithSelector(Referees_UnknownPanel.selector, panelId);
        if (panel.phase != Phase.Seating) {
            return abi.encodeWithSelector(Referees_WrongPhase.selector, panelId, panel.phase);
        }
        if (block.timestamp > panel.deadline) {
            return abi.encodeWithSelector(Referees_DeadlinePassed.selector, panelId, panel.deadline);
        }
        if (keccak256(abi.encode(parties)) != _parties[panelId]) {
            return abi.encodeWithSelector(Referees_PartiesMismatch.selector, panelId);
        }
        address operator = PROVIDERS.operatorOf(member);
        for (uint256 i; i < parties.length; ++i) {
            if (parties[i] == member || parties[i] == operator) {
                return abi.encodeWithSelector(Referees_PartyToCase.selector, panelId, member);
            }
        }
        uint256 end = _lastSeat(panel);
        for (uint256 i; i < end; ++i) {
            if (_seats[panelId][i].member == member) {
                return abi.encodeWithSelector(Referees_AlreadySeated.selector, panelId, member);
            }
        }
        if (!_isDrawn(panelId, panel, member)) {
            return abi.encodeWithSelector(Referees_NotDrawn.selector, panelId, member);
        }
    }

    /// @dev Each seat is worth a ticket's pace, so with more seats more tickets become eligible.
    function _isDrawn(uint256 panelId, Panel memory panel, address member) private view returns (bool) {
        (uint256 weight, uint256 total) = PROVIDERS.ticketWeight(member);
        uint256 period = _parameters[panel.version].seatPeriod;
        return
            Tickets.eligible({
                seed: Tickets.seedOf(panel.beganBlock),
                subject: keccak256(abi.encode("panel", panelId, panel.round)),
                provider: member,
                weight: weight * panel.seats,
                total: total,
                elapsed: block.timestamp + period - panel.deadline,
                // One second longer than the seating: the library opens to all when its window ends, which is never here.
                window: period + 1
            });
    }

    /// @dev A seat pays when it ends, if at all, and needs no capability: whoever sits down agrees, whatever it asks for a stage.
    function _noDemand() private pure returns (IProviderRegistry.Demand memory demand) {
        demand.price = type(uint256).max;
    }

    /* MONEY */

    /// @dev Takes a panel's fee for work that cost `price` out of the reserve; less where that holds less.
    function _takeFee(
        uint256 panelId,
        Panel memory panel,
        Currency currency,
        uint256 price
    ) private returns (uint256 fee) {
        uint256 reserve = _reserves[currency];
        fee = Math.min((price * _parameters[_version].auditFeeBps * panel.seats) / _BPS, reserve);
        _reserves[currency] = reserve - fee;
        emit AuditFunded(panelId, currency.id(), fee);
    }

    /// @dev Divides `amount` among those who voted with the outcome; the reserve takes what is left.
    function _divide(uint256 panelId, Panel memory panel, Currency currency, uint256 amount) private {
        (address[] memory members, uint256 count) = _winners(panelId, panel);
        uint256 part = count == 0 ? 0 : amount / count;
        _reserve(panelId, currency, amount - part * count);
        _pay(panelId, currency, members, count, part);
    }

    /// @dev Members of both rounds that voted with the outcome; `count` of the list.
    function _winners(
        uint256 panelId,
        Panel memory panel
    ) private view returns (address[] memory members, uint256 count) {
        uint256 end = _lastSeat(panel);
        members = new address[](end);
        if (panel.phase != Phase.Decided) return (members, 0);
        for (uint256 i; i < end; ++i) {
            Seat storage seat = _seats[panelId][i];
            if (seat.revealed && seat.vote == panel.accepted) members[count++] = seat.member;
        }
    }

    /// @dev A seat's part of the fee to everyone of both rounds who revealed; if those are more than the seats, an equal part.
    function _payAuditors(uint256 panelId, Panel memory panel) private {
        Fee memory fee = _fees[panelId];
        if (fee.amount == 0) return;
        uint256 end = _lastSeat(panel);
        address[] memory members = new address[](end);
        uint256 count;
        for (uint256 i; i < end; ++i) {
            Seat storage seat = _seats[panelId][i];
            if (seat.revealed) members[count++] = seat.member;
        }
        uint256 part = fee.amount / Math.max(panel.seats, count);

        delete _fees[panelId];
        _funded[fee.currency] -= fee.amount;
        _reserve(panelId, fee.currency, fee.amount - part * count);
        _pay(panelId, fee.currency, members, count, part);
    }

    function _reserve(uint256 panelId, Currency currency, uint256 amount) private {
        if (amount == 0) return;
        _reserves[currency] += amount;
        emit Reserved(panelId, currency.id(), amount);
    }

    /// @dev Pays the first `count` members, or their pools, `part` each.
    function _pay(uint256 panelId, Currency currency, address[] memory members, uint256 count, uint256 part) private {
        if (part == 0) return;
        for (uint256 i; i < count; ++i) {
            address member = members[i];
            emit MemberPaid(panelId, member, currency.id(), part);
            // Unlocks nothing: asks whether earnings are shared.
            if (PROVIDERS.unlock(member, 0, address(0), currency)) {
                VAULT.transfer(address(PROVIDERS), currency.id(), part);
                PROVIDERS.share(member, currency, part);
            } else {
                VAULT.transfer(member, currency.id(), part);
            }
        }
    }

    /// @dev What came in and is neither reserved nor an audit's fee.
    function _arrived(Currency currency) private view returns (uint256) {
        return VAULT.balanceOf(address(this), currency.id()) - _reserves[currency] - _funded[currency];
    }

    /* INTERNAL */

    /// @dev All reads and writes of whole panels are here and in `_store`: the code that packs the fields is long.
    function _load(uint256 panelId) private view returns (Panel memory) {
        return _panels[panelId];
    }

    function _store(uint256 panelId, Panel memory panel) private {
        _panels[panelId] = panel;
    }

    function _panelForModule(uint256 panelId) private view returns (Panel memory panel) {
        panel = _load(panelId);
        if (panel.module != msg.sender) revert Referees_NotModule(msg.sender);
    }

    function _panelInTime(uint256 panelId, Phase phase) private view returns (Panel memory panel) {
        panel = _load(panelId);
        if (panel.phase == Phase.None) revert Referees_UnknownPanel(panelId);
        if (panel.phase != phase) revert Referees_WrongPhase(panelId, panel.phase);
        if (block.timestamp > panel.deadline) revert Referees_DeadlinePassed(panelId, panel.deadline);
    }

    function _bits(uint256 word) private pure returns (uint256 count) {
        for (; word != 0; word &= word - 1) ++count;
    }

    function _accepts(uint16 vote, uint256 candidate) private pure returns (bool) {
        return (vote >> candidate) & 1 != 0;
    }

    function _setParameters(Parameters memory p) private {
        if (
            !_isPeriod(p.seatPeriod) ||
            p.seatPeriod > PROVIDERS.EPOCH() ||
            !_isPeriod(p.commitPeriod) ||
            !_isPeriod(p.revealPeriod) ||
            !_isSeats(p.refereeSeats) ||
            !_isSeats(p.auditSeats) ||
            p.seatLock == 0 ||
            p.absentBps > _BPS ||
            p.minorityBps > _BPS ||
            p.auditShareBps > _BPS
        ) revert Referees_InvalidParameters();

        uint16 version = ++_version;
        _parameters[version] = p;
        emit ParametersChanged(version, p);
    }

    function _isPeriod(uint32 period) private pure returns (bool) {
        return period != 0 && period <= _MAX_PERIOD;
    }

    function _isSeats(uint8 seats) private pure returns (bool) {
        return seats % 2 == 1 && seats <= MAX_SEATS;
    }
}
