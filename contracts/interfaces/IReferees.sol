// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Currency} from "../types/Currency.sol";

/// @title Referees
/// @notice Panels of providers, drawn by stake, that repeat a piece of work and vote on results: as auditors of results that nobody
/// doubted, and as referees where somebody did. This is trust in a committee: the majority of its members' stake-drawn seats is right by
/// definition. No proof stands behind it.
///
/// Seating ──all sat──▶ Committing ──all committed, or late──▶ Revealing ──all revealed, or late──▶ Decided
///    │ late: seats opened to all, then                                        │ too few revealed
///    └──────────────────────────▶ drawn again once ◀──────────────────────────┘ then Void
///
/// Every phase has a deadline, after which anyone may call `advance`.
/// @dev A vote is a set of bits over the results in question (candidate i is bit i): which of them are acceptable by the spec's rule for
/// its profile (equal digests for integer profiles; metric and tensor tolerance, stated in the spec, for fp32). A candidate is accepted when
/// more than half of the revealed votes accept it. Each member locks `seatLock` of its stake. Who does not reveal loses `absentBps` of it, who
/// voted against the outcome `minorityBps`; both are burned. Fees are Vault claims that the module hands over with `reward`.
/// Invariant: this contract's Vault claims are its audit reserves plus what arrived and was not yet swept.
interface IReferees {
    enum Phase {
        None,
        Seating,
        Committing,
        Revealing,
        Decided,
        Void
    }

    struct Panel {
        /// Who asked: the contract that reads the outcome.
        address module;
        Phase phase;
        uint8 seats;
        uint8 candidates;
        /// How often it was drawn before.
        uint8 round;
        uint8 seated;
        uint8 committed;
        uint8 revealed;
        /// Unix seconds: end of the phase.
        uint64 deadline;
        /// Block (lowest 32 bits) and time at which the seating began.
        uint32 beganBlock;
        uint64 beganAt;
        /// $BLACK (wei) locked by each member.
        uint96 seatLock;
        /// keccak256(abi.encode(parties)): providers and others that may not sit.
        bytes32 parties;
        /// Accepted candidates, once decided.
        uint16 accepted;
    }

    struct Parameters {
        /// Seconds.
        uint32 seatPeriod;
        uint32 commitPeriod;
        uint32 revealPeriod;
        /// Odd.
        uint8 refereeSeats;
        uint8 auditSeats;
        /// $BLACK (wei)
        uint96 seatLock;
        uint16 absentBps;
        uint16 minorityBps;
        /// Part of swept compute fees that is kept for audits.
        uint16 auditShareBps;
        /// An audit's fee, of the price of what is audited; less when the reserve holds less.
        uint16 auditFeeBps;
    }

    event PanelOpened(uint256 indexed panelId, address indexed module, uint256 indexed jobId, bool audit, Panel panel);
    event Seated(uint256 indexed panelId, address indexed member, uint8 seat);
    event PhaseChanged(uint256 indexed panelId, Phase phase, uint8 round, uint64 deadline);
    event Committed(uint256 indexed panelId, address indexed member);
    event Revealed(uint256 indexed panelId, address indexed member, uint16 vote, bytes32 reason);
    event Decided(uint256 indexed panelId, uint16 accepted);
    event Voided(uint256 indexed panelId);
    /// @notice A member's seat ended: `slashed` $BLACK (wei) of its lock were burned.
    event SeatEnded(uint256 indexed panelId, address indexed member, uint256 slashed);
    event Rewarded(uint256 indexed panelId, uint256 indexed currency, uint256 amount);
    event Swept(uint256 indexed currency, uint256 toTreasury, uint256 toReserve);
    event ParametersChanged(Parameters parameters);

    error Referees_NotModule(address caller);
    error Referees_UnknownPanel(uint256 panelId);
    error Referees_WrongPhase(uint256 panelId, uint8 phase);
    error Referees_DeadlinePassed(uint256 panelId, uint64 deadline);
    error Referees_DeadlineNotPassed(uint256 panelId, uint64 deadline);
    error Referees_PartyToCase(uint256 panelId, address member);
    error Referees_PartiesMismatch(uint256 panelId);
    /// @notice The member's ticket is not eligible yet.
    error Referees_NotDrawn(uint256 panelId, address member);
    error Referees_AlreadySeated(uint256 panelId, address member);
    error Referees_NotSeated(uint256 panelId, address member);
    error Referees_AlreadyCommitted(uint256 panelId, address member);
    error Referees_WrongReveal(uint256 panelId, address member);
    error Referees_VoteOutOfRange(uint256 panelId, uint16 vote);
    error Referees_InvalidParameters();

    /* MODULE */

    /// @notice Module only. Opens a panel of referees, or of auditors.
    /// @param jobId For the event only. @param parties Sorted or not; hashed as given.
    function open(
        uint256 jobId,
        bool audit,
        uint8 candidates,
        address[] calldata parties
    ) external returns (uint256 panelId);

    /// @notice Module only. The fee of an audit of work that cost `price`, taken out of the reserve; paid to those who reveal, whatever they vote.
    function fundAudit(uint256 panelId, Currency currency, uint256 price) external returns (uint256 fee);

    /// @notice Module only, after paying `amount` to this contract: divides it among the members that voted with the outcome.
    function reward(uint256 panelId, Currency currency, uint256 amount) external;

    /// @notice Module only. Ends the seats of a panel of auditors, once it is known what they should have voted: who voted otherwise is
    /// slashed like a minority of referees. With `decided` false nobody is but the absent.
    function endAudit(uint256 panelId, bool decided, uint16 accepted) external;

    /* MEMBERS: providers, by themselves or their operators */

    /// @notice Takes a seat, and locks stake for it.
    function sit(uint256 panelId, address member, address[] calldata parties) external;

    /// @param commitment keccak256(abi.encode(panelId, member, vote, reason, salt))
    function commit(uint256 panelId, address member, bytes32 commitment) external;

    /// @param reason Digest of a document that says how the vote was reached; 0 for none.
    function reveal(uint256 panelId, address member, uint16 vote, bytes32 reason, bytes32 salt) external;

    /* ANYONE */

    /// @notice Moves a panel on whose phase is complete or late; ends the seats of referees once it is decided or void (`endAudit` those of auditors).
    function advance(uint256 panelId) external;

    /// @notice Divides compute fees that arrived: a part stays as reserve for audits, the rest goes to the Treasury.
    function sweep(Currency currency) external;

    /* GOVERNED */

    function setParameters(Parameters calldata parameters) external;

    function setModule(address module, bool allowed) external;

    /* VIEWS */

    function panelOf(uint256 panelId) external view returns (Panel memory);

    /// @notice Members in the order of their seats, with what they voted.
    function membersOf(
        uint256 panelId
    ) external view returns (address[] memory members, uint16[] memory votes, bool[] memory revealed);

    /// @return ended Whether the panel has ended. @return decided Whether it came to an outcome; else it is void. @return accepted Candidates.
    function outcomeOf(uint256 panelId) external view returns (bool ended, bool decided, uint16 accepted);

    /// @notice How many members of a panel that has ended voted against a candidate: one auditor is enough to call referees.
    function rejectionsOf(uint256 panelId, uint8 candidate) external view returns (uint8);

    /// @notice Why `sit` would be refused: the encoded custom error, or empty.
    function canSit(
        uint256 panelId,
        address member,
        address caller,
        address[] calldata parties
    ) external view returns (bytes memory reason);

    function reserveOf(Currency currency) external view returns (uint256);

    function parameters() external view returns (Parameters memory);
}
