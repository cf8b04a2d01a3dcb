// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {IVault, Payment} from "../../contracts/interfaces/IVault.sol";
import {NATIVE} from "../../contracts/types/Currency.sol";
import {Wallet} from "../mocks/Wallet.sol";
import {CoreTest} from "../support/CoreTest.sol";

contract ClaimsTest is CoreTest {
    bytes32 private constant PERMIT_TYPEHASH = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );
    bytes32 private constant SET_OPERATOR_TYPEHASH = keccak256(
        "SetOperator(address owner,address operator,bool approved,uint256 nonce,uint256 deadline)"
    );
    bytes32 private constant DOMAIN_TYPEHASH = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );

    /* PAY */

    function test_RevertWhen_CallerIsNoOperator() public {
        credit(NATIVE, alice, 10);
        vm.expectRevert(abi.encodeWithSelector(ERC6909.ERC6909InsufficientAllowance.selector, bob, 0, 10, 0));
        vm.prank(bob);
        vault.pay(alice, NATIVE, _payments(bob, 10, carol, 0));
    }

    function testFuzz_RevertWhen_TheAllowanceCoversAPartOnly(uint96 a, uint96 b, uint96 missing) public {
        vm.assume(a != 0 && b != 0);
        missing = uint96(bound(missing, 1, b));
        uint256 sum = uint256(a) + b;
        credit(NATIVE, alice, sum);
        vm.prank(alice);
        vault.approve(bob, 0, sum - missing);
        vm.expectRevert(abi.encodeWithSelector(ERC6909.ERC6909InsufficientAllowance.selector, bob, b - missing, b, 0));
        vm.prank(bob);
        vault.pay(alice, NATIVE, _payments(carol, a, bob, b));
        assertCredits(alice, NATIVE, sum);
        assertCredits(carol, NATIVE, 0);
        vm.assertEq(vault.allowance(alice, bob, 0), sum - missing);
    }

    /// @dev An allowance is for one currency, and neither grows nor moves another's claims.
    function test_RevertWhen_TheAllowanceIsOfAnotherCurrency() public {
        credit(NATIVE, alice, 10);
        vm.prank(alice);
        vault.approve(bob, blackCurrency().id(), 10);
        vm.expectRevert(abi.encodeWithSelector(ERC6909.ERC6909InsufficientAllowance.selector, bob, 0, 10, 0));
        vm.prank(bob);
        vault.pay(alice, NATIVE, _payments(bob, 10, carol, 0));
    }

    function testFuzz_PayByAllowance(uint96 a, uint96 b, uint96 rest) public {
        uint256 sum = uint256(a) + b;
        vm.assume(a != 0 || b != 0);
        credit(NATIVE, alice, sum);
        vm.prank(alice);
        vault.approve(bob, 0, sum + rest);
        vm.prank(bob);
        vault.pay(alice, NATIVE, _payments(carol, a, bob, b));
        assertCredits(alice, NATIVE, 0);
        assertCredits(carol, NATIVE, a);
        assertCredits(bob, NATIVE, b);
        vm.assertEq(vault.allowance(alice, bob, 0), rest, "used up by what was paid");
    }

    /// @dev Neither the owner nor its operator needs an allowance or uses one up.
    function testFuzz_OwnerAndOperatorSpendNoAllowance(uint96 amount, bool byOwner) public {
        vm.assume(amount != 0);
        credit(NATIVE, alice, amount);
        vm.startPrank(alice);
        vault.setOperator(bob, true);
        vault.approve(bob, 0, 3);
        vault.approve(alice, 0, 3);
        vm.stopPrank();
        vm.prank(byOwner ? alice : bob);
        vault.pay(alice, NATIVE, _payments(carol, amount, bob, 0));
        vm.assertEq(vault.allowance(alice, bob, 0), 3);
        vm.assertEq(vault.allowance(alice, alice, 0), 3);
    }

    function testFuzz_PayToOneselfKeepsTheSum(uint96 a, uint96 b) public {
        vm.assume(a != 0 || b != 0);
        credit(NATIVE, alice, uint256(a) + b);
        vm.prank(alice);
        vault.pay(alice, NATIVE, _payments(alice, a, bob, b));
        assertCredits(alice, NATIVE, a);
        assertCredits(bob, NATIVE, b);
    }

    function testFuzz_RevertWhen_ClaimsDoNotSuffice(uint96 a, uint96 b, uint96 missing) public {
        vm.assume(a != 0 && b != 0);
        missing = uint96(bound(missing, 1, b));
        uint256 held = uint256(a) + b - missing;
        credit(NATIVE, alice, held);
        vm.expectRevert(abi.encodeWithSelector(ERC6909.ERC6909InsufficientBalance.selector, alice, b - missing, b, 0));
        vm.prank(alice);
        vault.pay(alice, NATIVE, _payments(bob, a, carol, b));
        assertCredits(bob, NATIVE, 0);
    }

    function test_RevertWhen_PayeeIsZero() public {
        credit(NATIVE, alice, 10);
        vm.expectRevert(abi.encodeWithSelector(ERC6909.ERC6909InvalidReceiver.selector, address(0)));
        vm.prank(alice);
        vault.pay(alice, NATIVE, _payments(address(0), 10, carol, 0));
    }

    function testFuzz_PayByOperator(uint96 a, uint96 b) public {
        uint256 sum = uint256(a) + b;
        vm.assume(sum != 0);
        credit(NATIVE, alice, sum);
        vm.prank(alice);
        vault.setOperator(bob, true);
        vm.prank(bob);
        vault.pay(alice, NATIVE, _payments(carol, a, bob, b));

        assertCredits(alice, NATIVE, 0);
        assertCredits(carol, NATIVE, a);
        assertCredits(bob, NATIVE, b);
    }

    function test_PaySkipsZero() public {
        credit(NATIVE, alice, 10);
        vm.expectEmit(address(vault));
        emit IERC6909.Transfer(alice, alice, bob, 0, 10);
        vm.prank(alice);
        vault.pay(alice, NATIVE, _payments(address(0), 0, bob, 10));
        assertCredits(bob, NATIVE, 10);
    }

    /* OPERATOR BY SIGNATURE */

    function testFuzz_RevertWhen_SignatureExpired(uint256 late) public {
        vm.warp(1_000_000 + bound(late, 1, 1e9));
        bytes memory signature = sign(aliceKey, _digest(alice, bob, true, 0, 1_000_000));
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_SignatureExpired.selector, 1_000_000, block.timestamp));
        vault.setOperatorBySig(alice, bob, true, 1_000_000, signature);
    }

    function testFuzz_SetOperatorBySig(address operator, bool approved) public {
        vm.assume(operator != address(0));
        bytes memory signature = sign(aliceKey, _digest(alice, operator, approved, 0, block.timestamp));
        vm.expectEmit(address(vault));
        emit IERC6909.OperatorSet(alice, operator, approved);
        vault.setOperatorBySig(alice, operator, approved, block.timestamp, signature);

        vm.assertEq(vault.isOperator(alice, operator), approved);
        vm.assertEq(vault.nonces(alice), 1);
    }

    function test_RevertWhen_SignatureIsUsedAgain() public {
        bytes memory signature = sign(aliceKey, _digest(alice, bob, true, 0, block.timestamp));
        vault.setOperatorBySig(alice, bob, true, block.timestamp, signature);
        _expectInvalid(alice);
        vault.setOperatorBySig(alice, bob, true, block.timestamp, signature);
    }

    function test_RevertWhen_AnotherSigned() public {
        bytes memory signature = sign(bobKey, _digest(alice, bob, true, 0, block.timestamp));
        _expectInvalid(alice);
        vault.setOperatorBySig(alice, bob, true, block.timestamp, signature);
    }

    function test_RevertWhen_AFieldDiffers() public {
        uint256 deadline = block.timestamp;
        bytes memory signature = sign(aliceKey, _digest(alice, bob, true, 0, deadline));
        _expectInvalid(carol);
        vault.setOperatorBySig(carol, bob, true, deadline, signature);
        _expectInvalid(alice);
        vault.setOperatorBySig(alice, carol, true, deadline, signature);
        _expectInvalid(alice);
        vault.setOperatorBySig(alice, bob, false, deadline, signature);
        _expectInvalid(alice);
        vault.setOperatorBySig(alice, bob, true, deadline + 1, signature);
    }

    function test_WalletSigns() public {
        address wallet = address(new Wallet(alice));
        bytes32 digest = _digest(wallet, bob, true, 0, block.timestamp);
        _expectInvalid(wallet);
        vault.setOperatorBySig(wallet, bob, true, block.timestamp, sign(bobKey, digest));

        vault.setOperatorBySig(wallet, bob, true, block.timestamp, sign(aliceKey, digest));
        vm.assertTrue(vault.isOperator(wallet, bob));
    }

    /* MULTICALL */

    function test_RevertWhen_NativeDepositHidesInMulticall() public {
        // Coin that a deposit left behind must not be credited again.
        credit(NATIVE, bob, 10);
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeCall(vault.deposit, (NATIVE, 10, alice));
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_WrongValue.selector, 10, 0));
        vault.multicall(calls);
    }

    function test_PermitDepositAndApprovalInOne() public {
        black.transfer(alice, 10);
        bytes32 structHash = keccak256(
            abi.encode(PERMIT_TYPEHASH, alice, address(vault), 10, black.nonces(alice), block.timestamp)
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(
            aliceKey,
            keccak256(abi.encodePacked(hex"1901", black.DOMAIN_SEPARATOR(), structHash))
        );
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(vault.depositWithPermit, (blackCurrency(), 10, alice, block.timestamp, v, r, s));
        calls[1] = abi.encodeCall(vault.setOperator, (address(market), true));
        vm.prank(alice);
        vault.multicall(calls);

        assertCredits(alice, blackCurrency(), 10);
        vm.assertTrue(vault.isOperator(alice, address(market)));
    }

    /* HELPERS */

    function _payments(address a, uint256 x, address b, uint256 y) private pure returns (Payment[] memory payments) {
        payments = new Payment[](2);
        payments[0] = Payment({to: a, amount: x});
        payments[1] = Payment({to: b, amount: y});
    }

    function _expectInvalid(address owner) private {
        vm.expectRevert(abi.encodeWithSelector(IVault.Vault_InvalidSignature.selector, owner));
    }

    /// @dev Written out apart from the contract's own constants, so that a change of the format fails here.
    function _digest(
        address owner,
        address operator,
        bool approved,
        uint256 nonce,
        uint256 deadline
    ) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(DOMAIN_TYPEHASH, keccak256("Blacktail"), keccak256("1"), block.chainid, address(vault))
        );
        bytes32 structHash = keccak256(abi.encode(SET_OPERATOR_TYPEHASH, owner, operator, approved, nonce, deadline));
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }
}
