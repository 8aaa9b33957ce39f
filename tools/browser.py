"""A Chromium for the journeys: the system's, else apt's (as root), else Playwright's own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

SYSTEMS = Path("/usr/bin/chromium")  # tests/journeys/conftest.py looks there first


def is_here() -> bool:
    """Whether the journeys will find a browser."""
    if SYSTEMS.exists():
        return True
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def install() -> None:
    """Install one when there is none."""
    if not is_here() and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run("apt-get update -q".split(), check=False)
        subprocess.run("apt-get install -y -q --no-install-recommends chromium".split(), check=False)
    if not is_here():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


if __name__ == "__main__":
    install()
