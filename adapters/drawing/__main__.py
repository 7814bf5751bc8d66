"""What draws: reads charts from its standard input, one after another, and writes each as a PNG to its output.

Run as a process by adapters/pictures.py, and by nobody else. Each question and answer has its length before it, in four
bytes; an empty answer is a chart that could not be drawn. It ends with its input.
"""

import os
import sys
from contextlib import suppress
from typing import BinaryIO

import msgspec

from adapters.drawing.badge import badge
from adapters.drawing.bars import bars
from adapters.drawing.curve import curve
from adapters.drawing.days import days
from adapters.drawing.sheet import Sheet
from coach.chart import Badge, Bars, Chart, Curve, Days


def sheet(chart: Chart) -> Sheet:
    match chart:
        case Curve():
            return curve(chart)
        case Bars():
            return bars(chart)
        case Days():
            return days(chart)
        case Badge():
            return badge(chart)


def serve(asked: BinaryIO, answer: BinaryIO) -> None:
    decode = msgspec.json.Decoder(Chart).decode
    while len(size := asked.read(4)) == 4:
        made = b""
        try:
            made = sheet(decode(asked.read(int.from_bytes(size)))).png()
        except Exception as bad:  # noqa: BLE001 (its words may quote somebody's: whoever asked has words of their own)
            del bad
        answer.write(len(made).to_bytes(4) + made)
        answer.flush()


if __name__ == "__main__":
    with suppress(OSError):  # where a service may not, it is still a process of its own
        os.nice(10)  # turns come first
    serve(sys.stdin.buffer, sys.stdout.buffer)
