"""Serve the dashboard on this machine, with everything that the page loads from this machine too."""

import os
import sys
import webbrowser
from collections.abc import Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from sentiment_abm.spec import InputError

PAGE = "sentiment_abm.app.page"
HOST = "127.0.0.1"
NEEDED = ("solara", "altair", "ipyvue", "ipyvuetify")
_PAGE_CODE = "@widgetti/solara-vuetify-app@10.1.1"
# Without these Solara would fetch scripts from elsewhere and report its use.
OFFLINE = {
    "SOLARA_ASSETS_PROXY": "true",
    "SOLARA_ASSETS_CDN": f"http://{HOST}:9/",  # nobody answers there, so what is missing is missed and not fetched
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
    "SOLARA_THEME_SHOW_BANNER": "false",  # a link to elsewhere, and it would lie over the news
}


def check_installed(needed: Sequence[str] = NEEDED) -> None:
    """InputError that names the extra, where what the dashboard needs is missing or of a version without page files."""
    missing = [name for name in needed if find_spec(name) is None]
    if not missing:
        if not (Path(sys.prefix) / "share" / "solara" / "cdn" / _PAGE_CODE).is_dir():
            missing.append("solara-assets")
        if version("ipyvue").startswith("3"):
            missing.append("ipyvue below 3")
    if missing:
        raise InputError([f"the dashboard needs {' and '.join(missing)}: pip install 'sentiment-abm[viz]'"])


def serve(port: int, *, opened: bool) -> None:
    """Serve the page until Ctrl-C; `opened` shows it in the browser of this machine."""
    check_installed()
    os.environ |= {"SOLARA_APP": PAGE, "SOLARA_MODE": "production", **OFFLINE}
    import uvicorn
    from solara.server.starlette import app

    if opened:
        webbrowser.open(f"http://{HOST}:{port}")
    uvicorn.run(app, host=HOST, port=port, log_level="warning")
