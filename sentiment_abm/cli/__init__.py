"""The command line: `app`, and `main`, which runs it."""

from importlib import import_module

from sentiment_abm.cli.program import app, main

for _part in ("studies", "results", "model"):  # ``--help`` lists commands in this order
    import_module(f"{__name__}.{_part}")

__all__ = ["app", "main"]
