"""Logs: facts as keys, never a person's words. An allow-list of keys, and secrets cut out of every value.

Both are done where a record is made, so that they hold for whoever has a handler, and for what nobody caught.
"""

import logging
import re
import sys
import threading
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, cast

import structlog

from bot.config import Log

ALLOWED = frozenset(
    (
        *("event", "level", "timestamp", "logger", "error", "exception", "place", "flow", "step", "kind", "op"),
        *("code", "platform", "platforms", "people", "rooms", "rows", "remedy", "update", "username", "by", "missed"),
    )
)
QUIET = ("aiohttp", "httpx", "httpcore", "telegram", "discord", "apscheduler", "asyncio")
REPORT = "report this, with the line it stands in"
_TOKEN = re.compile(r"(?<!\d)\d{5,}:[\w-]{20,}")
_SHOWN = "[token]"
Event = MutableMapping[str, Any]
Raised = tuple[type[BaseException], BaseException, TracebackType | None]


class Facts(dict[str, Any]):
    """What one of our own lines says, once only what may be said is left of it."""


class Record(logging.LogRecord):
    """Of what a library says, who said it and where: its sentence may hold a whole update, or an exception's words."""

    def __init__(
        self, name: str, level: int, path: str, line: int, msg: object, args: Any, info: Any, *more: Any
    ) -> None:
        super().__init__(name, level, path, line, "library", (), None, *more)
        self.exception = _where(info)
        if isinstance(msg, Facts):
            self.msg = msg


def configure(settings: Log, secrets: tuple[str, ...] = ()) -> None:
    """Send everything to stderr. `secrets` are cut out wherever they appear."""
    ours = structlog.stdlib.ProcessorFormatter
    stamped: list[Any] = [structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True)]
    kept: list[Any] = [_where_only, _only_allowed, _Redact(secrets)]
    handler = logging.StreamHandler(sys.stderr)
    told: list[Any] = [_who_only, ours.remove_processors_meta, *kept, _form(settings)]
    handler.setFormatter(ours(foreign_pre_chain=stamped, processors=told))
    logging.setLogRecordFactory(Record)
    logging.raiseExceptions = False  # a handler that fails would write what it was given
    logging.basicConfig(handlers=[handler], level=settings.level.upper(), force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *stamped, *kept, _facts],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    _catch()


def _catch() -> None:
    """What nobody caught is a line like any other, and so is a warning."""
    log = structlog.get_logger()

    def uncaught(kind: type[BaseException], bad: BaseException, trace: TracebackType | None) -> None:
        log.critical("steady.uncaught", error=kind.__name__, exc_info=(kind, bad, trace), remedy=REPORT)

    def of_thread(args: threading.ExceptHookArgs) -> None:
        uncaught(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)

    def unraisable(args: "sys.UnraisableHookArgs") -> None:
        uncaught(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)

    sys.excepthook, threading.excepthook, sys.unraisablehook = uncaught, of_thread, unraisable
    logging.captureWarnings(True)


def _form(settings: Log) -> Any:
    text = settings.format == "text" or (settings.format == "auto" and sys.stderr.isatty())
    return structlog.dev.ConsoleRenderer() if text else structlog.processors.JSONRenderer()


def _facts(logger: Any, name: str, event: Event) -> tuple[tuple[Facts], dict[str, Any]]:
    """As structlog's own wrap_for_formatter has it."""
    return (Facts(event),), {"extra": {"_logger": logger, "_name": name}}


def _who_only(_: Any, __: str, event: Event) -> Event:
    if not event["_from_structlog"]:
        record: Any = event["_record"]
        event.update(event="library", logger=record.name, place=f"{record.filename}:{record.lineno}")
        if record.exception:
            event["exception"] = record.exception
    return event


def _where_only(_: Any, __: str, event: Event) -> Event:
    """Of an exception, where it came from and its kind: what it says may hold somebody's words."""
    if where := _where(event.pop("exc_info", None)):
        event["exception"] = where
    return event


def _where(info: Any) -> str:
    """Empty where there is none."""
    if info is True:
        info = sys.exc_info()
    elif isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if not isinstance(info, tuple):
        return ""
    kind, _bad, trace = cast("Raised | tuple[None, None, None]", info)
    return "" if kind is None else f"{kind.__name__} at {_place(trace)}"


def _place(trace: TracebackType | None) -> str:
    places: list[str] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " < ".join(reversed(places[-6:]))


def _only_allowed(_: Any, __: str, event: Event) -> Event:
    return {key: value for key, value in event.items() if key in ALLOWED}


class _Redact:
    def __init__(self, secrets: tuple[str, ...]) -> None:
        self._secrets = [s for s in secrets if s]

    def __call__(self, _: Any, __: str, event: Event) -> Event:
        return {key: self._cut(value) if isinstance(value, str) else value for key, value in event.items()}

    def _cut(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, _SHOWN)
        return _TOKEN.sub(_SHOWN, text)
