// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/interfaces/IERC721.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC4906} from "@openzeppelin/contracts/interfaces/IERC4906.sol";

/// @title ModelRegistry
/// @notice Models as NFTs. A token's id is the sha-256 of its first manifest (canonical JSON, at most 1 MiB), which is also
/// the manifest's CID, so nothing else needs storing to find the model.
/// @dev Warning: whoever first mints a digest owns the token. A manifest names its creator; clients must show a token
/// that another account minted (`ModelMinted`) as not authentic. The royalties' receiver (`creatorOf`) may change later and proves
/// nothing. A developer whose mint was front-run adds a salt and mints again.
/// Views answer zero for a token that was never minted, except where ERC-721 demands a revert.
interface IModelRegistry is IERC721, IERC2981, IERC4906 {
    event ModelMinted(uint256 indexed tokenId, address indexed creator, address indexed to, uint16 royaltyBps);
    /// @notice `version` counts from 2: version 1 is the minted manifest, whose digest is the token id.
    event VersionAdded(uint256 indexed tokenId, uint32 indexed version, bytes32 digest);
    event CreatorChanged(uint256 indexed tokenId, address indexed from, address indexed to);

    error ModelRegistry_ZeroDigest();
    error ModelRegistry_AlreadyMinted(uint256 tokenId, address owner);
    error ModelRegistry_RoyaltyTooHigh(uint256 royaltyBps, uint256 maxBps);
    error ModelRegistry_NotOwner(uint256 tokenId, address caller);
    error ModelRegistry_UnknownVersion(uint256 tokenId, uint256 version);
    error ModelRegistry_NotCreator(uint256 tokenId, address caller);
    error ModelRegistry_ZeroCreator();

    /// @notice Mints the model whose manifest has this digest; the caller becomes its creator and receives its royalties.
    /// @param digest sha-256 of the manifest's canonical JSON.
    /// @param royaltyBps The creator's part of each resale and each paid use, in basis points; at most `MAX_ROYALTY_BPS`. Fixed for ever.
    /// @param to The first owner.
    function mint(bytes32 digest, uint16 royaltyBps, address to) external returns (uint256 tokenId);

    /// @notice Adds a version; only the token's owner may. The epoch moves, which ends a listing.
    function addVersion(uint256 tokenId, bytes32 digest) external returns (uint32 version);

    /// @notice The caller moves its royalties of a token it created to another address.
    function setCreator(uint256 tokenId, address creator) external;

    /// @notice Owner and epoch in one call. The epoch moves by one at every transfer and every new version, so an order bound to it can
    /// neither revive nor deliver other content than it named.
    function ownership(uint256 tokenId) external view returns (address owner, uint32 epoch);

    /// @notice All that a sale needs to know in one call: `ownership` and `royaltyInfo`.
    function saleInfo(
        uint256 tokenId,
        uint256 price
    ) external view returns (address owner, uint32 epoch, address royaltyReceiver, uint256 royalty);

    /// @notice Who receives the token's royalties.
    function creatorOf(uint256 tokenId) external view returns (address);

    function versionCount(uint256 tokenId) external view returns (uint32);

    /// @notice Digest of a version's manifest; versions count from 1.
    function versionDigest(uint256 tokenId, uint32 version) external view returns (bytes32);

    /// @notice The highest royalty that `mint` accepts, in basis points.
    // solhint-disable-next-line func-name-mixedcase
    function MAX_ROYALTY_BPS() external view returns (uint16);
}
