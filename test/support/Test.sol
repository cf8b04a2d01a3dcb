// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "./Vm.sol";

/// @notice Base of every Solidity test: cheatcodes, assertions, bounds for fuzzed values, and targets of invariant runs.
abstract contract Test {
    /// @dev The runner calls only these selectors of `addr` in an invariant run.
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    address[] private _targetContracts;
    FuzzSelector[] private _targetSelectors;

    /// @notice An address with code-free, labelled identity and the key it signs with.
    function makeAccount(string memory name) internal returns (address account, uint256 key) {
        key = uint256(keccak256(bytes(name)));
        account = vm.addr(key);
        vm.label(account, name);
    }

    function makeAddr(string memory name) internal returns (address account) {
        (account, ) = makeAccount(name);
    }

    /// @notice A 65-byte ECDSA signature, as wallets return it.
    function sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @notice Gives `account` native coin and makes it the sender of the next call.
    function hoax(address account, uint256 balance) internal {
        vm.deal(account, balance);
        vm.prank(account);
    }

    /// @notice Folds a fuzzed value into [min, max]; values inside stay, and the edges come up more often than by modulo alone.
    function bound(uint256 value, uint256 min, uint256 max) internal pure returns (uint256) {
        require(min <= max, "bound: min > max");
        if (value >= min && value <= max) return value;
        uint256 size = max - min + 1;
        // The whole range of uint256: every value is inside, so this line is never reached with size 0.
        if (value <= 3 && size > value) return min + value;
        if (value >= type(uint256).max - 3 && size > type(uint256).max - value)
            return max - (type(uint256).max - value);
        return min + (value % size);
    }

    function targetContract(address target) internal {
        _targetContracts.push(target);
    }

    function targetSelectors(address target, bytes4[] memory selectors) internal {
        _targetSelectors.push(FuzzSelector({addr: target, selectors: selectors}));
    }

    /// @notice Read by the runner.
    function targetContracts() external view returns (address[] memory) {
        return _targetContracts;
    }

    /// @notice Read by the runner.
    function targetSelectors() external view returns (FuzzSelector[] memory) {
        return _targetSelectors;
    }
}
