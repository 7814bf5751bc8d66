"""The environment's proxies, read as httpx reads them."""

import pytest

from adapters.telegram.proxies import Proxies

pytestmark = pytest.mark.unmeasured  # of what is around the coach

A, B, C = "http://a.example:3128", "http://me:s3cr3t@b.example", "https://c.example"
API = "https://api.telegram.org/bot1:x/getMe"
HOME = "http://localhost:8081/bot1:x/getMe"

CHOSEN: list[tuple[dict[str, str], str, str | None]] = [
    ({}, API, None),
    ({"https_proxy": A, "http_proxy": B}, API, A),
    ({"https_proxy": A, "http_proxy": B}, HOME, B),
    ({"HTTPS_PROXY": A, "ALL_PROXY": B}, API, A),
    ({"HTTPS_PROXY": A, "ALL_PROXY": B}, HOME, B),
    ({"HTTP_PROXY": A}, API, None),
    ({"ALL_PROXY": C}, API, C),
    ({"ALL_PROXY": "a.example:3128"}, API, A),
    ({"ALL_PROXY": ""}, API, None),
    ({"HTTPS_PROXY": A, "ALL_PROXY": "socks5://127.0.0.1:1080"}, API, A),
]
DIRECT = [
    *("*", "example.org, *", "api.telegram.org", "telegram.org", ".telegram.org", "*.telegram.org", "*telegram.org"),
    *("org", "api.telegram.org:443", "https://api.telegram.org", "all://api.telegram.org", " API.TELEGRAM.ORG ,x"),
]
BY_PROXY = [
    *("", ",", "example.org", "legram.org", ".api.telegram.org", "http://api.telegram.org", "api.telegram.org:80"),
    *("api.telegram.org:x", "[", "://", ":443", "localhost", "::1"),
]
ADDRESSES = [
    ("localhost", HOME, True),
    ("localhost:8081", HOME, True),
    ("localhost:8080", HOME, False),
    ("127.0.0.1", "http://127.0.0.1:8081/x", True),
    ("127.0.0.1", "http://127.0.0.2:8081/x", False),
    ("::1", "http://[::1]:8081/x", True),
    ("[::1]:8081", "http://[::1]:8081/x", True),
    ("[::1]:8082", "http://[::1]:8081/x", False),
]


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(("said", "url", "proxy"), CHOSEN)
def test_each_kind_of_address_has_its_proxy(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str], url: str, proxy: str | None
) -> None:
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    assert Proxies.environment().of(url) == proxy


@pytest.mark.parametrize(
    ("names", "url", "direct"),
    [*((names, API, True) for names in DIRECT), *((names, API, False) for names in BY_PROXY), *ADDRESSES],
)
def test_what_is_named_needs_none(monkeypatch: pytest.MonkeyPatch, names: str, url: str, direct: bool) -> None:
    monkeypatch.setenv("ALL_PROXY", A)
    monkeypatch.setenv("NO_PROXY", names)
    assert (Proxies.environment().of(url) is None) is direct


BAD = ["socks5://me:s3cr3t@x", "socks5h://x", "ftp://x", "http://", "http://x:s3cr3t", "http://x:0", "http://[s3cr3t"]


@pytest.mark.parametrize("bad", BAD)
def test_one_that_can_not_be_used_is_refused_where_it_would_be_used(monkeypatch: pytest.MonkeyPatch, bad: str) -> None:
    with pytest.raises(ValueError, match="no http") as raised:
        Proxies.fixed(bad)
    assert "s3cr3t" not in repr(raised.value)
    monkeypatch.setenv("HTTPS_PROXY", bad)
    monkeypatch.setenv("NO_PROXY", "localhost")
    proxies = Proxies.environment()
    assert (proxies.of(HOME), proxies.of("https://localhost:1/")) == (None, None)
    with pytest.raises(ValueError, match="no http"):
        proxies.of(API)
