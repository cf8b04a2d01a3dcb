// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Currency} from "../types/Currency.sol";

/// @title Referees
/// @notice Panels of providers, drawn by stake, that repeat a piece of work and vote on results: as auditors of results that nobody
/// doubted, and as referees where somebody did. This is trust in a committee: the majority of its members' stake-drawn seats is right by
/// definition. No proof stands behind it.
///
/// Seating ──all sat, or late with enough──▶ Committing ──all committed, or late with enough──▶ Revealing ──all revealed, or late──▶ Decided
///    │ too few                                  │ too few                                          │ too few, or a tie
///    └──────────────────────────────────────────┴─────▶ drawn again once, then Void ◀──────────────┘
///
/// Every phase has a deadline, the last second at which its own action is due; after it anyone may call `advance`.
/// @dev A vote is a set of bits over the results in question (candidate i is bit i): which of them are acceptable by the spec's rule for
/// its profile (equal digests for integer profiles; metric and tensor tolerance, stated in the spec, for fp32).
///
/// A panel decides when more than half of its seats revealed, and for every candidate more than half of those votes go one way: that way is
/// the outcome. "Enough" above is more than half of the seats too. Equal votes for and against a candidate decide nothing. Auditors need no
/// decision where one of them rejects a result, since that calls the referees: then they are not drawn again.
///
/// Tickets decide who may sit, from the first second of seating to the last: seats never open to all, as whoever waited for that would get
/// them for the least stake. By the end of a seating eight times as many tickets as there are seats may be expected to be eligible, if all
/// stake is free. Nobody sits twice on a panel, unless its first seating failed.
///
/// Each member locks as much of its stake as a provider of the work did, at least `seatLock`. Who is due to commit or reveal and does not loses `absentBps` of it, who voted otherwise than
/// the outcome in w of n bits w/n of `minorityBps`; both are burned. Fees are Vault claims that the module hands over with `reward`.
/// Invariant: this contract's Vault claims are its audit reserves, the fees of audits that have not ended, and what arrived and was not
/// yet swept.
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
        bool audit;
        uint8 seats;
        uint8 candidates;
        /// How often it was drawn before.
        uint8 round;
        /// Number of this round's first seat: the seats before it are those of the round before.
        uint8 first;
        /// Of this round.
        uint8 seated;
        uint8 committed;
        uint8 revealed;
        /// Members of this round whose stake is locked.
        uint8 locked;
        /// Accepted candidates, once decided.
        uint16 accepted;
        /// Unix seconds: end of the phase; 0 when ended.
        uint64 deadline;
        /// Block (lowest 32 bits) in which the seating began: the next one's hash is its random seed.
        uint32 beganBlock;
        /// Seconds that the work took or may take: added to the time that members have to repeat it.
        uint32 workPeriod;
        /// $BLACK (wei) locked by each member: as much as each of the work's providers had locked, but at least the parameter.
        uint96 seatLock;
        /// Number of the parameters that it was opened with, which hold until it ends.
        uint16 version;
        /// Of auditors: the module has said what they should have voted, or that nobody knows. Of referees: the reserve has paid them.
        bool judged;
    }

    struct Parameters {
        /// Seconds; each at most 30 days. Seats can be taken while the chain knows the hash of the block that seating began in: 8,191 blocks
        /// with EIP-2935, else 256. A `seatPeriod` beyond that leaves late seats empty. It is at most an `EPOCH` of the registry, in which stake
        /// that was moved once the tickets were known counts for none.
        uint32 seatPeriod;
        /// Beside the panel's `workPeriod`.
        uint32 commitPeriod;
        uint32 revealPeriod;
        /// Odd, at most `MAX_SEATS`.
        uint8 refereeSeats;
        uint8 auditSeats;
        /// What a member loses of its lock that did not commit or reveal, in basis points.
        uint16 absentBps;
        /// What a member loses of its lock that voted otherwise than the outcome.
        uint16 minorityBps;
        /// $BLACK (wei): the least that a member locks.
        uint96 seatLock;
        /// Part of swept compute fees that is kept for audits.
        uint16 auditShareBps;
        /// Fee for each seat of an audit, of the price of what is audited; less when the reserve holds less.
        uint16 auditFeeBps;
    }

    /// @notice `parties` is what `sit` wants to be told again.
    event PanelOpened(
        uint256 indexed panelId,
        address indexed module,
        uint256 indexed jobId,
        Panel panel,
        address[] parties
    );
    /// @notice Seats count from 0 on and through both rounds; a seating that failed gives its seats' numbers back.
    event Seated(uint256 indexed panelId, address indexed member, uint8 seat);
    event PhaseChanged(uint256 indexed panelId, Phase phase, uint8 round, uint64 deadline);
    event Committed(uint256 indexed panelId, address indexed member);
    event Revealed(uint256 indexed panelId, address indexed member, uint16 vote, bytes32 reason);
    /// @notice The panel came to an outcome; of auditors a second time where the module knew better.
    event Decided(uint256 indexed panelId, uint16 accepted);
    event Voided(uint256 indexed panelId);
    /// @notice A member's seat ended: `slashed` $BLACK (wei) of its lock were burned.
    event SeatEnded(uint256 indexed panelId, address indexed member, uint256 slashed);
    /// @notice A panel's fee came out of the reserve: an audit's, kept until it ends, or that of a verdict, paid at once.
    event AuditFunded(uint256 indexed panelId, uint256 indexed currency, uint256 fee);
    /// @notice A member was paid: a part of an audit's fee, or of a reward.
    event MemberPaid(uint256 indexed panelId, address indexed member, uint256 indexed currency, uint256 amount);
    /// @notice What nobody had earned of a fee or a reward, or could not be divided, went into the audit reserve.
    event Reserved(uint256 indexed panelId, uint256 indexed currency, uint256 amount);
    event Swept(uint256 indexed currency, uint256 toTreasury, uint256 toReserve);
    event ParametersChanged(uint16 indexed version, Parameters parameters);
    event ModuleChanged(address indexed module, bool allowed);

    error Referees_NotModule(address caller);
    error Referees_UnknownPanel(uint256 panelId);
    error Referees_WrongPhase(uint256 panelId, Phase phase);
    error Referees_DeadlinePassed(uint256 panelId, uint64 deadline);
    error Referees_DeadlineNotPassed(uint256 panelId, uint64 deadline);
    error Referees_CandidatesOutOfBounds(uint256 candidates, uint256 max);
    /// @notice The member, or its operator, is a party to the case.
    error Referees_PartyToCase(uint256 panelId, address member);
    error Referees_PartiesMismatch(uint256 panelId);
    /// @notice The member's ticket is not eligible yet, or its stake is not free.
    error Referees_NotDrawn(uint256 panelId, address member);
    /// @notice The member sits or sat on this panel.
    error Referees_AlreadySeated(uint256 panelId, address member);
    error Referees_NotSeated(uint256 panelId, address member);
    error Referees_NotOperator(address member, address caller);
    error Referees_ZeroCommitment(uint256 panelId);
    error Referees_AlreadyCommitted(uint256 panelId, address member);
    error Referees_AlreadyRevealed(uint256 panelId, address member);
    error Referees_WrongReveal(uint256 panelId, address member);
    error Referees_VoteOutOfRange(uint256 panelId, uint16 vote);
    error Referees_NotAudit(uint256 panelId);
    error Referees_AlreadyFunded(uint256 panelId);
    error Referees_AlreadyJudged(uint256 panelId);
    /// @notice Auditors are rewarded only once `endAudit` said what was right.
    error Referees_NotJudged(uint256 panelId);
    /// @notice Less than the amount has arrived.
    error Referees_NotPaid(uint256 currency, uint256 arrived, uint256 amount);
    error Referees_InvalidParameters();

    /* MODULE */

    /// @notice Module only. Opens a panel of referees, or of auditors.
    /// @param jobId For the event only.
    /// @param candidates How many results there are to vote on, 1 to 16.
    /// @param workPeriod Seconds that the work may take: its repetition may take as long, and the commit period on top.
    /// @param stakeLock What the work's providers have locked: members lock as much, or `seatLock` if that is more, so that a lazy one loses
    /// more by a wrong guess than the work would cost.
    /// @param parties Who may not sit, as provider or as one's operator; in any order, but to be told again in that order.
    function open(
        uint256 jobId,
        bool audit,
        uint8 candidates,
        uint32 workPeriod,
        uint96 stakeLock,
        address[] calldata parties
    ) external returns (uint256 panelId);

    /// @notice Module only, once for each audit. The fee of an audit of work that cost `price`, taken out of the reserve; paid at its end to
    /// those who revealed, whatever they voted, a seat's part each. What absent ones leave goes back to the reserve.
    function fundAudit(uint256 panelId, Currency currency, uint256 price) external returns (uint256 fee);

    /// @notice Module only, once for each panel of referees that decided: pays those who voted with the outcome, each the like part, out of the
    /// reserve, as much as the audit of work that cost `price` by as many seats. For verdicts that nobody who lost pays for.
    function fundVerdict(uint256 panelId, Currency currency, uint256 price) external returns (uint256 fee);

    /// @notice Module only, after paying `amount` to this contract in the same transaction: divides it among the members of both rounds that
    /// voted with the outcome. What cannot be divided, or all of it if nobody did, goes into the audit reserve.
    /// @dev Of auditors only after `endAudit`.
    function reward(uint256 panelId, Currency currency, uint256 amount) external;

    /// @notice Module only, once for each audit that has ended. Ends its seats, once it is known what the auditors should have voted: who voted
    /// otherwise is slashed like a minority of referees. With `decided` false nobody is but the absent.
    /// Warning: auditors' stake stays locked until the module calls this.
    function endAudit(uint256 panelId, bool decided, uint16 accepted) external;

    /* MEMBERS: providers, by themselves or their operators */

    /// @notice Takes a seat, and locks stake for it.
    function sit(uint256 panelId, address member, address[] calldata parties) external;

    /// @param commitment keccak256(abi.encode(panelId, member, vote, reason, salt)): it binds the member, so a copy of another's is worth nothing.
    /// Warning: a salt that can be guessed gives the vote away.
    function commit(uint256 panelId, address member, bytes32 commitment) external;

    /* ANYONE */

    /// @notice Shows a member's vote; whoever knows the salt may.
    /// @param reason Digest of a document that says how the vote was reached; 0 for none.
    function reveal(uint256 panelId, address member, uint16 vote, bytes32 reason, bytes32 salt) external;

    /// @notice Moves a panel on whose phase is late, or whose votes are all revealed; ends the seats of referees once it is decided or void
    /// (`endAudit` those of auditors).
    function advance(uint256 panelId) external;

    /// @notice Divides compute fees that arrived: a part stays as reserve for audits, the rest goes to the Treasury.
    function sweep(Currency currency) external;

    /* GOVERNED */

    /// @notice Does not reach open panels, except for the parts of fees.
    function setParameters(Parameters calldata parameters_) external;

    /// @notice A module that is allowed no more can open no panel, but ends those it opened.
    function setModule(address module, bool allowed) external;

    /* VIEWS */

    function panelOf(uint256 panelId) external view returns (Panel memory);

    /// @notice Panels are numbered from 1 to this.
    function panelCount() external view returns (uint256);

    /// @notice Members in the order of their seats, with what they voted; of both rounds, see `Panel.first`.
    function membersOf(
        uint256 panelId
    ) external view returns (address[] memory members, uint16[] memory votes, bool[] memory revealed);

    /// @notice keccak256(abi.encode(panelId, member, vote, reason, salt))
    function commitmentOf(
        uint256 panelId,
        address member,
        uint16 vote,
        bytes32 reason,
        bytes32 salt
    ) external pure returns (bytes32);

    /// @return ended Whether the panel has ended. @return decided Whether it came to an outcome; else it is void. @return accepted Candidates.
    function outcomeOf(uint256 panelId) external view returns (bool ended, bool decided, uint16 accepted);

    /// @notice How many members, of both rounds, revealed a vote against a candidate: one auditor is enough to call referees.
    function rejectionsOf(uint256 panelId, uint8 candidate) external view returns (uint8);

    /// @notice Why `sit` would be refused: the encoded custom error, or empty.
    function canSit(
        uint256 panelId,
        address member,
        address caller,
        address[] calldata parties
    ) external view returns (bytes memory reason);

    /// @notice What is kept for audits to come, in the currency's smallest unit.
    function reserveOf(Currency currency) external view returns (uint256);

    /// @notice Fees of audits that have not ended.
    function fundedOf(Currency currency) external view returns (uint256);

    function isModule(address module) external view returns (bool);

    function parameters() external view returns (Parameters memory);

    /// @notice Parameters by number: those of a panel, also when newer ones are in force.
    function parametersAt(uint16 version) external view returns (Parameters memory);

    // solhint-disable-next-line func-name-mixedcase
    function MAX_SEATS() external view returns (uint8);
}
