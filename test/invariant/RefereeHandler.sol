// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ProviderRegistry} from "../../contracts/ProviderRegistry.sol";
import {Referees} from "../../contracts/Referees.sol";
import {IReferees} from "../../contracts/interfaces/IReferees.sol";
import {Vault} from "../../contracts/Vault.sol";
import {Currency, NATIVE} from "../../contracts/types/Currency.sol";
import {Test} from "../support/Test.sol";

/// @notice Takes panels through any sequence of steps, by any party, and keeps account of fees, rewards and slashes.
/// @dev The handler is the module, and has credits to pay with. Steps that the moment does not allow do nothing.
contract RefereeHandler is Test {
    uint256 private constant _MAX_PANELS = 12;
    bytes32 private constant _SALT = keccak256("salt");

    Referees private immutable REFEREES;
    ProviderRegistry private immutable PROVIDERS;
    Vault private immutable VAULT;

    address[] public members;
    address[] private parties;
    uint256 public panelCount;
    mapping(uint256 panelId => mapping(address member => uint16)) private votes;
    mapping(uint256 panelId => bool) private funded;
    /// @notice What arrived as fees and was not swept.
    mapping(Currency currency => uint256) public arrived;
    mapping(bytes32 step => uint256) public done;

    constructor(Referees referees, ProviderRegistry providers, Vault vault, address[] memory members_) {
        (REFEREES, PROVIDERS, VAULT, members) = (referees, providers, vault, members_);
        parties.push(members_[0]);
    }

    function memberCount() external view returns (uint256) {
        return members.length;
    }

    /* MODULE */

    function open(bool audit, uint8 candidates) external {
        if (panelCount == _MAX_PANELS) return;
        candidates = uint8(bound(candidates, 1, 16));
        panelCount = REFEREES.open(panelCount, audit, candidates, 1 hours, 0, parties);
        vm.roll(block.number + 2);
        ++done["open"];
    }

    function payFees(bool native, uint256 amount) external {
        Currency currency = _currency(native);
        amount = bound(amount, 0, 10 ether);
        VAULT.transfer(address(REFEREES), currency.id(), amount);
        arrived[currency] += amount;
        ++done["payFees"];
    }

    function fund(uint256 seed, bool native, uint256 price) external {
        (uint256 panelId, IReferees.Panel memory panel) = _panel(seed);
        if (!panel.audit || panel.phase > IReferees.Phase.Revealing || funded[panelId]) return;
        uint256 fee = REFEREES.fundAudit(panelId, _currency(native), bound(price, 0, 10 ether));
        // Without a fee it may be funded again.
        funded[panelId] = fee != 0;
        ++done["fund"];
    }

    function reward(uint256 seed, bool native, uint256 amount) external {
        (uint256 panelId, IReferees.Panel memory panel) = _panel(seed);
        if (panel.phase < IReferees.Phase.Decided || (panel.audit && !panel.judged)) return;
        Currency currency = _currency(native);
        amount = bound(amount, 0, 10 ether);
        VAULT.transfer(address(REFEREES), currency.id(), amount);
        REFEREES.reward(panelId, currency, amount);
        ++done["reward"];
    }

    function endAudit(uint256 seed, bool decided, uint16 accepted) external {
        (uint256 panelId, IReferees.Panel memory panel) = _panel(seed);
        if (panel.phase < IReferees.Phase.Decided || !panel.audit || panel.judged) return;
        REFEREES.endAudit(panelId, decided, uint16(accepted & ((uint256(1) << panel.candidates) - 1)));
        ++done["endAudit"];
    }

    /* MEMBERS */

    function sit(uint256 seed, uint256 who) external {
        (uint256 panelId, IReferees.Panel memory panel) = _panel(seed);
        address member = members[who % members.length];
        if (panel.phase != IReferees.Phase.Seating || block.timestamp > panel.deadline) return;
        // Late, when most tickets are eligible.
        vm.warp(panel.deadline);
        if (REFEREES.canSit(panelId, member, member, parties).length != 0) return;
        vm.prank(member);
        REFEREES.sit(panelId, member, parties);
        ++done["sit"];
    }

    /// @notice Takes a panel one phase further, with all its members but a few: by single steps it would seldom come to its end.
    /// @param odd A member whose bit and next but one are set does not do what is due; one whose bit and fourth next are set votes otherwise.
    function play(uint256 seed, uint16 vote, uint256 odd) external {
        (uint256 panelId, IReferees.Panel memory panel) = _panel(seed);
        IReferees.Phase phase = panel.phase;
        if (phase == IReferees.Phase.None || phase > IReferees.Phase.Revealing) return;
        if (block.timestamp <= panel.deadline) {
            if (phase == IReferees.Phase.Seating) _sitAll(panelId, panel.deadline, odd);
            else if (phase == IReferees.Phase.Committing) _commitAll(panelId, panel, vote, odd);
            else _revealAll(panelId, panel, odd);
        }
        panel = REFEREES.panelOf(panelId);
        // The last seat and the last commitment move it by themselves.
        if (panel.phase == phase) {
            if (block.timestamp <= panel.deadline) vm.warp(panel.deadline + 1);
            REFEREES.advance(panelId);
            vm.roll(block.number + 2);
        }
        ++done["play"];
    }

    function _sitAll(uint256 panelId, uint64 deadline, uint256 odd) private {
        vm.warp(deadline);
        for (uint256 i = 0; i < members.length; ++i) {
            address member = members[addmod(odd >> 64, i, members.length)];
            if (_bits(odd, i, 2) || REFEREES.canSit(panelId, member, member, parties).length != 0) continue;
            vm.prank(member);
            REFEREES.sit(panelId, member, parties);
        }
    }

    function _commitAll(uint256 panelId, IReferees.Panel memory panel, uint16 vote, uint256 odd) private {
        uint256 mask = (uint256(1) << panel.candidates) - 1;
        for (uint256 i = 0; i < panel.seated; ++i) {
            if (_bits(odd, i, 2)) continue;
            _commit(panelId, _memberOf(panelId, panel, i), uint16((_bits(odd, i, 4) ? ~vote : vote) & mask));
        }
    }

    function _revealAll(uint256 panelId, IReferees.Panel memory panel, uint256 odd) private {
        for (uint256 i = 0; i < panel.seated; ++i) {
            if (!_bits(odd, i, 2)) _reveal(panelId, _memberOf(panelId, panel, i));
        }
    }

    function _bits(uint256 odd, uint256 i, uint256 next) private pure returns (bool) {
        return (odd >> i) & (odd >> (i + next)) & 1 != 0;
    }

    function _commit(uint256 panelId, address member, uint16 vote) private {
        bytes32 commitment = REFEREES.commitmentOf(panelId, member, vote, 0, _SALT);
        vm.prank(member);
        // Who has committed already is refused.
        // solhint-disable-next-line no-empty-blocks
        try REFEREES.commit(panelId, member, commitment) {
            votes[panelId][member] = vote;
        } catch {}
    }

    function _reveal(uint256 panelId, address member) private {
        // Who had not committed, or has revealed already, is refused.
        // solhint-disable-next-line no-empty-blocks
        try REFEREES.reveal(panelId, member, votes[panelId][member], 0, _SALT) {} catch {}
    }

    function commit(uint256 seed, uint256 who, uint16 vote) external {
        (uint256 panelId, IReferees.Panel memory panel) = _panel(seed);
        if (panel.phase != IReferees.Phase.Committing || block.timestamp > panel.deadline) return;
        uint256 mask = (uint256(1) << panel.candidates) - 1;
        _commit(panelId, _memberOf(panelId, panel, who), uint16(vote & mask));
        ++done["commit"];
    }

    function reveal(uint256 seed, uint256 who) external {
        (uint256 panelId, IReferees.Panel memory panel) = _panel(seed);
        if (panel.phase != IReferees.Phase.Revealing || block.timestamp > panel.deadline) return;
        _reveal(panelId, _memberOf(panelId, panel, who));
        ++done["reveal"];
    }

    function _memberOf(uint256 panelId, IReferees.Panel memory panel, uint256 index) private view returns (address) {
        (address[] memory all, , ) = REFEREES.membersOf(panelId);
        return all[panel.first + (index % panel.seated)];
    }

    /* ANYONE */

    function sweep(bool native) external {
        Currency currency = _currency(native);
        REFEREES.sweep(currency);
        arrived[currency] = 0;
        ++done["sweep"];
    }

    function advance(uint256 seed, bool late) external {
        (uint256 panelId, IReferees.Panel memory panel) = _panel(seed);
        if (panel.phase == IReferees.Phase.None || panel.phase > IReferees.Phase.Revealing) return;
        if (late && block.timestamp <= panel.deadline) vm.warp(panel.deadline + 1);
        bool complete = panel.phase == IReferees.Phase.Revealing && panel.revealed == panel.committed;
        if (!complete && block.timestamp <= panel.deadline) return;
        REFEREES.advance(panelId);
        vm.roll(block.number + 2);
        ++done["advance"];
    }

    /// @notice Ends every panel by calls that anyone may make, when all deadlines have passed; then the module ends its audits.
    function drain() external {
        for (uint256 panelId = 1; panelId <= panelCount; ++panelId) {
            // Two rounds of three phases at most; audits wait for the module in the end.
            for (uint256 i = 0; i < 6; ++i) {
                IReferees.Panel memory panel = REFEREES.panelOf(panelId);
                if (panel.phase > IReferees.Phase.Revealing) break;
                if (block.timestamp <= panel.deadline) vm.warp(panel.deadline + 1);
                vm.prank(address(0xbeef));
                REFEREES.advance(panelId);
            }
            IReferees.Panel memory ended = REFEREES.panelOf(panelId);
            vm.assertTrue(ended.phase > IReferees.Phase.Revealing, "a panel without an exit");
            if (ended.audit && !ended.judged) REFEREES.endAudit(panelId, false, 0);
        }
    }

    function _panel(uint256 seed) private view returns (uint256 panelId, IReferees.Panel memory panel) {
        if (panelCount == 0) return (0, panel);
        panelId = 1 + (seed % panelCount);
        panel = REFEREES.panelOf(panelId);
    }

    function _currency(bool native) private view returns (Currency) {
        return native ? NATIVE : PROVIDERS.BLACK();
    }
}
