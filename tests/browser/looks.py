"""How every page looks, held against a kept picture of it.

A picture of text differs from machine to machine: other fonts, other versions of them, other smoothing. So the pages are
drawn in a font that is made here, in which every letter is a block as wide as half its height, or as its height where it
is of a script of East Asia. Lines then break at the same places wherever there is a Chromium, and a picture shows what a style
sheet is there for: where things stand, how large they are, and in which colours.

What is left to differ is the browser itself: the smoothing of edges, its buttons and fields, its lists of choices. So pictures
are compared as the means of squares of 8 by 8 pixels, in which an edge that is smoothed otherwise is a few of 255 steps of
brightness, where a thing that stands elsewhere is a hundred: a square differs from STEP steps on. Of the squares with anything in
them SHARE may differ, since a button with another edge is a page like before; where a column moves by half a letter, it is a
quarter of them and more. And a page may be as much longer or shorter as one line is high. `broken` proves that this tells what it
should.
"""
import base64, io, pathlib

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from PIL import Image, ImageChops
from PIL.PngImagePlugin import PngInfo

KEPT = pathlib.Path(__file__).parent / "looks"
SQUARE = 8
STEP, SHARE = 20, 0.05
LINE = 24
LONGEST = 2400
LOOKS = [(scheme, size) for scheme in ("light", "dark") for size in ((360, 740), (1280, 900))]
# Pages that look the same but for the fault: each is one that a change of the style sheet can bring by mistake.
FAULTS = {
    "a column that moved": ".desk main, .bar-top { padding-left: 8px; }",
    "a bar that is gone": ".bar-top { display: none; }",
    "words in another size": "h1, p { font-size: 1.4rem !important; }",
    "a paper of another colour": ":root { --paper: #8c8c8c !important; }",
}

def blocks():
    """The font, as an address of its bytes."""
    def box(width):
        pen = TTGlyphPen(None)
        pen.moveTo((60, 0))
        for point in ((60, 700), (width - 60, 700), (width - 60, 0)):
            pen.lineTo(point)
        pen.closePath()
        return pen.glyph()
    empty = TTGlyphPen(None).glyph()
    letters = {code: "half" for code in range(0x21, 0x2E80)} | {code: "full" for code in [*range(0x2E80, 0xA4D0), *range(0xAC00, 0xD7A4), *range(0xF900, 0xFB00), *range(0xFF00, 0xFFEF)]}
    spaces = {0x20: "space", 0xA0: "space", 0x3000: "wide"} | {code: "none" for code in (0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF)}
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "half", "full", "space", "wide", "none"])
    # Many characters of one letter: only this form of the table has no place for each.
    characters = CmapSubtable.newSubtable(13)
    characters.platformID, characters.platEncID, characters.language = 3, 10, 0
    characters.cmap = letters | spaces
    font.font["cmap"] = table = newTable("cmap")
    table.tableVersion, table.tables = 0, [characters]
    font.setupGlyf({".notdef": box(500), "half": box(500), "full": box(1000), "space": empty, "wide": empty, "none": empty})
    font.setupHorizontalMetrics({".notdef": (500, 60), "half": (500, 60), "full": (1000, 60), "space": (500, 0), "wide": (1000, 0), "none": (0, 0)})
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": "Blocks", "styleName": "Regular"})
    font.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    font.setupPost()
    bytes = io.BytesIO()
    font.save(bytes)
    return "data:font/ttf;base64," + base64.b64encode(bytes.getvalue()).decode()

STYLE = ("@font-face { font-family: Blocks; src: url(%s); } *, ::placeholder, ::file-selector-button { font-family: Blocks !important; font-synthesis: none !important; "
         # Widths as the font has them: some systems round them to whole pixels.
         "text-rendering: geometricPrecision !important; letter-spacing: 0 !important; transition: none !important; caret-color: transparent !important; } ")

def picture(page, address, style):
    """A page as means of squares: its first LONGEST pixels, and its height."""
    # A captured page is none of ours, and looks as it does.
    page.route("**/captured/**", lambda asked: asked.fulfill(body="", content_type="text/html"))
    page.goto(address)
    page.add_style_tag(content=style)
    # Times are others in each run.
    is_drawn = page.evaluate("""async () => {
      for (const time of document.querySelectorAll("time")) time.textContent = "1 May 2031, 10:00";
      await document.fonts.load("16px Blocks");
      const pen = document.createElement("canvas").getContext("2d");
      pen.font = "16px Blocks";
      return Math.round(pen.measureText("il\\u6e2f").width) === 32;
    }""")
    assert is_drawn, "the font of blocks is not drawn"
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": page.viewport_size["width"], "height": min(height, LONGEST)})
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return shot.reduce(SQUARE), height

def apart(one, other):
    """Where two pictures are STEP steps apart, in white."""
    red, green, blue = ImageChops.difference(one, other).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return most.point(lambda steps: 255 * (steps >= STEP))

def differ(kept, new):
    """What share of the squares differs that hold anything in either picture: that are not as the first, which is paper."""
    box = (0, 0, min(kept.width, new.width), min(kept.height, new.height))
    kept, new = kept.crop(box), new.crop(box)
    inked = [apart(one, Image.new("RGB", one.size, one.getpixel((0, 0)))) for one in (kept, new)]
    count = ImageChops.lighter(*inked).histogram()[255]
    return min(apart(kept, new).histogram()[255] / max(count, 1), 1)

def wrong(name, new, height):
    """What is wrong with a picture, or None."""
    path = KEPT / f"{name}.png"
    if not path.exists():
        return "there is no picture of it; make one with --update"
    kept = Image.open(path)
    kept.load()
    if kept.width != new.width or abs(int(kept.text["height"]) - height) > LINE:
        return f"is {new.width * SQUARE} by {height} large, and was {kept.width * SQUARE} by {kept.text['height']}"
    share = differ(kept, new)
    return f"{share:.1%} of it differ" if share > SHARE else None

def keep(name, new, height):
    KEPT.mkdir(exist_ok=True)
    said = PngInfo()
    said.add_text("height", str(height))
    new.save(KEPT / f"{name}.png", optimize=True, pnginfo=said)

def compared(pages, addresses, update):
    """Every page in every look is as it was; or the pictures are made anew."""
    style = STYLE % blocks()
    faults, count = [], 0
    for scheme, size in LOOKS:
        for name, address in addresses.items():
            name = f"{name}-{scheme}-{size[0]}"
            with pages.window(size, scheme, bypass_csp=True) as page:
                new, height = picture(page, address, style)
                pages.forgive("404")
                pages.look(page, f"blocks-{name}")
            count += 1
            if update:
                keep(name, new, height)
            elif fault := wrong(name, new, height):
                faults.append(f"{name}: {fault}")
    assert not faults, "\n".join(faults) + "\nIs that what was meant? Then browser.py … --update makes the pictures anew."
    return count

def broken(pages, addresses):
    """A page with a fault in its style sheet is told from what it was, each fault on each page."""
    style = STYLE % blocks()
    for fault, rules in FAULTS.items():
        for name, address in addresses.items():
            with pages.window(bypass_csp=True) as page:
                new, height = picture(page, address, style + rules)
                pages.forgive("404")
            assert wrong(f"{name}-light-1280", new, height), f"{name}: {fault} was not seen"
    return len(FAULTS)
