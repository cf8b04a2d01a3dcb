// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base32} from "../../contracts/libraries/Base32.sol";
import {Cid} from "../../contracts/libraries/Cid.sol";
import {Test} from "../support/Test.sol";

contract Base32Test is Test {
    /// @dev RFC 4648, section 10, in lower case and without padding.
    function test_Rfc4648Vectors() public pure {
        vm.assertEq(Base32.encode(""), "");
        vm.assertEq(Base32.encode("f"), "my");
        vm.assertEq(Base32.encode("fo"), "mzxq");
        vm.assertEq(Base32.encode("foo"), "mzxw6");
        vm.assertEq(Base32.encode("foob"), "mzxw6yq");
        vm.assertEq(Base32.encode("fooba"), "mzxw6ytb");
        vm.assertEq(Base32.encode("foobar"), "mzxw6ytboi");
    }

    /// @dev As `ipfs add --cid-version 1 --raw-leaves` names them.
    function test_CidVectors() public pure {
        vm.assertEq(Cid.fromSha256(sha256("")), "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku");
        vm.assertEq(
            Cid.fromSha256(sha256("hello world")),
            "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e"
        );
    }

    function testFuzz_DecodesToTheSame(bytes memory data) public pure {
        vm.assertEq(_decode(bytes(Base32.encode(data))), data);
    }

    /// @dev Written bit by bit, unlike the encoder.
    function _decode(bytes memory text) private pure returns (bytes memory data) {
        data = new bytes((text.length * 5) / 8);
        for (uint256 bit = 0; bit < data.length * 8; ++bit) {
            uint8 character = uint8(text[bit / 5]);
            uint8 value = character >= 97 ? character - 97 : character - 50 + 26;
            if ((value >> (4 - (bit % 5))) & 1 == 1) data[bit / 8] |= bytes1(uint8(128 >> (bit % 8)));
        }
    }
}
