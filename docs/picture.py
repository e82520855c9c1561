"""Make report.png, the first screen of the demo's report: run `python docs/picture.py`.

It needs Playwright for Python and a chromium, by default the one of Debian.
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).parent / "report.png"
CHROMIUM = "/usr/bin/chromium"
_ARGUMENTS = ("--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking")
_MOST_BYTES = 200_000


def demo_report(folder: Path) -> Path:
    """The report of the demo, made in a folder and with a data folder of its own."""
    os.environ["GARDEFOU_HOME"] = str(folder / "home")  # so that its vault is opened once
    from gardefou.cli.main import main

    status = main(["demo", "--out", str(folder / "demo")])
    if status:
        sys.exit(status)
    return folder / "demo" / "tumours.case" / "report.html"


def first_screen(page: Path, *, width: int = 1000, height: int = 920) -> bytes:
    """What a light browser window of this size shows of a page, as PNG."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_ARGUMENTS))
        window = browser.new_page(
            viewport={"width": width, "height": height},
            color_scheme="light",
            java_script_enabled=False,
        )
        window.goto(page.as_uri())
        picture = window.screenshot()
        browser.close()
    return picture


def write_picture(picture: bytes) -> None:
    """Write the picture, if it is small enough for a README."""
    if len(picture) >= _MOST_BYTES:
        sys.exit(
            f"report.png would have {len(picture)} bytes; it must have fewer than {_MOST_BYTES}"
        )
    PICTURE.write_bytes(picture)


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        write_picture(first_screen(demo_report(Path(folder))))
