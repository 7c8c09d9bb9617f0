"""What the page is sent: no address of the data becomes a link."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rendering.chat import grouped
from assistant.rendering.unlinking import unlinked
from assistant.rendering.wording import escape
from assistant.replies import Text

ADDRESSES = (
    *("www.x.fr", "WWW.x.fr/a_b", "http://x.fr", "HTTPS://x.fr/?a=1&b=(2)#c", "ftp://x.fr/*"),
    *(
        "mail@x.fr",
        "a.b+c_d-e@sous.x-y.fr",
        "mailto:a@x.fr",
        "https://x.fr/`a`",
        "é@médiathèque.fr",
    ),
)
# What Chainlit's Markdown (mdast-util-gfm-autolink-literal) makes links of, escapes undone.
LINKED = re.compile(r"(?:https?://|www(?=\.))[-.\w]+|[-.\w+]+@[-\w]+(?:\.[-\w]+)+", re.IGNORECASE)


def outside_code(markdown: str) -> str:
    """The texts in which the page looks for addresses."""
    bare = re.sub(r"(?<!\\)(`+)(?!`).*?(?<!`)\1(?!`)", "\0", markdown)
    return re.sub(r"\\(.)", r"\1", bare)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "said", ["{}", "MJC {}, Lyon", "**{}** ({}).", "- **Site** : {} → {}", "«{}»"]
)
def test_an_address_is_text(address: str, said: str) -> None:
    for value in (address, escape(address)):
        [(sent, _)] = grouped([Text(said.replace("{}", value))])
        assert not LINKED.search(outside_code(sent)), sent
    assert address in sent  # the last one: escaped, as skills send it


@pytest.mark.parametrize("name", [
    "[clic](http://x.fr)", "![](//x.fr/a.png)", "<http://x.fr>", "<a href=//x.fr>", "[a]: //x.fr",
    "[a][b]", "[a](javascript:alert)", "`www.x.fr", "a` [b](//x.fr) `", "\\[a](//x.fr)", "[a\\](b)",
])  # fmt: skip
def test_no_link_is_written_out(name: str) -> None:
    for value in (name, escape(name)):
        sent = unlinked(f"La fiche « {value} » vient d'être modifiée.")
        bare = re.sub(r"\\.", "", re.sub(r"(?<![\\`])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)", "", sent))
        assert not re.search(r"\]\s?[(\[:]|<", bare), sent
        assert not LINKED.search(outside_code(sent)), sent


@pytest.mark.parametrize("text", [
    "**3 fiches** : _vide_ → 12\n\n- un\n- deux", "Dites `mimicom users`, sur la machine.",
    "MJC du Lac (Annecy, MJC)", "« Arobase @ Lyon », e\\-mail", "C'est fait.\n\n> cité",
])  # fmt: skip
def test_the_rest_is_as_before(text: str) -> None:
    assert unlinked(text) == text


@given(st.text("[]()<>`\\*_ :/.@wxhtps\n", max_size=40))
def test_nothing_slips_through(text: str) -> None:
    assert not LINKED.search(outside_code(unlinked(escape(text))))
