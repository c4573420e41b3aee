"""What is known of a source."""

from typing import NamedTuple


class Source(NamedTuple):
    """One reference; `venue` and `doi` are empty where they are not known for certain."""

    key: str
    authors: str
    year: int
    title: str
    venue: str = ""
    doi: str = ""

    def __str__(self) -> str:
        place = f" {self.venue}." if self.venue else ""
        link = f" https://doi.org/{self.doi}" if self.doi else ""
        stop = "" if self.title.endswith(("?", "]")) else "."
        return f"[{self.key}] {self.authors} ({self.year}). {self.title}{stop}{place}{link}"
