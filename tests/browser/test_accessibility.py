"""A report in a browser: axe finds nothing wrong, light and dark, on a screen and on a phone; tables can be sorted."""

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sentiment_abm import report
from sentiment_abm.sweep.study import Study

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

pytestmark = pytest.mark.browser
TABLES = {
    "study": {"name": "small", "title": "A small study", "replicates": 2, "days": 12},
    "society": {"people": 60, "contacts": 4},
    "scenario": {"use": "promise_broken"},
    "compare": [{"name": "as told"}, {"name": "half", "set": {"scenario.hype": 0.5}}],
}
UNKNOWN = "\N{EN DASH}"
RUN = "const done = arguments[arguments.length - 1]; axe.run().then(done);"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home") / "small"
    Study.from_tables(TABLES).run(folder, workers=1)
    return report.write(folder)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator["WebDriver"]:
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
    for switch in (
        "headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
        "disable-component-update", "disable-sync", "disable-dev-shm-usage",
        f"user-data-dir={tmp_path_factory.mktemp('profile')}", "host-resolver-rules=MAP * ~NOTFOUND",
    ):  # fmt: skip
        options.add_argument(f"--{switch}")
    driver = webdriver.Chrome(
        options=options, service=webdriver.ChromeService(shutil.which("chromedriver") or "chromedriver")
    )
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe; the package brings it along."""
    found = find_spec("axe_playwright_python")
    assert found, "axe is not installed: pip install -e '.[browser]'"
    assert found.origin
    return Path(found.origin).with_name("axe.min.js").read_text(encoding="utf-8")


def violations(browser: "WebDriver", address: str, axe: str, scheme: str, width: int) -> list[tuple[Any, ...]]:
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    browser.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})  # the page itself allows no script but its own
    browser.get(address)
    browser.execute_script(axe)
    found = browser.execute_async_script(RUN)
    assert len(found["passes"]) > 20, "axe has looked at the page"
    return [(each["impact"], each["id"], [node["target"] for node in each["nodes"]]) for each in found["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 420])
def test_a_report_can_be_used_by_all(browser: "WebDriver", page: Path, axe: str, scheme: str, width: int) -> None:
    assert violations(browser, page.as_uri(), axe, scheme, width) == []


def test_axe_would_see_a_fault(browser: "WebDriver", page: Path, axe: str, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8").replace("--soft: #555b61", "--soft: #bbbbbb").replace('lang="en"', "")
    (tmp_path / "faulty.html").write_text(text, encoding="utf-8")
    found = violations(browser, (tmp_path / "faulty.html").as_uri(), axe, "light", 1200)
    assert {"color-contrast", "html-has-lang"} <= {name for _, name, _ in found}


def column(browser: "WebDriver", name: str) -> list[str]:
    """What stands in a column of the table of key numbers."""
    script = """
    const table = document.querySelector("#answer table"), heads = [...table.tHead.rows[0].cells];
    const place = heads.findIndex(head => head.textContent.trim() === arguments[0]);
    return [...table.tBodies[0].rows].map(row => row.cells[place].firstChild.textContent.trim());
    """
    return list(browser.execute_script(script, name))


def number(text: str) -> float:
    return float(text.replace("\N{MINUS SIGN}", "-").replace(",", ""))


def test_tables_are_sorted_up_down_and_back(browser: "WebDriver", page: Path) -> None:
    """Under the page's own rule for scripts: it lets this one run."""
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    browser.execute_cdp_cmd("Page.setBypassCSP", {"enabled": False})
    browser.get(page.as_uri())
    as_it_was = column(browser, "as told")
    button = browser.find_element(By.XPATH, "//section[@id='answer']//th/button[normalize-space()='as told']")
    browser.execute_script(
        "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", button
    )  # not below the contents
    known = sorted(number(text) for text in as_it_was if text != UNKNOWN)
    assert len({*known}) > 3
    button.click()
    first, last = column(browser, "as told")[: len(known)], column(browser, "as told")[len(known) :]
    assert [*map(number, first)] == known
    assert {*last} == {UNKNOWN}, "what is not known comes last"
    button.send_keys(Keys.ENTER)  # without a mouse as well
    assert [*map(number, column(browser, "as told")[: len(known)])] == known[::-1]
    assert column(browser, "as told")[len(known) :] == last
    button.send_keys(Keys.SPACE)
    assert column(browser, "as told") == as_it_was


def test_no_other_script_runs(browser: "WebDriver", page: Path, tmp_path: Path) -> None:
    evil = tmp_path / "evil.html"
    text = page.read_text(encoding="utf-8")
    evil.write_text(text.replace("</h1>", "<script>document.title = 'gone'</script></h1>", 1), encoding="utf-8")
    for lets, title in ((False, "A small study"), (True, "gone")):
        browser.execute_cdp_cmd("Page.setBypassCSP", {"enabled": lets})
        browser.get(evil.as_uri())
        assert browser.title == title
