"""XML as other programs write it: what may stand before the declaration, and what is said of what cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from goodoffices.case.problem import CaseError
from goodoffices.exchange.reading import load_scenario
from goodoffices.exchange.xml import Element, read_xml

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
BODY = '<negotiation_template>\n<issue name="Prix €"/>\n</negotiation_template>\n'
COMMENT = "<!-- written by hand, é -->"
SAMPLES = Path(__file__).parent / "samples"


def read(folder: Path, content: str | bytes) -> Element:
    path = folder / "x.xml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_xml(path)


@pytest.mark.parametrize(
    "before",
    [
        "",
        "\n",
        "\n\n",
        "  \t",
        f"{COMMENT}\n",
        f"\n{COMMENT}\n",
        f"{COMMENT}{COMMENT}",
        "<!--\n\n-->\n",
        "\r\n<!---->\r\n",
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16"])
def test_what_stands_before_the_declaration_is_passed_over(
    tmp_path: Path, before: str, mark: str, encoding: str
) -> None:
    text = before + mark + DECLARATION.replace("UTF-8", encoding) + BODY
    for content in (text, mark + text):
        root = read(tmp_path, content.encode(encoding))
        issue = root.children[0]
        lines = before.count("\n")
        assert (root.tag, root.line, issue.line) == ("negotiation_template", lines + 2, lines + 3)
        assert issue.attributes == {"name": "Prix €"}


@pytest.mark.parametrize("before", ["text", "<a/>", "<!-- open", "<!-- a -- b -->", "<?x y?>", "\x00"])
def test_anything_else_before_it_is_refused(tmp_path: Path, before: str) -> None:
    with pytest.raises(CaseError, match=r"x\.xml:\d+: not readable as XML"):
        read(tmp_path, before + DECLARATION + BODY)


def test_forbidden_things_keep_their_line(tmp_path: Path) -> None:
    for bad in ('<!DOCTYPE a [<!ENTITY b "c">]>\n', "<!DOCTYPE a>\n"):
        with pytest.raises(CaseError, match=r"x\.xml:4: .*is not read: entities"):
            read(tmp_path, f"\n{COMMENT}\n{DECLARATION}{bad}{BODY}")
    with pytest.raises(CaseError, match=r"x\.xml:5: .*mismatched tag"):
        read(tmp_path, f"\n{COMMENT}\n{DECLARATION}\n<a></b>")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<a b='x & y'/>", "write &amp; for &"),
        (b"<a b='x&y'/>", "write &amp; for &"),
        (b"<a b='&euro;'/>", "write the character itself"),
        (b"<a b='\x80'/>", "save the file as UTF-8"),
        (b"<a b='1'c='2'/>", "look at column 9: a space"),
        (b"<?x y?>" + DECLARATION.encode(), "delete what stands before <?xml"),
        (DECLARATION.replace("UTF-8", "UTF-16").encode() + b"<a/>", "save it as UTF-8 and name UTF-8"),
    ],
)
def test_what_would_be_right_is_said(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(CaseError) as caught:
        read(tmp_path, content)
    assert words in str(caught.value), str(caught.value)


def test_a_long_run_of_comments_takes_no_time(tmp_path: Path) -> None:
    with pytest.raises(CaseError):
        read(tmp_path, "<!-- - -->\n" * 50_000 + "<!-- - ")
    assert read(tmp_path, "<!-- - -->\n" * 50_000 + DECLARATION + BODY).line == 50_002


def test_a_scenario_with_comments_before_its_declarations(tmp_path: Path) -> None:
    for file in (SAMPLES / "genius").glob("*.xml"):
        text = file.read_text(encoding="utf-8")
        declared = text if text.startswith("<?xml") else DECLARATION + text
        (tmp_path / file.name).write_text(f"\n{COMMENT}\n{declared}", encoding="utf-8")
    assert load_scenario(tmp_path).parties == load_scenario(SAMPLES / "genius").parties
