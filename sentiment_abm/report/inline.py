"""An SVG file made part of an HTML page: no names in common with other figures, nothing that refers elsewhere."""

import re
from xml.etree import ElementTree

from markupsafe import Markup

_REFERENCE = re.compile(r"url\(#([^)]+)\)")
LONG_PATH = 400  # characters; data lines are longer, markers and letters are not


def inlined(svg: str, name: str, label: str) -> Markup:
    """The drawing as an element for the page; `name` keeps its ids apart, `label` is read out in its place.

    Comments, metadata, the style sheet (which would reach the whole page) and the XML namespaces are left out.
    """
    root = ElementTree.fromstring(svg)  # noqa: S314  # it was drawn by us a moment ago
    for parent in list(root.iter()):
        for child in list(parent):
            if _local(child.tag) in ("metadata", "style"):
                parent.remove(child)
    for element in root.iter():
        element.tag = _local(element.tag)
        element.attrib = {_local(key): _attribute(_local(key), value, name) for key, value in element.attrib.items()}
        element.text = element.tail = None if not (element.text or "").strip() else element.text
    for unwanted in ("width", "height", "version"):
        root.attrib.pop(unwanted, None)
    # What the removed style sheet said, as a property that all parts inherit.
    root.attrib |= {"role": "img", "aria-label": label, "style": "stroke-linejoin:round;stroke-linecap:butt"}
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704  # the serializer escapes every attribute and text


def _local(name: str) -> str:
    """A tag or attribute without its namespace."""
    return name.rsplit("}", 1)[-1]


def _attribute(key: str, value: str, name: str) -> str:
    if key == "id":
        return f"{name}-{value}"
    if key == "href":
        return value.replace("#", f"#{name}-", 1)
    if key == "d" and len(value) > LONG_PATH and not re.search("[a-km-yCQAHVST]", value):
        return shortened(value)
    return _REFERENCE.sub(rf"url(#{name}-\1)", value)


def shortened(path: str) -> str:
    """A path of straight lines in steps of a tenth of a point, finer than a pixel and a third of the length.

    >>> shortened("M 10.0312 20 L 10.51 19.98 L 10.6 25 z")
    'M10 20l.5 0 .1 5z'
    """
    words, made, here = iter(path.split()), [], (0, 0)
    for command in words:
        if command == "z":
            made.append("z")
            continue
        there = (round(float(next(words)) * 10), round(float(next(words)) * 10))
        if command == "M":
            made += ["M", _tenths(there[0]), _joined(there[1])]
        else:
            # One letter is enough for a whole row of steps.
            is_first = made[-1] == "z" or made[-3] == "M"
            step = _tenths(there[0] - here[0]) if is_first else _joined(there[0] - here[0])
            made += ["l" if is_first else "", step, _joined(there[1] - here[1])]
        here = there
    return "".join(made)


def _tenths(count: int) -> str:
    return re.sub(r"^(-?)0\.", r"\1.", f"{count / 10:g}")


def _joined(count: int) -> str:
    """The number as it follows another one: a minus sign separates as well as a blank."""
    text = _tenths(count)
    return text if text.startswith("-") else f" {text}"
