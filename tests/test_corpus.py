"""The messages that noticing is learnt from: each is one, none is there twice, and the sealed ones were never seen."""

from pathlib import Path

import pytest

from tools.notice.corpus import CORPUS, SEALED, Message, alike, faults, read

pytestmark = pytest.mark.unmeasured  # of what is around the coach


@pytest.fixture(scope="module")
def corpus() -> list[Message]:
    return read(CORPUS)


@pytest.fixture(scope="module")
def sealed() -> list[Message]:
    return read(SEALED)


def test_every_message_is_one(corpus: list[Message], sealed: list[Message]) -> None:
    assert list(faults([*corpus, *sealed])) == []


def test_what_is_sealed_is_like_nothing_that_is_learnt_from(corpus: list[Message], sealed: list[Message]) -> None:
    assert list(alike(sealed, corpus)) == []


def test_there_are_as_many_as_were_wanted(corpus: list[Message], sealed: list[Message]) -> None:
    long = [m for m in corpus if 35 <= len(m.text.split()) <= 120]
    assert len(long) >= 800
    assert min(sum(m.tier >= 2 for m in long), sum(m.tier == 0 for m in long)) >= 250, "with danger and without"
    assert sum(m.tier == 3 for m in corpus) >= 400
    for label in ("abuse", "stalking"):
        assert sum(label in (m.label, *m.also) for m in corpus) >= 300
    for lang in ("es", "pt", "fr", "de", "hi-Latn"):
        assert sum(m.lang == lang for m in corpus) >= 80
    for about in ("theirs", "past"):
        assert sum(m.about == about for m in corpus) >= 200
    assert sum(m.tier >= 2 for m in sealed) >= 140


def test_a_line_that_is_no_message_is_named(tmp_path: Path) -> None:
    line = '{"text": "x", "label": "tea", "tier": 0, "also": [], "kind": "", "lang": "en"}'
    (tmp_path / "bad.jsonl").write_text(f"{line}\n")
    with pytest.raises(ValueError, match=r"bad\.jsonl:1: .*label"):
        read(tmp_path)


def test_a_copy_is_found() -> None:
    one = Message("I texted him again last night", "slip", 0, (), "plain", "en")
    other = Message("i texted him again, last night!", "slip", 0, (), "plain", "en")
    assert list(alike([one], [other])) == [(one.text, other.text)]
    assert len(list(faults([one, one]))) == 1
