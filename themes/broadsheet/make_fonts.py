"""Makes assets/fonts/ from the variable Newsreader: one cut, the letters of Europe, less kerning.

    pip install fonttools brotli
    npm install @fontsource-variable/newsreader
    python themes/broadsheet/make_fonts.py node_modules/@fontsource-variable/newsreader

What it writes is kept in the repository: nobody who builds a site needs this.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

# Headlines from 20 to 80 pixels: finer than a text face, sturdier than the largest size.
CUT = {"wght": 640, "opsz": 36}
# Kerning finer than a hundredth of the type's size is not seen, and half of the file.
LEAST, STEP = 20, 10

ASCII = range(0x20, 0x7F)
LATIN_1 = [code for code in range(0xC0, 0x100) if code not in (0xD7, 0xF7)]
MARKS = [ord(mark) for mark in "\u00a0¡¿«»·§£¥€–—‘’‚“”„…‹›ıŒœŸ"]
LATIN_EXTENDED = [*range(0x100, 0x180), *range(0x218, 0x21C)]


def main(package: Path) -> None:
    folder = Path(__file__).parent / "assets/fonts"
    for part, name, codes in (
        ("latin", "newsreader.woff2", [*ASCII, *LATIN_1, *MARKS]),
        ("latin-ext", "newsreader-extended.woff2", LATIN_EXTENDED),
    ):
        source = TTFont(package / f"files/newsreader-{part}-standard-normal.woff2")
        (folder / name).write_bytes(cut(source, codes))
    shutil.copyfile(package / "LICENSE", folder / "newsreader-licence.txt")


def cut(source: TTFont, codes: list[int]) -> bytes:
    font = instancer.instantiateVariableFont(source, CUT)
    options = subset.Options(layout_features=["kern"], hinting=False, name_IDs=[1, 2, 13, 14])
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    round_kerning(font)
    again = subset.Subsetter(options)
    again.populate(unicodes=codes)
    again.subset(font)
    font.flavor = "woff2"
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()


def round_kerning(font: TTFont) -> None:
    """Leave out the smallest kerning, and round the rest, so that it packs well."""

    def rounded(value: int) -> int:
        return round(value / STEP) * STEP if abs(value) >= LEAST else 0

    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in (getattr(each, "ExtSubTable", each) for each in lookup.SubTable):
            if table.LookupType != 2:
                continue
            for pairs in table.PairSet if table.Format == 1 else ():
                for pair in pairs.PairValueRecord:
                    pair.Value1.XAdvance = rounded(pair.Value1.XAdvance)
                pairs.PairValueRecord = [
                    pair for pair in pairs.PairValueRecord if pair.Value1.XAdvance
                ]
                pairs.PairValueCount = len(pairs.PairValueRecord)
            for row in table.Class1Record if table.Format == 2 else ():
                for cell in row.Class2Record:
                    cell.Value1.XAdvance = rounded(cell.Value1.XAdvance)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
