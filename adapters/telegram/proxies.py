"""Which proxy an address is reached by: the one that was given, or what the environment says, read as httpx reads it.

aiohttp's own reading of it knows no ALL_PROXY, and goes through a thread for each request.
"""

from collections.abc import Mapping
from typing import Self
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies

from msgspec import Struct

KINDS = ("http", "https")  # aiohttp speaks no SOCKS
PORTS = {"http": 80, "https": 443}


class Direct(Struct, frozen=True):
    """What needs no proxy. A name means itself and what is below it; with a dot before it, only what is below."""

    scheme: str
    name: str
    port: int | None

    @classmethod
    def read(cls, entry: str) -> Self:
        """One entry of NO_PROXY. Raises ValueError where it names nothing, or its port is none."""
        scheme, mark, rest = entry.rpartition("://")
        bare = rest.count(":") > 1 and "[" not in rest  # an IPv6 address as people write it
        parts = urlsplit(f"//[{rest}]" if bare else f"//{rest}")
        if not (name := (parts.hostname or "").removeprefix("*")):
            raise ValueError("no name")
        return cls(scheme if mark and scheme != "all" else "", name, parts.port)

    def holds(self, url: SplitResult) -> bool:
        host, port = url.hostname or "", url.port or PORTS.get(url.scheme)
        below = host.endswith(self.name if self.name.startswith(".") else f".{self.name}")
        return (host == self.name or below) and self.scheme in ("", url.scheme) and self.port in (None, port)


class Proxies(Struct, frozen=True):
    """`by_scheme`: the proxy for http, for https, and for all that has none of its own."""

    by_scheme: Mapping[str, str]
    direct: tuple[Direct, ...] = ()

    @classmethod
    def fixed(cls, proxy: str) -> Self:
        """One for everything, whatever the environment says. Raises ValueError where it can't be used."""
        return cls({"all": _usable(proxy)})

    @classmethod
    def environment(cls) -> Self:
        found = getproxies()
        names = [name for name in map(str.strip, found.get("no", "").split(",")) if name]
        if "*" in names:
            return cls({})
        return cls({key: found[key] for key in (*KINDS, "all") if found.get(key)}, tuple(_direct(names)))

    def of(self, url: str) -> str | None:
        """The proxy for an address, with its credentials; None where there is none. Raises ValueError for a bad one."""
        if not self.by_scheme:
            return None
        parts = urlsplit(url)
        proxy = self.by_scheme.get(parts.scheme) or self.by_scheme.get("all")
        return None if proxy is None or any(d.holds(parts) for d in self.direct) else _usable(proxy)


def _direct(names: list[str]) -> list[Direct]:
    """What is no address at all is passed over, as everybody does."""
    read: list[Direct] = []
    for name in names:
        try:
            read.append(Direct.read(name))
        except ValueError:
            continue
    return read


def _usable(proxy: str) -> str:
    """The proxy as an address. Raises ValueError, which names no part of it: it may hold a password."""
    try:
        parts = urlsplit(whole := proxy if "://" in proxy else f"http://{proxy}")
        good = parts.scheme in KINDS and parts.hostname and parts.port != 0
    except ValueError:
        whole, good = "", False
    if not good:
        raise ValueError("the proxy is no http:// or https:// address")
    return whole
