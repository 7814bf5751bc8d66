"""Where the vault key comes from: the settings, a file, a systemd credential, or a file beside the database."""

import os
import stat
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from pydantic import SecretStr

from bot import config
from bot.config import BadConfig
from bot.store.file import beside
from bot.vault.vaultkey import VaultKey, fresh, parsed

BESIDE, NEXT = ".vault-key", ".new"  # ends of names: of the key beside the database, and of one not yet in its place
CREDENTIALS, CREDENTIAL, FORMER = "CREDENTIALS_DIRECTORY", "vault_key", "vault_former_key"
MOST = 4096  # bytes read of a file
READABLE = "Give it to the user Steady runs as, with mode 0600"


class Source(Struct, frozen=True):
    """`setting`: what a line about it begins with.   `file`: None where the settings hold the key itself.

    `ours`: Steady may write it.   `chosen`: False where nothing is configured.
    """

    setting: str
    file: Path | None = None
    ours: bool = False
    chosen: bool = True


class Held(Struct, frozen=True):
    """The keys that are there. `key`: None where nothing is configured, and none was made yet.

    `next`: made by a rotation, and not yet in the place of `key`.
    """

    source: Source
    key: VaultKey | None
    next: VaultKey | None
    former: VaultKey | None

    def fitting(self, id: str, keys: Path) -> VaultKey:
        """The one by which these keys are wrapped. Raises BadConfig where none of them is."""
        source, there = self.source, [key for key in (self.key, self.next, self.former) if key is not None]
        if not there:
            raise BadConfig([
                f"{source.setting}: the vault key is missing: the store is sealed, and {source.file} is not there."
                " Put it back, or say where it is: vault.key_file, STEADY_VAULT__KEY or a systemd credential"
            ])  # fmt: skip
        for key in there:
            if key.id == id:
                return key
        raise BadConfig([
            f"{source.setting}: this is not the key by which the keys in {keys} are wrapped. Give that one;"
            " to change it, give it as vault.former_key and run `steady vault rotate`"
        ])  # fmt: skip


def find(wanted: config.Vault, database: Path) -> Held:
    """Raises BadConfig where a key is configured and cannot be had."""
    source = where(wanted, database)
    key, next, file = _settled(wanted.key), None, source.file
    if file is not None:
        next = _next(file) if source.ours else None
        if os.path.exists(file) or (source.chosen and next is None):
            key = read(source.setting, file)
    return Held(source, key, next, _settled(wanted.former_key) or _credential(FORMER))


def where(wanted: config.Vault, database: Path) -> Source:
    if wanted.key is not None:
        return Source("vault.key")
    if wanted.key_file is not None:
        return Source("vault.key_file", wanted.key_file, ours=True)
    if (file := _handed(CREDENTIAL)) is not None:
        return Source(f"credential {CREDENTIAL}", file)
    return Source("vault.key_file", beside(database, BESIDE), ours=True, chosen=False)


def _settled(key: SecretStr | None) -> VaultKey | None:
    return VaultKey(parsed(key.get_secret_value())) if key is not None else None


def _handed(name: str) -> Path | None:
    folder = os.environ.get(CREDENTIALS)
    return Path(folder, name) if folder and os.path.exists(os.path.join(folder, name)) else None


def _credential(name: str) -> VaultKey | None:
    file = _handed(name)
    return read(f"credential {name}", file) if file is not None else None


def _next(file: Path) -> VaultKey | None:
    """None also where it was cut off while it was written: nothing was wrapped by it then."""
    with suppress(BadConfig):
        return read("", beside(file, NEXT))
    return None


def read(setting: str, file: Path) -> VaultKey:
    """Raises BadConfig for what is no key, or not for the user Steady runs as alone."""
    try:
        return VaultKey(parsed(_text(setting, file)))
    except FileNotFoundError:
        none = f"there is no file {file}. Put the key there; for a new store `steady vault init` makes one"
        raise BadConfig([f"{setting}: {none}"]) from None
    except OSError as bad:
        raise BadConfig([f"{setting}: {file}: {bad.strerror}. {READABLE}"]) from None
    except ValueError as bad:
        raise BadConfig([f"{setting}: {file}: {bad}"]) from None


def _text(setting: str, file: Path) -> str:
    there = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe would keep us waiting
    try:
        mode = os.fstat(there).st_mode
        if not stat.S_ISREG(mode):
            raise BadConfig([f"{setting}: {file} is no file. Give the path of one"])
        if mode & stat.S_IRWXO:
            raise BadConfig([f"{setting}: {file} is open to everybody on this machine. Run chmod 600 {file}"])
        return os.read(there, MOST).decode("ascii", "replace")
    finally:
        os.close(there)


def prepare(setting: str, file: Path) -> VaultKey:
    """A new key beside where it belongs, on the disk when this returns. Raises BadConfig.

    For whom it can be read is as with the key whose place it will take; mode 0600 where there is none.
    """
    try:
        text, there = fresh(), beside(file, NEXT)
        there.unlink(missing_ok=True)
        with open(os.open(there, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            if file.exists():
                before = file.stat()
                os.fchown(opened.fileno(), before.st_uid, before.st_gid)
                os.fchmod(opened.fileno(), stat.S_IMODE(before.st_mode))
            opened.write(f"{text}\n")
            opened.flush()
            os.fsync(opened.fileno())
        _keep(file.parent)
    except OSError as bad:
        raise _not_written(setting, file, bad) from None
    return VaultKey(parsed(text))


def put(setting: str, file: Path) -> None:
    """The key that was prepared in its place, in that of another if there was one. Raises BadConfig."""
    try:
        beside(file, NEXT).replace(file)
        _keep(file.parent)
    except OSError as bad:
        raise _not_written(setting, file, bad) from None


def _keep(folder: Path) -> None:
    """What was made or renamed in it outlasts a power cut."""
    there = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(there)
    finally:
        os.close(there)


def _not_written(setting: str, file: Path, bad: OSError) -> BadConfig:
    return BadConfig([f"{setting}: {file} can't be written: {bad.strerror}. Put that right, or name another file"])
