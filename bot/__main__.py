"""The command line.

Exit codes: 0 all well, 1 nothing left to serve, 2 the operator has something to put right, 3 a defect: start it again.
"""

import os
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import reset_tzpath

import click

from bot import config
from bot.config import BadConfig, Settings
from bot.store.faults import StoreFault
from coach.book import BadPack

OPERATOR, DEFECT = 2, 3


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", "path", type=click.Path(path_type=Path), help="A TOML file; config.toml if it is there.")
@click.version_option(package_name="steady")
@click.pass_context
def cli(context: click.Context, path: Path | None) -> None:
    """Steady, a coach for the weeks after a breakup."""
    os.umask(0o077)  # what is written is for nobody else on this machine
    reset_tzpath([])  # the zones of our pinned tzdata, not the machine's
    context.obj = path
    if context.invoked_subcommand is None:
        context.invoke(run)


@cli.command()
@click.pass_obj
def run(path: Path | None) -> None:
    """Serve every platform that has a token; without one, open the terminal chat."""
    settings = _settings(path)
    from bot import build, logs

    served = _checked(lambda: build.served(settings))
    if not served:
        click.echo("No platform has a token, so this is the terminal chat. README.md says how to get one.", err=True)
        _chat(settings)
        return
    words = _checked(lambda: build.book(settings))
    logs.configure(settings.log, build.secrets(settings))
    from bot.run import run as serve

    sys.exit(_run(lambda: serve(words, settings.store.path, settings.vault, served)))


@cli.command()
@click.pass_obj
def chat(path: Path | None) -> None:
    """Talk to Steady in this terminal, with time travel (:help)."""
    _chat(_settings(path))


@cli.command()
@click.pass_obj
def check(path: Path | None) -> None:
    """Check the configuration, every pack and the store, say what was found, and leave."""
    from bot.check import check as look

    found, faults = look(path)
    _refuse(faults)
    for line in found:
        click.echo(line)


@cli.command()
@click.pass_obj
def calibration(path: Path | None) -> None:
    """What the quiz said against what happened, in counts, of everybody together who allowed the question."""
    from bot.calibration import calibration as counted

    settings = _settings(path)
    for line in _checked(lambda: counted(settings)):
        click.echo(line)


@cli.command()
@click.argument("file", type=click.File("rb"))
def notice(file: BinaryIO) -> None:
    """Say what Steady sees in messages, one a line of FILE or -: tier, intent and cues, a line of JSON each."""
    from bot.notice import notice as look

    for line in look(message.decode("utf-8", "replace") for message in file):
        click.echo(line)


@cli.group()
def vault() -> None:
    """The key by which everything that people tell is sealed."""


@vault.command()
@click.pass_obj
def init(path: Path | None) -> None:
    """Make a key file where one is configured. One that is there is left as it is."""
    from bot.vault import rotate

    _vault(path, rotate.init)


@vault.command()
@click.pass_obj
def rotate(path: Path | None) -> None:
    """Put a new key in the place of the one there is, while Steady does not run."""
    from bot.vault import rotate

    _vault(path, rotate.rotate)


def _vault(path: Path | None, work: Callable[[config.Vault, Path], str]) -> None:
    settings = _settings(path)
    click.echo(_checked(lambda: work(settings.vault, Path(settings.store.path))))


def _chat(settings: Settings) -> None:
    from bot import build, logs
    from bot.chat import chat as talk

    logs.configure(settings.log.model_copy(update={"level": "error"}))
    words = _checked(lambda: build.book(settings))
    _run(lambda: talk(words, settings.store.path, settings.vault))


def _settings(path: Path | None) -> Settings:
    return _checked(lambda: config.load(path))


def _checked(make: Callable[[], Any]) -> Any:
    """What an operator or author did wrong is a line for each fault, and never a traceback."""
    try:
        return make()
    except (BadConfig, BadPack, StoreFault) as bad:
        _refuse(bad.faults)


def _refuse(faults: list[str]) -> None:
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        sys.exit(OPERATOR)


def _run(main: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    import asyncio

    import structlog

    from bot.logs import REPORT

    try:
        return _checked(lambda: asyncio.run(main()))
    except KeyboardInterrupt:
        return 0
    except Exception as bad:  # noqa: BLE001 (its kind and place are told, and not what it says: it may be somebody's words)
        structlog.get_logger().critical("steady.broken", error=type(bad).__name__, exc_info=True, remedy=REPORT)
        sys.exit(DEFECT)


def main() -> None:
    cli()


if __name__ == "__main__":
    main()
