"""Fixtures that all drawers share."""

import pytest


@pytest.fixture(params=["compiled", "mesa"])
def engine(request: pytest.FixtureRequest) -> str:
    """Both engines: a test that takes this fixture runs on each."""
    return str(request.param)
