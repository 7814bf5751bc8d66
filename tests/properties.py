"""How a property is tried: so many examples, the same ones every time, and no stopwatch."""

from hypothesis import HealthCheck, settings


def examples(number: int) -> settings:
    return settings(
        max_examples=number,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
