"""Files to start from: the study that ``init`` writes, and the one that ``demo`` runs."""

from pathlib import Path

from sentiment_abm.spec import InputError

HERE = Path(__file__).parent
DEMO = HERE / "demo.toml"
FILES = ("study.toml", "news.csv")


def write_starter(folder: Path) -> list[str]:
    """Write the starter study into a folder, made if it is not there; returns what to tell the user.

    Raises InputError, and writes nothing, if one of the files is there already.
    """
    if problems := [f"{folder / name} exists already and stays as it is: choose another folder" for name in FILES
                    if (folder / name).exists()]:  # fmt: skip
        raise InputError(problems)
    if folder.exists() and not folder.is_dir():
        raise InputError([f"{folder} is a file; give the name of a folder"])
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        # Created, never opened over something: a file that appeared meanwhile raises FileExistsError.
        with (folder / name).open("x", encoding="utf-8", newline="") as file:
            file.write((HERE / name).read_text(encoding="utf-8"))
    study = folder / "study.toml"
    return [*(str(folder / name) for name in FILES), f"next: sentiment-abm check {study}; sentiment-abm run {study}"]
