"""What is needed to test a page without a browser: its elements, its words, and how readable colors are."""

from html.parser import HTMLParser


class Elements(HTMLParser):
    """Start tags with their attributes, and the text of the page without style."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def luminance(color: str) -> float:
    """Relative luminance, 0…1 (WCAG 2)."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1…21 (WCAG 2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


VOID = "area base br col embed hr img input link meta source track wbr".split()
PARENTS = {
    "li": ("ul", "ol"),
    "dt": ("dl",),
    "dd": ("dl",),
    "tr": ("thead", "tbody"),
    "th": ("tr",),
    "td": ("tr",),
    "caption": ("table",),
    "thead": ("table",),
    "tbody": ("table",),
    "figcaption": ("figure",),
    "summary": ("details",),
}
PHRASES = ("p", "h1", "h2", "h3", "summary", "code", "strong", "span", "dt", "a")  # hold words alone
WORDS = ("a", "code", "span", "strong", "wbr", "svg")


class Faults(HTMLParser):
    """What is wrong with the form of a page: elements left open, in the wrong place, or with an attribute twice."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = [] if page.lstrip().lower().startswith("<!doctype html>") else ["no doctype"]
        self.open: list[str] = []
        self.feed(page)
        self.close()
        self.found += [f"{tag} is left open" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.found += [f"{tag} has {name} twice" for name in {*names} if names.count(name) > 1]
        parent = self.open[-1] if self.open else ""
        if tag in PARENTS and parent not in PARENTS[tag]:
            self.found.append(f"{tag} in {parent}")
        if parent in PHRASES and tag not in WORDS:
            self.found.append(f"{tag} in {parent}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if "svg" in self.open:  # there a slash closes an element, as in any XML
            self.handle_starttag(tag, attrs)
            self.handle_endtag(tag)
        else:
            self.found.append(f"{tag} with a slash at its end")

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            self.found.append(f"an end of {tag}")
        elif self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.found.append(f"{tag} ends inside {self.open[-1] if self.open else 'nothing'}")
