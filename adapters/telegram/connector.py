"""Connections for requests to Telegram, and one certainty: of what fails here, nothing can have arrived."""

import os
import select
import ssl
from functools import cache
from weakref import WeakSet

import aiohttp
import certifi
from aiohttp.connector import Connection
from aiohttp.tracing import Trace
from telegram.error import NetworkError, TimedOut

KEPT = 5.0  # seconds an idle connection is kept, as httpx keeps it: the older, the likelier that the server closes it


class NotConnected(NetworkError):
    """No connection was made: of the request nothing can have arrived."""

    __slots__ = ()


class NotConnectedInTime(NotConnected, TimedOut):
    """The same, by a time-out: making a connection took too long, or waiting until one of ours was free."""

    __slots__ = ()


@cache
def trusted() -> ssl.SSLContext:
    """Whom we trust: certifi's list, as httpx does, unless SSL_CERT_FILE or SSL_CERT_DIR says otherwise.

    Not aiohttp's default, the system's: a slim container has none, and what worked with httpx has to work with this.
    """
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    context = ssl.create_default_context(
        cafile=file or (None if folder else certifi.where()), capath=None if file else folder or None
    )
    context.set_alpn_protocols(["http/1.1"])
    return context


def harmless(bad: BaseException) -> OSError:
    """An error as a cause that may be shown. aiohttp writes the address into its own, and so the token."""
    if isinstance(bad, aiohttp.ClientConnectorError) and isinstance(bad.__cause__, OSError):
        return bad.__cause__  # the system's or TLS's own, which knows no address but the host's
    if isinstance(bad, OSError) and bad.errno:
        return OSError(bad.errno, os.strerror(bad.errno))
    status = f" {bad.status}" if isinstance(bad, aiohttp.ClientResponseError) else ""
    return OSError(f"{type(bad).__name__}{status}")


class Connector(aiohttp.TCPConnector):
    """Without a limit: AiohttpRequest has its own, with a patience of its own."""

    def __init__(self) -> None:
        super().__init__(  # pyright: ignore[reportUnknownMemberType]
            limit=0, ssl=trusted(), keepalive_timeout=KEPT
        )
        self._met = WeakSet[object]()

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109
    ) -> Connection:
        """Raises NotConnected, and nothing else."""
        try:
            while self._is_gone(connection := await super().connect(req, traces, timeout)):
                connection.close()
            return connection
        except TimeoutError as bad:
            failure, cause = NotConnectedInTime("no connection in time"), harmless(bad)
        except Exception as bad:  # noqa: BLE001 (whatever it was, there is no connection)
            failure, cause = NotConnected("no connection"), harmless(bad)
        raise failure from cause  # out here, so that aiohttp's own error is not carried along

    def _is_gone(self, connection: Connection) -> bool:
        """Whether an idle connection was closed by the server, and the loop has yet to hear of it.

        Nothing is due on it, so what there is to read is its end. httpx looks as well; aiohttp would write into it.
        """
        protocol, transport = connection.protocol, connection.transport
        if protocol is None or transport is None:
            return True
        if protocol not in self._met:
            self._met.add(protocol)
            return False
        look = select.poll()
        look.register(transport.get_extra_info("socket"), select.POLLIN)
        return bool(look.poll(0))
