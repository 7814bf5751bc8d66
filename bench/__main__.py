"""`make bench`, or `python -m bench [PART ...]`. All parts together write docs/benchmarks.md."""

import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from bench.measure import Table, machine, versions

PARTS = ("turns", "http", "tick", "broadcast", "start")
PAGE = Path("docs/benchmarks.md")
PACKAGES = ("python-telegram-bot", "discord.py", "aiohttp", "msgspec", "APScheduler", "pydantic")
HEAD = """# Benchmarks

What `make bench` printed on {day}. Single figures drift on a shared machine, by two times and more; what counts are the
ratios of one run. Every round of a rival is a process of its own, and the rounds take turns. Where the time goes, and
what was tried, is in performance.md.

{machine}; {versions}.
"""


def main() -> None:
    wanted = sys.argv[1:] or list(PARTS)
    if strays := set(wanted) - set(PARTS):
        sys.exit(f"no such part: {', '.join(sorted(strays))}. There are {', '.join(PARTS)}")
    tables: list[Table] = []
    for name in wanted:
        for table in import_module(f"bench.{name}").run():
            sys.stdout.write(table.text() + "\n\n")
            sys.stdout.flush()
            tables.append(table)
    if wanted == list(PARTS):
        head = HEAD.format(day=datetime.now(UTC).date(), machine=machine().line, versions=versions(*PACKAGES))
        PAGE.write_text("\n".join([head, *(table.markdown() + "\n" for table in tables)]), "utf-8")


if __name__ == "__main__":
    main()
