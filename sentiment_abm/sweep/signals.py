"""Signals that ask a session to end: how it hears of them, and what is raised when it has."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

# Ctrl-C; what services and batch systems send before they kill; the end of the terminal.  Windows has no third one.
ENDS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class TerminatedError(KeyboardInterrupt):
    """Another signal than that of Ctrl-C ended the work, which is as far as Ctrl-C would have left it."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(signal.Signals(number).name)


class Halt(threading.Event):
    """Set by the first signal that asks for the end; `number` is that signal."""

    number = 0


def interruption(number: int) -> KeyboardInterrupt:
    """What to raise when a signal has ended the work."""
    return KeyboardInterrupt() if number in (0, signal.SIGINT) else TerminatedError(number)


@contextlib.contextmanager
def stop_on_signal() -> Iterator[Halt]:
    """An event that the first signal sets; the second one interrupts as usual.

    A signal that is ignored, as under ``nohup``, stays so.  Signals reach the main thread alone, so elsewhere the event
    is never set.
    """
    stop = Halt()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.getsignal(number) for number in ENDS}
    heard = {number: handler for number, handler in before.items() if handler not in (signal.SIG_IGN, None)}

    def restore() -> None:
        for number, handler in heard.items():
            signal.signal(number, handler)

    def note(number: int, _frame: FrameType | None) -> None:
        stop.number = number
        stop.set()
        restore()

    for number in heard:
        signal.signal(number, note)
    try:
        yield stop
    finally:
        restore()


def raise_on_signal() -> None:
    """From now on, have signals that would kill this process raise :class:`TerminatedError`, as Ctrl-C does."""
    for number in ENDS:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _raise)


def _raise(number: int, _frame: FrameType | None) -> None:
    raise TerminatedError(number)
