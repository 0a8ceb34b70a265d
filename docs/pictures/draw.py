"""Draws the pictures of the README from the largest case that ships: `python docs/pictures/draw.py [DRAWS]`."""

from __future__ import annotations

import sys
from pathlib import Path

from goodoffices.brief.desk import Desk
from goodoffices.brief.overview import overviews
from goodoffices.brief.report import figures
from goodoffices.play.study import DRAWS, Study

CASE = "ukraine-2022"
PICTURES = {"heatmap": "heatmap.svg", "needs": "need-map.svg"}
HERE = Path(__file__).parent


def on_paper(svg: str) -> str:
    """The picture on a white ground, so that it can be read where pages are dark."""
    return svg.replace("</title>", '</title><rect width="100%" height="100%" fill="#fff"/>', 1)


def main(draws: int) -> None:
    """Run the study and write the pictures beside this file."""
    drawn = figures(Desk(overviews(Study(CASE, draws=draws))))
    for key, name in PICTURES.items():
        (HERE / name).write_text(on_paper(str(drawn[key].svg)) + "\n", encoding="utf-8")
        print(HERE / name)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DRAWS)
