// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {BlackToken} from "../../contracts/BlackToken.sol";
import {Test} from "../support/Test.sol";

contract BlackTokenTest is Test {
    bytes32 private constant PERMIT_TYPEHASH = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );
    bytes32 private constant TRANSFER_TYPEHASH = keccak256(
        "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );

    BlackToken private token;
    address private alice;
    uint256 private aliceKey;
    address private bob;

    function setUp() public {
        (alice, aliceKey) = makeAccount("alice");
        bob = makeAddr("bob");
        token = new BlackToken(alice);
    }

    function test_Supply() public view {
        vm.assertEq(token.totalSupply(), 1_000_000_000e18);
        vm.assertEq(token.balanceOf(alice), token.INITIAL_SUPPLY());
        vm.assertEq(token.name(), "Blacktail");
        vm.assertEq(token.symbol(), "BLACK");
        vm.assertEq(token.decimals(), 18);
    }

    function testFuzz_Permit(uint256 value) public {
        bytes32 digest = _digest(abi.encode(PERMIT_TYPEHASH, alice, bob, value, 0, block.timestamp));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(aliceKey, digest);
        token.permit(alice, bob, value, block.timestamp, v, r, s);
        vm.assertEq(token.allowance(alice, bob), value);
        vm.assertEq(token.nonces(alice), 1);
    }

    function testFuzz_TransferWithAuthorization(uint96 value, uint192 key) public {
        value = uint96(bound(value, 0, token.totalSupply()));
        bytes32 nonce = bytes32(uint256(key) << 64);
        bytes memory signature = _authorize(value, nonce);
        token.transferWithAuthorization(alice, bob, value, 0, block.timestamp + 1, nonce, signature);
        vm.assertEq(token.balanceOf(bob), value);
        vm.assertTrue(token.authorizationState(alice, nonce));

        vm.expectRevert(abi.encodeWithSelector(Nonces.InvalidAccountNonce.selector, alice, uint256(nonce) + 1));
        token.transferWithAuthorization(alice, bob, value, 0, block.timestamp + 1, nonce, signature);
    }

    function test_AuthorizationsOfDifferentKeysRunBesideEachOther() public {
        for (uint256 key = 3; key != 0; --key) {
            bytes32 nonce = bytes32(key << 64);
            bytes memory signature = _authorize(5, nonce);
            token.transferWithAuthorization(alice, bob, 5, 0, block.timestamp + 1, nonce, signature);
        }
        vm.assertEq(token.balanceOf(bob), 15);
    }

    function testFuzz_Burn(uint96 value) public {
        value = uint96(bound(value, 0, token.totalSupply()));
        vm.prank(alice);
        token.burn(value);
        vm.assertEq(token.totalSupply(), token.INITIAL_SUPPLY() - value);
    }

    function test_VotesFollowTheBalance() public {
        vm.warp(1_000);
        vm.assertEq(token.clock(), 1_000);
        vm.assertEq(token.CLOCK_MODE(), "mode=timestamp");
        vm.prank(bob);
        token.delegate(bob);
        vm.prank(alice);
        token.transfer(bob, 100);
        vm.assertEq(token.getVotes(bob), 100);
        vm.warp(2_000);
        vm.prank(bob);
        token.transfer(alice, 40);
        vm.assertEq(token.getVotes(bob), 60);
        vm.assertEq(token.getPastVotes(bob, 1_999), 100);
    }

    function _authorize(uint256 value, bytes32 nonce) private view returns (bytes memory) {
        return sign(aliceKey, _digest(abi.encode(TRANSFER_TYPEHASH, alice, bob, value, 0, block.timestamp + 1, nonce)));
    }

    function _digest(bytes memory encoded) private view returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), keccak256(encoded)));
    }
}
