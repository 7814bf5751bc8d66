"""AES-256-GCM, as everything here is sealed: format, nonce, ciphertext and tag, bound to where it belongs."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SIZE, NONCE = 32, 12  # bytes: of a key, and of a nonce, GCM's own length
PLAIN, SEALED = b"\x00", b"\x01"  # what a value begins with: plain ones are of before there was a vault


def encrypt(cipher: AESGCM, value: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return SEALED + nonce + cipher.encrypt(nonce, value, SEALED + bound)


def decrypt(cipher: AESGCM, sealed: bytes, bound: bytes) -> bytes:
    """Raises ValueError for what this key has not sealed, or not so bound, and for what was changed since."""
    if sealed[:1] != SEALED:
        raise ValueError("not of the format that a sealed value has")
    try:
        return cipher.decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], SEALED + bound)
    except (InvalidTag, ValueError):  # the latter where it is too short
        raise ValueError("sealed by another key or for another place, or changed since") from None
