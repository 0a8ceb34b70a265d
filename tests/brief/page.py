"""Reads a page back: are tags balanced, ids unique, links met, and what text does it show."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "link", "br", "hr", "img", "input", "col"}


class Page(HTMLParser):
    """A page parsed strictly: an unbalanced tag raises."""

    def __init__(self, html: str) -> None:
        """Parses at once."""
        super().__init__(convert_charrefs=True)
        self.stack: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.headings: list[int] = []
        self.shown: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()
        assert not self.stack, f"left open: {self.stack}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens a tag and notes its ids, links and what it would load."""
        given = dict(attrs)
        self.tags.append((tag, given))
        if tag not in VOID:
            self.stack.append(tag)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "a":
            self.links.append(str(given.get("href")))
        elif tag in ("link", "script", "iframe", "object", "embed") or {"src", "href", "xlink:href"} & set(given):
            self.loads.append(f"{tag} {given}")
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A self-closing tag, as charts write them."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.stack.pop()

    def handle_endtag(self, tag: str) -> None:
        """Closes the innermost tag, which must be this one."""
        assert self.stack, f"</{tag}> closes nothing"
        assert self.stack[-1] == tag, f"</{tag}> closes <{self.stack[-1]}>"
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        """Collects text outside styles."""
        if not self.stack or self.stack[-1] != "style":
            self.shown.append(data)

    @property
    def text(self) -> str:
        """All text shown, spaces squeezed."""
        return " ".join(" ".join(self.shown).split())
