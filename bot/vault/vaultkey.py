"""The vault key: 32 bytes, written as base64, by which everybody's data key lies wrapped."""

import base64
import binascii
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.vault.cipher import SIZE, decrypt, encrypt

NO_KEY = "this is no key: 32 bytes, written as base64. `steady vault init` makes a file with one, `openssl rand -base64 32` a line"  # noqa: E501


def parsed(text: str) -> bytes:
    """Raises ValueError, which says nothing of what is there."""
    try:
        secret = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != SIZE:
        raise ValueError(NO_KEY)
    return secret


def fresh() -> str:
    """A new one, as it is written."""
    return base64.b64encode(os.urandom(SIZE)).decode()


class VaultKey:
    """`id` tells one from another, and gives nothing of it away."""

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(secret)
        self.id = hmac.digest(secret, b"which vault key this is", "sha256")[:16].hex()

    def wrap(self, person: int, key: bytes) -> bytes:
        return encrypt(self._cipher, key, _bound(person))

    def unwrap(self, person: int, wrapped: bytes) -> bytes:
        """Raises ValueError where it was wrapped by another key, or for somebody else."""
        return decrypt(self._cipher, wrapped, _bound(person))


def _bound(person: int) -> bytes:
    return f"key:{person}".encode()
