"""Many attempts, all of their problems at once."""

from collections.abc import Callable, Iterable

from sentiment_abm.spec import InputError


class Faults:
    """Collects what is wrong with each of several attempts.

    >>> faults = Faults()
    >>> faults.attempt(lambda: 3)
    3
    >>> faults.raise_any()
    """

    def __init__(self, problems: Iterable[str] = ()) -> None:
        self.problems = [*problems]

    def attempt[T](self, make: Callable[[], T]) -> T | None:
        """What `make` returns, or None if it raises InputError, whose problems are kept."""
        try:
            return make()
        except InputError as error:
            self.problems += error.problems
            return None

    def raise_any(self) -> None:
        """Raise InputError with all problems, if there are any."""
        if self.problems:
            raise InputError(self.problems)
