"""A real browser without a screen, for tests and for the pictures of the carers' guide."""

import importlib.util
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.wait import WebDriverWait

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
Scheme = Literal["light", "dark"]
PHONE: Final = (320, 700)
DESK: Final = (1100, 900)

_FLAGS: Final = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    # Nothing of it may reach for the internet.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--no-first-run",
    "--no-default-browser-check",
    "--mute-audio",
    "--autoplay-policy=no-user-gesture-required",
    "--force-prefers-reduced-motion",
)


def browser_files() -> tuple[str, str] | None:
    """The browser and its driver, where this machine has both."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    driver = shutil.which("chromedriver")
    return (browser, driver) if browser and driver else None


@dataclass
class Browser:
    """A browser that a test drives."""

    driver: Any

    def sees(self, scheme: Scheme, size: tuple[int, int]) -> None:
        """From now on in these colours and this size."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        width, height = size
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    @contextmanager
    def turning(self) -> Iterator[None]:
        """What is done inside leads to another page; wait until that is there."""
        before = self.driver.find_element(By.TAG_NAME, "html")
        yield
        # Asked at the moment at which one page gives way to the next, the driver may answer with a
        # mistake of its own ("unhandled inspector error").
        wait = WebDriverWait(self.driver, 30, ignored_exceptions=(WebDriverException,))
        wait.until(staleness_of(before))
        wait.until(lambda driver: driver.execute_script("return document.readyState") == "complete")

    def picture(self, file: Path, *, whole: bool = True) -> None:
        """Keep what is seen; the whole page, or what fits."""
        if whole:
            height = self.driver.execute_script("return document.documentElement.scrollHeight")
            width = self.driver.execute_script("return window.innerWidth")
            metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
            self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        file.parent.mkdir(parents=True, exist_ok=True)
        self.driver.save_screenshot(str(file))

    def violations(self) -> list[str]:
        """What axe finds on the page that is shown, one line each."""
        self.driver.execute_script(axe_script())
        found = self.driver.execute_async_script(
            "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']})"
            ".then(result => done(result.violations), error => done([{id: String(error)}]));"
        )
        return [
            f"{each['id']}: {each.get('help')} {node['target']} {node.get('failureSummary')}"
            for each in found
            for node in each.get("nodes", [{"target": ""}])
        ]


def axe_script() -> str:
    """axe itself, out of the package that brings it; nothing else of that is used."""
    spec = importlib.util.find_spec("axe_playwright_python")
    assert spec is not None
    assert spec.origin is not None
    return (Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8")


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """A browser with an empty profile in this folder, closed in the end."""
    files = browser_files()
    assert files is not None
    program, driver_file = files
    os.environ["SE_OFFLINE"] = "true"
    os.environ["SE_AVOID_STATS"] = "true"
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for flag in (*_FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service(executable_path=driver_file))
    try:
        driver.set_page_load_timeout(60)
        driver.set_script_timeout(60)
        yield Browser(driver)
    finally:
        driver.quit()
