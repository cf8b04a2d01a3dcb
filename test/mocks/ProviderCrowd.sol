// SPDX-License-Identifier: MIT
// The second contract is only made by the first.
// solhint-disable one-contract-per-file
pragma solidity 0.8.37;

import {IProviderRegistry} from "../../contracts/interfaces/IProviderRegistry.sol";
import {IVault} from "../../contracts/interfaces/IVault.sol";

/// @notice A provider that does nothing but stake.
contract IdleProvider {
    constructor(IVault vault, IProviderRegistry registry, uint128 amount) {
        vault.setOperator(address(registry), true);
        registry.stake(amount, msg.sender);
    }
}

/// @notice Registers many providers in one transaction, each with a BLACK of this contract's credits, so that a benchmark can measure among
/// them.
contract ProviderCrowd {
    uint128 private constant _STAKE = 1e18;
    IVault private immutable _VAULT;
    IProviderRegistry private immutable _REGISTRY;
    uint256 private immutable _BLACK;
    uint256 private _registered;

    constructor(IVault vault, IProviderRegistry registry) {
        _VAULT = vault;
        _REGISTRY = registry;
        _BLACK = registry.BLACK().id();
    }

    function register(uint256 count) external {
        for (uint256 i = 0; i < count; ++i) {
            bytes32 salt = bytes32(_registered++);
            _VAULT.transfer(_addressOf(salt), _BLACK, _STAKE);
            new IdleProvider{salt: salt}(_VAULT, _REGISTRY, _STAKE);
        }
    }

    /// @dev Where CREATE2 puts a provider: it needs its credits before it exists.
    function _addressOf(bytes32 salt) private view returns (address) {
        bytes memory code = abi.encodePacked(type(IdleProvider).creationCode, abi.encode(_VAULT, _REGISTRY, _STAKE));
        return address(uint160(uint256(keccak256(abi.encodePacked(bytes1(0xff), this, salt, keccak256(code))))));
    }
}
