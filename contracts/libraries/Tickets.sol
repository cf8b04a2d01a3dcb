// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Tickets
/// @notice Who may take a place first: claim a stage, audit a result, sit as a referee. Each provider draws one ticket, a number from a
/// hash that nobody knows beforehand, and may act once a threshold that grows with time and with its stake passes the ticket.
/// @dev Splitting stake over several providers gains nothing: the chances of the parts add up to that of the whole, so that at any moment
/// they have no more eligible tickets between them on average, and at least one with a smaller chance. Being fast gains nothing before a
/// ticket opens, and nobody can use another's. Faster blocks gain nothing: the clock is in seconds.
/// Stake that is moved once the seed is known gains nothing where the weight counts none of it (IProviderRegistry.ticketWeight).
/// Warning: who proposes the block after the beginning may drop it and lose its reward, and so draw once again. That is worth it only for
/// places that are worth more than a block.
/// Source: cryptographic sortition, Gilad et al., "Algorand" (2017), section 5, with a threshold that widens.
library Tickets {
    /// @dev EIP-2935: keeps the hashes of the last 8,191 blocks.
    address private constant _HISTORY = 0x0000F90827F1C53a10cb7A02335B175320002935;
    uint256 private constant _HISTORY_SIZE = 8_191;
    /// @dev How many providers are expected to be eligible when the window ends, if all stake were free.
    uint256 internal constant PACE = 8;

    /// @notice The seed of what began in block `began` (lowest 32 bits of its number): the hash of the next block. 0 while that is not
    /// known, or no longer.
    /// @dev On a chain without EIP-2935 hashes are known for 256 blocks.
    function seedOf(uint32 began) internal view returns (bytes32 seed) {
        uint256 age;
        // The latest block with these bits: the difference wraps around with them.
        unchecked {
            age = uint32(block.number) - began;
        }
        if (age < 2 || age > _HISTORY_SIZE + 1 || age > block.number) return 0;
        uint256 wanted;
        // Age is at most the block's number.
        unchecked {
            wanted = block.number - age + 1;
        }
        seed = blockhash(wanted);
        if (seed == 0) {
            (bool done, bytes memory answer) = _HISTORY.staticcall(abi.encode(wanted));
            if (done && answer.length == 32) seed = abi.decode(answer, (bytes32));
        }
    }

    /// @notice Whether a provider may act.
    /// @param seed From `seedOf`; while it is 0 nobody may before the window ends.
    /// @param subject What the ticket is for: hash of its kind and number.
    /// @param weight The provider's stake, `total` all stake, in one unit; of at most 104 bits, and seconds of 32.
    /// @param elapsed Seconds since the window opened; `window` its length.
    function eligible(
        bytes32 seed,
        bytes32 subject,
        address provider,
        uint256 weight,
        uint256 total,
        uint256 elapsed,
        uint256 window
    ) internal pure returns (bool) {
        if (elapsed >= window) return true;
        if (seed == 0 || weight == 0 || total == 0) return false;
        // ticket / 2^64 < PACE * (elapsed / window) * (weight / total), in whole numbers. Unchecked: weights and totals fit 104 bits, seconds 32.
        unchecked {
            uint256 product = PACE * elapsed * weight;
            uint256 whole = window * total;
            if (product >= whole) return true;
            uint256 ticket = uint256(keccak256(abi.encode(seed, subject, provider))) >> 192;
            return ticket < (product << 64) / whole;
        }
    }
}
