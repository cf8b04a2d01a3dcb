// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC721} from "@openzeppelin/contracts/interfaces/IERC721.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {Cid} from "./libraries/Cid.sol";

/// @title ModelRegistry
///
/// ROLES
/// Owner of a token: transfers it and adds versions. Creator (who minted it, or to whom it passed that on): receives royalties.
/// Nobody else; no governance reaches a model.
///
/// TRUST
/// The registry proves who minted a digest first, not who made the model: see the warning in the interface. Manifests are found
/// by their digest on any content-addressed network; the chain promises the digest, not that somebody still serves it.
///
/// STORAGE
/// A token is two words: owner, epoch, versions and royalty in one, creator in the other. OpenZeppelin keeps owners in a mapping of
/// its own, so this contract overrides the functions that read or write it (`_ownerOf`, `balanceOf`, `_update`). A flag in the same word
/// says whether the token has an approval of its own (`_approve`, `_getApproved`, `_isAuthorized`). All else is OpenZeppelin's. That
/// saves two cold slots on every sale.
///
/// LIVENESS
/// Every call costs the same however many models and versions there are.
contract ModelRegistry is IModelRegistry, ERC721 {
    struct Token {
        address owner;
        /// Transfers and added versions so far.
        uint32 epoch;
        uint32 versions;
        uint16 royaltyBps;
        /// Whether an address was approved for this one token, so that a transfer of one without touches no slot to clear it.
        bool approved;
    }

    uint256 private constant BPS = 10_000;

    /// @inheritdoc IModelRegistry
    uint16 public constant MAX_ROYALTY_BPS = 1_000;

    mapping(uint256 tokenId => Token) private _tokens;
    mapping(uint256 tokenId => address) private _creators;
    mapping(address owner => uint256) private _balances;
    /// @dev Versions from 2 on; version 1 is the token id.
    mapping(uint256 tokenId => mapping(uint32 version => bytes32)) private _digests;

    constructor() ERC721("Blacktail Models", "MODEL") {}

    /* ACTIONS */

    /// @inheritdoc IModelRegistry
    function mint(bytes32 digest, uint16 royaltyBps, address to) external returns (uint256 tokenId) {
        tokenId = uint256(digest);
        Token storage token = _tokens[tokenId];
        if (tokenId == 0) revert ModelRegistry_ZeroDigest();
        if (royaltyBps > MAX_ROYALTY_BPS) revert ModelRegistry_RoyaltyTooHigh(royaltyBps, MAX_ROYALTY_BPS);
        if (token.owner != address(0)) revert ModelRegistry_AlreadyMinted(tokenId, token.owner);

        _mint(to, tokenId);
        token.versions = 1;
        token.royaltyBps = royaltyBps;
        _creators[tokenId] = _msgSender();
        emit ModelMinted(tokenId, _msgSender(), to, royaltyBps);
    }

    /// @inheritdoc IModelRegistry
    function addVersion(uint256 tokenId, bytes32 digest) external returns (uint32 version) {
        if (digest == 0) revert ModelRegistry_ZeroDigest();
        if (_requireOwned(tokenId) != _msgSender()) revert ModelRegistry_NotOwner(tokenId, _msgSender());

        Token storage token = _tokens[tokenId];
        version = ++token.versions;
        // Whoever agreed to buy agreed to what the token was then.
        token.epoch += 1;
        _digests[tokenId][version] = digest;
        emit VersionAdded(tokenId, version, digest);
        emit MetadataUpdate(tokenId);
    }

    /// @inheritdoc IModelRegistry
    function setCreator(uint256 tokenId, address creator) external {
        if (creator == address(0)) revert ModelRegistry_ZeroCreator();
        address from = _creators[tokenId];
        if (from != _msgSender()) revert ModelRegistry_NotCreator(tokenId, _msgSender());

        _creators[tokenId] = creator;
        emit CreatorChanged(tokenId, from, creator);
    }

    /* VIEWS */

    /// @inheritdoc IModelRegistry
    function ownership(uint256 tokenId) external view returns (address owner, uint32 epoch) {
        Token storage token = _tokens[tokenId];
        return (token.owner, token.epoch);
    }

    /// @inheritdoc IModelRegistry
    function saleInfo(
        uint256 tokenId,
        uint256 price
    ) external view returns (address owner, uint32 epoch, address royaltyReceiver, uint256 royalty) {
        Token storage token = _tokens[tokenId];
        return (token.owner, token.epoch, _creators[tokenId], (price * token.royaltyBps) / BPS);
    }

    /// @inheritdoc IModelRegistry
    function creatorOf(uint256 tokenId) external view returns (address) {
        return _creators[tokenId];
    }

    /// @inheritdoc IModelRegistry
    function versionCount(uint256 tokenId) external view returns (uint32) {
        return _tokens[tokenId].versions;
    }

    /// @inheritdoc IModelRegistry
    function versionDigest(uint256 tokenId, uint32 version) public view returns (bytes32) {
        if (version == 0 || version > _tokens[tokenId].versions) {
            revert ModelRegistry_UnknownVersion(tokenId, version);
        }
        return version == 1 ? bytes32(tokenId) : _digests[tokenId][version];
    }

    /// @inheritdoc IERC2981
    function royaltyInfo(uint256 tokenId, uint256 salePrice) external view returns (address receiver, uint256 amount) {
        return (_creators[tokenId], (salePrice * _tokens[tokenId].royaltyBps) / BPS);
    }

    /// @notice `ipfs://` and the CID of the latest version's manifest.
    function tokenURI(uint256 tokenId) public view override returns (string memory) {
        _requireOwned(tokenId);
        return string.concat("ipfs://", Cid.fromSha256(versionDigest(tokenId, _tokens[tokenId].versions)));
    }

    /// @inheritdoc IERC721
    function balanceOf(address owner) public view override(ERC721, IERC721) returns (uint256) {
        if (owner == address(0)) revert ERC721InvalidOwner(address(0));
        return _balances[owner];
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override(ERC721, IERC165) returns (bool) {
        return
            interfaceId == type(IERC2981).interfaceId ||
            // ERC-4906 has events only and names its id itself.
            interfaceId == 0x49064906 ||
            super.supportsInterface(interfaceId);
    }

    /* INTERNAL */

    function _ownerOf(uint256 tokenId) internal view override returns (address) {
        return _tokens[tokenId].owner;
    }

    /// @dev As OpenZeppelin's, on the packed word, and the epoch moves with the token. There is no way to burn.
    function _update(address to, uint256 tokenId, address auth) internal override returns (address from) {
        Token storage token = _tokens[tokenId];
        from = token.owner;
        if (auth != address(0)) _checkAuthorized(from, auth, tokenId);

        if (from != address(0)) {
            if (token.approved) {
                super._approve(address(0), tokenId, address(0), false);
                token.approved = false;
            }
            // Checked: an epoch that came round would revive old listings.
            token.epoch += 1;
            unchecked {
                // An owner holds at least this token.
                _balances[from] -= 1;
            }
        }
        unchecked {
            // There are fewer tokens than digests.
            _balances[to] += 1;
        }
        token.owner = to;
        emit Transfer(from, to, tokenId);
    }

    /// @dev The token's own approval first: where it is used it is cleared too, and freeing its slot pays for reading it.
    function _isAuthorized(address owner, address spender, uint256 tokenId) internal view override returns (bool) {
        return
            spender != address(0) &&
            (owner == spender || _getApproved(tokenId) == spender || isApprovedForAll(owner, spender));
    }

    function _getApproved(uint256 tokenId) internal view override returns (address) {
        return _tokens[tokenId].approved ? super._getApproved(tokenId) : address(0);
    }

    /// @dev Called by `approve` only; `_update` clears by `super`.
    function _approve(address to, uint256 tokenId, address auth, bool emitEvent) internal override {
        super._approve(to, tokenId, auth, emitEvent);
        _tokens[tokenId].approved = to != address(0);
    }
}
