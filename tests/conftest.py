"""Fixtures that all drawers share."""

import pytest
from hypothesis import settings

# No deadline, because a busy machine is no fault of the code; the same examples in every run, because CI has to be.
settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")


@pytest.fixture(params=["compiled", "mesa"])
def engine(request: pytest.FixtureRequest) -> str:
    """Both engines: a test that takes this fixture runs on each."""
    return str(request.param)
