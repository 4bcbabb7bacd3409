"""A page as a tree of elements: nothing that a browser shows is passed over, or the page is refused."""

from __future__ import annotations

import random
import re

import pytest

from pcc_lib.core.errors import BuildError
from pcc_lib.core.text import words
from pcc_lib.reading_back.elements import attribute, below, text_of, tree_of
from pcc_lib.reading_back.page_proof import PageProof
from pcc_lib.reading_back.passages import PageReader
from pcc_lib.reading_back.said import PageSaid

TAGS = sorted(
    words(
        "p div table tbody thead tr td th caption ul ol li dl dt dd span a b i code data time section article main nav details "
        "summary svg text tspan select option optgroup button label form fieldset legend input textarea picture img br hr h2 pre "
        "figure math object iframe noscript script style template frameset frame title head body html center font col colgroup"
    )
)


@pytest.mark.parametrize(
    ("html", "numbers"),
    [
        ("<html><body><p>a</p></body></html>\n<p>Of 4711 calls.</p>", ["4711"]),  # a browser shows it
        ("<html><body><p>1</p></body>2</html>3", ["1", "23"]),
        ("4<html><head><title>5</title></head>6 <body>7</body></html>", ["4", "5", "6", "7"]),
        ("<table><tr><td>8</table></td>9", ["8", "9"]),
        ("<p>1<!-- 2 --> 3<script>4</script> 5", ["1", "3", "5"]),
        ("&#49;2 &amp; 3 &bogus; <4>", ["12", "3", "4"]),
        (f"{'<div>' * 300}7", ["7"]),
        ("", []),
    ],
)
def test_what_a_browser_shows_is_read(html: str, numbers: list[str]) -> None:
    assert re.findall(r"\d+", " ".join(each.text for each in PageReader(html).passages)) == numbers


@pytest.mark.parametrize(
    "html",
    [
        "<p>1<script>2",
        "<!-- 3",
        "<style>4",
        '<p title="5',
        "<textarea>6",
        "<plaintext>7",
        f"{'<div>' * 3000}8",
        '<html><body>9<body title="10">',
        '<p>9</p><head title="10">',
        "<p>11<pcc-end>12",
        "<p>13</p><pcc-end>14<p></p></pcc-end>",
    ],
)
def test_a_page_that_is_not_read_to_its_end_is_refused(html: str) -> None:
    with pytest.raises(ValueError, match="cannot be read to its end"):
        tree_of(html)


@pytest.mark.parametrize("html", ["<p>1<script>2", f"{'<b>' * 1500}3{'</b>' * 1500}"])
def test_it_is_told_which_page_that_is(html: str) -> None:
    with pytest.raises(BuildError, match=r"one\.html: the page cannot be read to its end: is an element not closed"):
        list(PageProof(None, PageSaid("one.html", "one.ipynb"), html).keys)  # pyright: ignore[reportArgumentType]


def test_of_pages_of_any_tags_no_number_and_no_attribute_is_lost() -> None:
    """Random pages: what is read has all numbers of the text, set in tags or not, and all in attributes."""
    dice, read = random.Random(7), 0
    for _ in range(4000):
        html, texts, told = _page(dice)
        try:
            tree = tree_of(html)
        except ValueError:
            continue
        read += 1
        seen = set(re.findall(r"\d+", text_of(tree)))
        assert texts <= seen
        assert told <= seen | {attribute(each, "title") for each in (tree, *tree.iterdescendants())}
    assert read > 2000


def _page(dice: random.Random) -> tuple[str, set[str], set[str]]:
    """A page, the numbers of its text, and those of its attributes."""
    pieces, texts, told = ["<html><body>"] if dice.random() < 0.5 else [], set(), set()
    for number in range(1000, 1000 + dice.randrange(3, 25)):
        tag, kind = dice.choice(TAGS), dice.random()
        if kind < 0.3:
            pieces.append(f"<{tag}>")
        elif kind < 0.4:
            pieces.append(f'<{tag} title="{number}">')
            told.add(str(number))
        elif kind < 0.7:
            pieces.append(f"</{tag}>")
        else:
            pieces.append(f"{number} ")
            texts.add(str(number))
    return "".join([*pieces, *dice.choice(([], ["</body></html>"]))]), texts, told


def test_elements_are_found_in_the_order_of_the_page() -> None:
    tree = tree_of('<ul><li class="a b">1<ul><li class="b">2</li></ul></li><li>3</li></ul>')
    assert [text_of(each) for each in below(tree, "li")] == ["12", "2", "3"]
    assert [text_of(each) for each in below(tree, "li", "b")] == ["12", "2"]
