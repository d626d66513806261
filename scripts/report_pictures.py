"""Take the pictures that the documents show, light and dark: a report's summary, matrix, a cause and a loss; a site.

    python scripts/report_pictures.py reports/litellm/report.html docs/images [--cause '#cause/…'] [--loss '#verdict?…']
    python scripts/report_pictures.py reports/published/index.html docs/images

Without `--cause` and `--loss` they are the first that the report tells. Needs Chromium (`apt-get install chromium`).
"""

import argparse
import shutil
import sys
from pathlib import Path

from playwright.sync_api import FloatRect, ViewportSize, sync_playwright

SIZE: ViewportSize = {"width": 1280, "height": 900}
PICTURES = {
    "summary": ("", "#explorer .matrix", "#overview > header, #overview > section:nth-of-type(-n + 1)"),
    "matrix": ("#matrix", "#explorer .matrix", "#matrix"),
    "cause": ("", ".pane pre .line", "#page"),
    "loss": ("", ".pane pre .line", "#page"),
}
"""The pictures, each with its place in the page, what is there once it is, and what it shows."""
SITE = "published"
"""The picture of a site's first page: what a window shows of it."""
FIRST = {"cause": "#causes .sentence a", "loss": ".losses .sentence a[href^='#verdict']"}
"""The links to those pictures' places, where none are given."""
MARGIN = 32
CLIP = """parts => {
  const boxes = [...document.querySelectorAll(parts)].map((part) => part.getBoundingClientRect());
  return [Math.min(...boxes.map((box) => box.top)) + scrollY, Math.max(...boxes.map((box) => box.bottom)) + scrollY];
}"""


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("report", type=Path, help="a report.html, or the index.html of a site")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--cause", help="the permalink of the cause to show, from # on")
    parser.add_argument("--loss", help="the permalink of the loss to show, from # on")
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("there is no Chromium on PATH: apt-get install chromium")
    options.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        for scheme in ("light", "dark"):
            page = browser.new_page(viewport=SIZE, color_scheme=scheme)
            page.goto(options.report.resolve().as_uri())
            if options.report.name == "index.html":
                page.screenshot(path=options.folder / f"{SITE}-{scheme}.png")
                continue
            given = {"cause": options.cause, "loss": options.loss}
            links = {name: given[name] or page.locator(at).first.get_attribute("href") for name, at in FIRST.items()}
            for name, (link, there, parts) in PICTURES.items():
                page.goto(options.report.resolve().as_uri() + (links.get(name) or link))
                page.locator(there).first.wait_for()
                top, bottom = page.evaluate(CLIP, parts)
                top, bottom = max(0, top - MARGIN), bottom + MARGIN
                clip: FloatRect = {"x": 0, "y": top, "width": SIZE["width"], "height": bottom - top}
                page.screenshot(path=options.folder / f"report-{name}-{scheme}.png", full_page=True, clip=clip)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
