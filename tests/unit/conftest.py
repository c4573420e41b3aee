"""Fixtures of the unit tests."""

import textwrap

import pytest

from sentiment_abm.spec import InputError


@pytest.fixture
def study(tmp_path):
    """A function from the text of a study file to the study."""

    def made(text, changes=None, **files):
        from sentiment_abm.sweep.study import Study  # slow to import, and most tests do without

        for name, content in files.items():
            (tmp_path / name.replace("_", ".")).write_text(content, encoding="utf-8")
        (tmp_path / "study.toml").write_text(textwrap.dedent(text), encoding="utf-8")
        return Study.from_file(tmp_path / "study.toml", changes)

    return made


@pytest.fixture
def problems(study):
    """A function from the text of a study file to what is wrong with it."""

    def found(*words, **more):
        with pytest.raises(InputError) as caught:
            study(*words, **more)
        return caught.value.problems

    return found
