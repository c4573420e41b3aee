"""Formulas as MathML, which every browser draws by itself: no script is fetched when a page is read."""

from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the renderer that conf.py names."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _inline(self: Any, node: nodes.math) -> None:
    self.body.append(tex2mathml(node.astext()))
    raise nodes.SkipNode


def _block(self: Any, node: nodes.math_block) -> None:
    text = node.astext()
    # Sphinx's own rule for its other renderers: several lines are aligned at their ampersands.
    if "\\\\" in text and "\\begin{" not in text.split("\\\\")[0]:
        text = f"\\begin{{aligned}}{text}\\end{{aligned}}"
    self.body.append(f'<div class="math-block">{tex2mathml(text, as_block=True)}</div>')
    raise nodes.SkipNode
