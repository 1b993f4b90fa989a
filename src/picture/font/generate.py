#!/usr/bin/env python3
"""Writes `widths.tsv`: how wide Arial's characters are.

Made on 2026-11-30, in this directory, by

    apt-get install fonts-liberation && pip install fonttools==4.55.0
    ./generate.py /usr/share/fonts/truetype/liberation > widths.tsv

Liberation Sans 1.07.4 has the widths of Arial and of Helvetica. A line is a character's code point, and its width in
thousandths of the font's size: regular, then bold.
"""

import pathlib
import sys

from fontTools.ttLib import TTFont

# ASCII, Latin 1, Latin Extended A, and the punctuation that texts have.
CODE_POINTS = [*range(0x20, 0x7F), *range(0xA0, 0x180), 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026]


def widths(path):
    font = TTFont(path)
    names, advances, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    return {point: -(-advances[names[point]][0] * 1000 // em) for point in CODE_POINTS if point in names}


folder = pathlib.Path(sys.argv[1])
regular, bold = (widths(folder / f"LiberationSans-{style}.ttf") for style in ("Regular", "Bold"))
print("code point\tregular\tbold")
for point in sorted(regular.keys() & bold.keys()):
    print(point, regular[point], bold[point], sep="\t")
