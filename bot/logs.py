"""Logs: facts as keys, never a person's words. An allow-list of keys, and secrets cut out of every value."""

import logging
import re
import sys
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
_TOKEN = re.compile(r"\d{5,}:[\w-]{20,}")
_SHOWN = "[token]"


def configure(settings: Log, secrets: tuple[str, ...] = ()) -> None:
    """Send everything to stderr. `secrets` are cut out wherever they appear."""
    ours = structlog.stdlib.ProcessorFormatter
    stamped: list[Any] = [structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True)]
    kept: list[Any] = [_who_only, ours.remove_processors_meta, _where_only, _only_allowed, _Redact(secrets)]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(ours(foreign_pre_chain=stamped, processors=[*kept, _form(settings)]))
    logging.basicConfig(handlers=[handler], level=settings.level.upper(), force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *stamped, ours.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _form(settings: Log) -> Any:
    text = settings.format == "text" or (settings.format == "auto" and sys.stderr.isatty())
    return structlog.dev.ConsoleRenderer() if text else structlog.processors.JSONRenderer()


def _who_only(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of what a library says, who said it and where: its sentence may hold a whole update, or an exception's words."""
    if not event["_from_structlog"]:
        record: logging.LogRecord = event["_record"]
        event.update(event="library", logger=record.name, place=f"{record.filename}:{record.lineno}")
    return event


def _where_only(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of an exception, where it came from and its kind: what it says may hold somebody's words."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    elif isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if isinstance(info, tuple):
        kind, _bad, trace = cast("tuple[type[BaseException] | None, object, TracebackType | None]", info)
        if kind is not None:
            event["exception"] = f"{kind.__name__} at {_place(trace)}"
    return event


def _place(trace: TracebackType | None) -> str:
    places: list[str] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " < ".join(reversed(places[-6:]))


def _only_allowed(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: value for key, value in event.items() if key in ALLOWED}


class _Redact:
    def __init__(self, secrets: tuple[str, ...]) -> None:
        self._secrets = [s for s in secrets if s]

    def __call__(self, _: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        return {key: self._cut(value) if isinstance(value, str) else value for key, value in event.items()}

    def _cut(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, _SHOWN)
        return _TOKEN.sub(_SHOWN, text)
