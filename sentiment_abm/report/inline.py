"""An SVG drawing made part of an HTML page: no names in common with other figures, nothing that refers elsewhere."""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from markupsafe import Markup

_TARGET = re.compile(r"url\(#([^)]+)\)")
_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_PLACED = re.compile(r"translate\((\S+) (\S+)\)$")
_BLANKS = re.compile(r"\s*([A-Za-z])\s*")  # around the letters of a path
_WHOLE = re.compile(r"(^|;)opacity:")
UNWANTED = ("metadata", "style")  # the style sheet would reach the whole page
SHARED = ("style", "clip-path")


def inlined(svg: str, name: str, label: str) -> Markup:
    """The drawing as an element for the page; `name` keeps its ids apart, `label` is read out in its place.

    Comments, metadata, the style sheet, the XML namespaces and all ids that nothing refers to are left out; numbers
    have two digits after the point.  Texts that are text have the font of the page (see `lettering.py`).
    """
    root = ElementTree.fromstring(svg)  # noqa: S314  # it was drawn by us a moment ago
    for parent in list(root.iter()):
        for child in [child for child in parent if _local(child.tag) in UNWANTED]:
            parent.remove(child)
    names = _names(root, name)
    for element in root.iter():
        element.tag = _local(element.tag)
        element.attrib = dict(_attributes(element, names))
        element.text = element.text if (element.text or "").strip() else None
        element.tail = None
    _flatten(root)
    _gather(root)
    for unwanted in ("width", "height", "version"):
        root.attrib.pop(unwanted, None)
    # What the removed style sheet said, as a property that all parts inherit.
    root.attrib |= {"role": "img", "aria-label": label, "style": "stroke-linejoin:round;stroke-linecap:butt"}
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704  # the serializer escapes every attribute and text


def _local(name: str) -> str:
    """A tag or attribute without its namespace."""
    return name.rsplit("}", 1)[-1]


def _names(root: Element, name: str) -> dict[str, str]:
    """A new short name for each id that something in the drawing refers to."""
    values = [(_local(key), value) for element in root.iter() for key, value in element.attrib.items()]
    targets = [found for key, value in values if key != "id" for found in _TARGET.findall(value)]
    targets += [value.removeprefix("#") for key, value in values if key == "href"]
    return {target: f"{name}-{place}" for place, target in enumerate(dict.fromkeys(targets))}


def _attributes(element: Element, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What the page needs of the attributes of an element."""
    for key, value in ((_local(key), value) for key, value in element.attrib.items()):
        match key:
            case "id":
                if value in names:
                    yield key, names[value]
            case "href":
                yield key, f"#{names[value.removeprefix('#')]}"
            case "style":
                yield key, _renamed(_style(value, is_text=element.tag == "text"), names)
            case "transform" if element.tag == "text":
                yield from ((name, _short(number)) for name, number in _text_place(value))
            case "d":
                yield key, _short(_BLANKS.sub(r"\1", value.strip()))
            case _:
                yield key, _renamed(_short(value), names)


def _renamed(value: str, names: Mapping[str, str]) -> str:
    """The same with the new names of what it refers to."""
    return _TARGET.sub(lambda found: f"url(#{names[found[1]]})", value)


def _short(value: str) -> str:
    """Numbers with two digits after the point at most."""
    return _NUMBER.sub(lambda found: f"{round(float(found[0]), 2) + 0.0:g}", value)


def _style(text: str, *, is_text: bool) -> str:
    """A style without blanks; that of a text without what all texts of the page have."""
    told = re.sub(r"\s*([:;,])\s*", r"\1", text)
    return re.sub(r";?(font-family:[^;]*|text-anchor:start)(?=;|$)", "", told) if is_text else told


def _text_place(transform: str) -> Iterator[tuple[str, str]]:
    """Where a text stands that matplotlib moves or turns, by 0 degrees as a rule."""
    if moved := _PLACED.match(transform):
        yield from (("x", moved[1]), ("y", moved[2]))
    elif not transform.startswith("rotate(-0 "):
        yield "transform", transform


def _flatten(parent: Element) -> None:
    """Put the parts of groups that say nothing in the place of these groups."""
    for child in list(parent):
        _flatten(child)
        place = list(parent).index(child)
        if child.tag in ("g", "defs") and not child.attrib and (child.tag == "g" or not len(child)):
            parent[place : place + 1] = list(child)


def _gather(parent: Element) -> None:
    """Put parts in a row that have the same style and clipping into one group, which says it once."""
    children = list(parent)
    for child in children:
        parent.remove(child)
        _gather(child)
    for shared, row in groupby(children, lambda child: tuple(child.get(name, "") for name in SHARED)):
        same = list(row)
        # Where things that are half transparent overlap, a group looks different from its parts.
        if len(same) < 2 or not any(shared) or _WHOLE.search(shared[0]):
            parent.extend(same)
            continue
        group = ElementTree.SubElement(
            parent, "g", {name: told for name, told in zip(SHARED, shared, strict=True) if told}
        )
        for child in same:
            child.attrib = {key: value for key, value in child.attrib.items() if key not in SHARED}
        group.extend(same)
