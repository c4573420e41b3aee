"""Settings of Sphinx: pages in MyST, formulas as MathML, and nothing from the network, neither now nor when read."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]  # the package of this tree, and the extensions beside this file
os.environ["PYTHONPATH"] = str(HERE.parent)  # the notebook runs in a process of its own

from sentiment_abm import __version__  # noqa: E402

project = "sentiment_abm"
author = "the sentiment_abm authors"
copyright = f"{author}, MIT license"
version = release = __version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "generate", "formulas"]
exclude_patterns = ["_build"]

myst_enable_extensions = ["deflist", "dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 300

autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the signature shows them
autodoc_preserve_defaults = True
napoleon_google_docstring = False
napoleon_use_rtype = False
python_use_unqualified_type_names = True

html_theme = "furo"
html_title = f"sentiment_abm {release}"
html_math_renderer = "mathml"
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["wide_tables.css"]
html_theme_options = {"navigation_with_keys": True}
