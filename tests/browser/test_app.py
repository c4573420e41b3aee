"""The dashboard in a real browser that can reach nothing but this machine."""

import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from selenium.webdriver.remote.webdriver import WebDriver

pytestmark = pytest.mark.browser
CSS, TAG = "css selector", "tag name"  # selenium is imported by the tests that are run, and not where none are
ROOT = Path(__file__).parents[2]
PATIENCE = 90  # seconds; the first page compiles the kernel
BUTTONS = ("Announcement", "Promise kept", "Promise broken", "Hostile campaign")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    port = free_port()
    words = [sys.executable, "-m", "sentiment_abm", "app", "--no-open", "--port", str(port)]
    with subprocess.Popen(words, cwd=ROOT) as server:
        try:
            until = time.monotonic() + PATIENCE
            while time.monotonic() < until:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


@pytest.fixture
def page(address: str, tmp_path: Path) -> Iterator["WebDriver"]:
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
    for switch in (
        "headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
        "disable-component-update", "disable-sync", "disable-dev-shm-usage", "window-size=1500,1250",
        f"user-data-dir={tmp_path}", "host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ):  # fmt: skip
        options.add_argument(f"--{switch}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(shutil.which("chromedriver") or "chromedriver")
    driver = webdriver.Chrome(options=options, service=service)
    try:
        driver.get(address)
        waited(driver, lambda d: len(d.find_elements(CSS, ".moods img, .moods svg")) > 0)
        yield driver
    finally:
        driver.quit()


def waited(driver: "WebDriver", condition: Any) -> Any:
    from selenium.webdriver.support.ui import WebDriverWait

    return WebDriverWait(driver, PATIENCE, poll_frequency=0.1).until(condition)


def button(driver: "WebDriver", label: str) -> Any:
    found = [each for each in driver.find_elements(TAG, "button") if each.text.strip().lower() == label.lower()]
    assert len(found) == 1, (label, [each.text for each in driver.find_elements(TAG, "button")])
    return found[0]


def click(driver: "WebDriver", label: str) -> None:
    driver.execute_script("arguments[0].click()", button(driver, label))


def picture(driver: "WebDriver", card: str) -> str:
    script = "const i = document.querySelector(arguments[0] + ' img'); return i ? i.src : ''"
    return str(driver.execute_script(script, f".{card}"))


def feed(driver: "WebDriver") -> list[str]:
    return [each.text for each in driver.find_elements(CSS, ".news .item")]


def day(driver: "WebDriver") -> int:
    found = re.search(r"day (\d+)", driver.find_element(CSS, ".moods").text)
    assert found
    return int(found[1])


def lived(driver: "WebDriver", days: int) -> None:
    for _ in range(days):
        now = day(driver)
        click(driver, "Step")
        waited(driver, lambda d, now=now: day(d) == now + 1)


def test_the_page_loads_with_nothing_from_elsewhere(page: "WebDriver", address: str) -> None:
    for label in ("Reset", "▶", "Step", *BUTTONS):
        button(page, label)
    asked = page.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
    assert len(asked) > 3
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    wrong = [entry["message"] for entry in page.get_log("browser") if entry["level"] == "SEVERE"]
    assert wrong == []


def test_a_step_lives_a_day_and_changes_both_pictures(page: "WebDriver") -> None:
    before = picture(page, "moods"), picture(page, "network")
    lived(page, 1)
    waited(page, lambda d: picture(d, "moods") != before[0] and picture(d, "network") != before[1])
    assert day(page) == 1


def test_a_hostile_campaign_enters_the_feed_and_turns_the_moods(page: "WebDriver") -> None:
    """Two pages with the same seed: the one with the campaign ends up with another chart."""
    lived(page, 2)
    assert feed(page) == []
    click(page, "Hostile campaign")
    waited(page, lambda d: len(feed(d)) == 1)
    lived(page, 4)
    assert len(feed(page)) == 5
    attacked = picture(page, "network")
    page.refresh()
    waited(page, lambda d: picture(d, "network") != "")
    assert day(page) == 0
    lived(page, 6)
    assert feed(page) == []
    assert picture(page, "network") != attacked


def test_play_lives_on_until_paused(page: "WebDriver") -> None:
    click(page, "▶")
    waited(page, lambda d: day(d) >= 3)
    click(page, "❚❚")
    waited(page, lambda d: len([b for b in d.find_elements(TAG, "button") if b.text.strip() == "▶"]) == 1)


def brightness(driver: "WebDriver", card: str) -> int:
    """Of the corner of the picture that is shown, 0…255."""
    script = """
        const image = [...document.querySelectorAll(arguments[0] + " img")].find(each => each.offsetParent);
        if (!image) return -1;
        const canvas = document.createElement("canvas").getContext("2d");
        canvas.drawImage(image, 0, 0);
        return canvas.getImageData(1, 1, 1, 1).data[0];
        """
    return int(driver.execute_script(script, f".{card}"))


def test_dark_paper_for_dark_pages(page: "WebDriver") -> None:
    assert brightness(page, "moods") > 200
    page.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    )
    page.refresh()
    waited(page, lambda d: 0 <= brightness(d, "moods") < 64)
    waited(page, lambda d: 0 <= brightness(d, "network") < 64)


def test_nothing_lies_over_the_news(page: "WebDriver") -> None:
    """Solara would have a line of its own at the bottom, where the news are."""
    assert "This website runs on" not in page.find_element(TAG, "body").text
