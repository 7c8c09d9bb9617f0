"""Prospects of every kind, as the base may hold them: what a round trip must keep."""

import unicodedata
from datetime import UTC, date, datetime
from typing import Any

import bson
from bson.codec_options import CodecOptions
from hypothesis import strategies as st

from core.database import Document
from core.prospects import normalise
from core.prospects.deduction import deduce
from core.prospects.documents import document_of
from core.prospects.models import Comment, Prospect
from core.vocabulary.places import all_communes
from core.vocabulary.values import ContactMethod, Network, ProspectType, Response, Status

_AS_READ: CodecOptions[Document] = CodecOptions(tz_aware=False)


def stored(*prospects: Prospect) -> list[Document]:
    """The documents of these prospects, as `ProspectReading` gives them."""
    return [bson.decode(bson.encode(document_of(one)), _AS_READ) for one in prospects]


MARKS = "=+-@＝＋－＠﹦−⁺'\";,|\\[]* \n·:éœ€"
PIECES = (
    *(
        "＝1+1",
        "'＝1+1",
        "＠SUM(A1)",
        "﹣2",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    ),
    *("=1+1", "'=1", "''-2", '="0612"', "+33", "@SUM(A1)", "-", "[2026-11-22] ", "[sans date] "),
    *(
        "\\[",
        "🎲",
        "👩‍👩‍👧",
        "🇫🇷",
        "e\u0301",
        "ç",
        "c\u0327",
        "\u00a0",
        "_x0041_",
        "<b>",
        "&amp;",
        ":::",
    ),
)
WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp")) | st.sampled_from(MARKS),
    min_size=1,
    max_size=25,
) | st.lists(st.sampled_from(PIECES) | st.sampled_from(MARKS), min_size=1, max_size=6).map("".join)
DECOMPOSED = WORDS.map(lambda text: unicodedata.normalize("NFD", text))
LINES = (WORDS | DECOMPOSED).map(normalise.clean).filter(lambda t: t and not normalise.is_empty(t))
TEXTS = (
    (WORDS | DECOMPOSED)
    .map(normalise.clean_lines)
    .filter(lambda t: t and not normalise.is_empty(normalise.clean(t)))
)
MOMENTS = st.integers(946_684_800_000, 4_102_444_800_000).map(
    lambda milliseconds: datetime.fromtimestamp(milliseconds / 1000, UTC)
)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
COUNTS = st.integers(0, 1_000_000_000)
PHONES = st.sampled_from(
    [
        "+33612345678",
        "+33472000001",
        "+262262412345",
        "+596596601234",
        "+3225551212",
        "+14165551234",
    ]
)
AUTHORS = LINES


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


@st.composite
def canonical(draw: st.DrawFn) -> Prospect:
    """A prospect as the base holds it: every value normalised, the place deduced."""
    commune = draw(st.sampled_from(all_communes()[:400]))
    place = deduce({"ville": commune.name, "departement": commune.departement})
    comments = draw(
        st.lists(
            st.builds(Comment, texte=TEXTS, auteur=maybe(AUTHORS), date=maybe(MOMENTS)), max_size=3
        )
    )
    values: dict[str, Any] = {
        "prospect_id": str(draw(st.uuids())),
        "nom_structure": draw(LINES),
        "nom_contact": draw(maybe(LINES)),
        "email": draw(
            maybe(
                st.sampled_from(
                    [
                        "a@example.com",
                        "+b=c@example.org",
                        "-d@exemple.fr",
                        "'e@example.org",
                        "œ@exemple.fr",
                    ]
                )
            )
        ),
        "telephone": draw(maybe(PHONES)),
        "type_prospect": draw(st.sampled_from(ProspectType)),
        "pays": draw(maybe(st.just("France"))),
        "region": place.region,
        "departement": place.departement,
        "ville": place.ville,
        "code_postal": draw(maybe(st.just(commune.postcodes[0]))),
        "adresse": draw(maybe(LINES)),
        "nb_adherents": draw(maybe(COUNTS)),
        "site_web": draw(maybe(st.just("https://exemple.fr/?a=1;b=2"))),
        "accepte_contact": draw(maybe(st.booleans())),
        "methode_contact": draw(maybe(st.sampled_from(ContactMethod))),
        "statut": draw(st.sampled_from(Status)),
        "date_dernier_contact": draw(maybe(DAYS)),
        "date_retour": draw(maybe(DAYS)),
        "retour_prospect": draw(maybe(st.sampled_from(Response))),
        "commentaires": tuple(comments),
        "tags": tuple(dict.fromkeys(draw(st.lists(LINES, max_size=3)))),
        "cree_le": draw(MOMENTS),
        "modifie_le": draw(MOMENTS),
        "source": draw(LINES),
    }
    for network in Network:
        values[network.value] = draw(
            maybe(st.sampled_from(["@mjc", "https://x.com/mjc", "mjc lilas"]))
        )
        values[f"{network.value}_followers"] = draw(maybe(COUNTS))
    return Prospect.model_validate(values)
