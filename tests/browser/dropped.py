"""What is dropped on the page of a new case: files, words and links, and what becomes of them without a mouse."""
from playwright.sync_api import expect

# A drag as the browser tells of it, since no test can move a file over its window: into the page, over it, and let go.
DRAG = """([selector, files, data, end]) => {
  const transfer = new DataTransfer();
  for (const [name, text] of files) transfer.items.add(new File([text], name));
  for (const [type, text] of Object.entries(data)) transfer.setData(type, text);
  const target = document.querySelector(selector);
  const types = end === "drop" ? ["dragenter", "dragover", "drop"] : ["dragenter", "dragover", ...(end ? [end] : [])];
  return types.map((type) => target.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true })));
}"""

def drop(page, selector, files=(), end="drop", **data):
    types = {"text": "text/plain", "links": "text/uri-list"}
    return page.evaluate(DRAG, [selector, list(files), {types[name]: value for name, value in data.items()}, end])

def chosen(page, selector):
    return page.eval_on_selector(selector, "(input) => [...input.files].map((file) => file.name)")

def dropped(pages):
    """Several things dropped are an article and its sources; each lands in the field that is there for it."""
    with pages.window() as page:
        page.goto("/new")
        expect(page.locator("#drop-hint")).to_be_visible()
        taken = page.get_by_role("status")
        # The places to drop on are to be seen while something is dragged, and only then.
        articles, sources = page.locator("fieldset").all()
        style = "(part) => getComputedStyle(part).outlineStyle"
        assert articles.evaluate(style) == "none"
        drop(page, "fieldset:nth-of-type(2) legend", [("a.md", "x")], end="")
        assert [articles.evaluate(style), sources.evaluate(style)] == ["dashed", "solid"]
        pages.look(page, "new-dragging")
        drop(page, "body", [("a.md", "x")], end="dragleave")
        assert sources.evaluate(style) == "none"
        # Of several files on the page the first is the article, since none was given; then all are sources.
        drop(page, "h1", [("story.md", "# Dam\n\nThe dam above Orlin broke on Monday."), ("report.md", "The dam above Orlin held on Monday.")])
        assert [chosen(page, "#file"), chosen(page, "#files")] == [["story.md"], ["report.md"]]
        expect(taken).to_have_text("Taken as the article: story.md. Taken as sources: report.md.")
        drop(page, "h1", [("note.md", "The dam held.")])
        assert chosen(page, "#files") == ["report.md", "note.md"]
        # Words and links as sources; a folder is none.
        drop(page, "fieldset:nth-of-type(2) legend", text="The water rose by 40 centimetres.")
        drop(page, "fieldset:nth-of-type(2) legend", links="# a list\r\nhttps://one.example/a\r\nhttps://two.example/b", text="https://one.example/a")
        assert chosen(page, "#files") == ["report.md", "note.md", "text.txt"]
        assert page.input_value("#addresses") == "https://one.example/a\nhttps://two.example/b"
        expect(taken).to_have_text("Taken as sources: https://one.example/a, https://two.example/b.")
        # What was taken can be given back, by keyboard.
        page.get_by_role("button", name="Remove note.md").focus()
        page.keyboard.press("Enter")
        assert chosen(page, "#files") == ["report.md", "text.txt"]
        expect(page.locator("#files")).to_be_focused()
        # An article is given in one way: what comes later makes room for itself.
        drop(page, "fieldset legend", links="https://paper.example/story", text="https://paper.example/story")
        assert [page.input_value("#address"), chosen(page, "#file")] == ["https://paper.example/story", []]
        drop(page, "fieldset legend", text="The dam above Orlin broke $& on Monday.")
        assert [page.input_value("#text"), page.input_value("#address")] == ["The dam above Orlin broke $& on Monday.", ""]
        expect(taken).to_have_text("Taken as the article: the text.")
        # Words over a field for words are left to the browser, which puts them where they are let go.
        assert all(drop(page, "#text", text="and so on")), "nobody stood in the way"
        page.fill("#addresses", "")
        page.get_by_label("Fetch what the article cites").uncheck()
        page.get_by_role("button", name="Trace").click()
        expect(page.locator("main.trace")).to_contain_text("The dam above Orlin held on Monday.", timeout=60_000)
        # All of it can also be done by keyboard alone, as without this.
        page.goto("/new")
        page.locator("#text").focus()
        for field in ("file", "address", "files", "addresses"):
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.id") == field
