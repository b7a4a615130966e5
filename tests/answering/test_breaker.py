"""The breaker: when a model is left alone, and when it gets another chance."""

from answering.breaker import FAILURES, PAUSE, Breaker


class Clock:
    """Moved by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def broken(clock: Clock) -> Breaker:
    """One that has just seen as many failures as it takes."""
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        assert breaker.allows()
        breaker.failed()
    return breaker


def test_after_failures_in_a_row_no_call_is_made() -> None:
    """Until the pause is over."""
    clock = Clock()
    breaker = broken(clock)

    clock.now += PAUSE - 1

    assert not breaker.allows()


def test_after_the_pause_one_call_is_tried() -> None:
    """The others wait for another pause."""
    clock = Clock()
    breaker = broken(clock)

    clock.now += PAUSE

    assert [breaker.allows() for _ in range(3)] == [True, False, False]


def test_a_success_forgets_all_failures() -> None:
    """It takes as many new ones in a row."""
    clock = Clock()
    breaker = broken(clock)
    clock.now += PAUSE
    breaker.allows()

    breaker.succeeded()
    breaker.failed()

    assert breaker.allows()


def test_a_pause_that_the_server_asks_for_is_kept_after_one_failure() -> None:
    """Retry-After."""
    clock = Clock()
    breaker = Breaker(clock)

    breaker.failed(pause=7.0)

    assert not breaker.allows()
    clock.now += 7
    assert breaker.allows()
