"""What the grammar reads of records themselves, and what it leaves alone."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.dialogue.composing import compose
from assistant.language.dialogue.edits import (
    DropKey,
    Exclude,
    ExcludeDays,
    Invert,
    Set,
    Want,
    apply,
)
from assistant.language.grammar.conditions import DAY_KEYS, TEXT_KEYS
from assistant.language.grammar.reading import read
from assistant.language.intents.turns import FOLDER, conversations, play
from assistant.language.roles.labels import label
from core.prospects.filters import DateRange, Filter
from tests.factories import filters

TODAY = date(2026, 11, 22)
YESTERDAY = {"apres": "2026-11-21", "avant": "2026-11-21"}


def said(text: str, role: str = "keep", before: Filter | None = None) -> dict[str, Any]:
    """The filter after a sentence whose conditions all have this role."""
    mentions = read(text, TODAY).mentions
    roles = [role if one.kind in {"other", "date", "key"} else "none" for one in mentions]
    return compose(mentions, roles, before or Filter(), Filter(), TODAY).as_json()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("ajoutés le mois dernier", {"apres": "2026-10-01", "avant": "2026-10-31"}),
        ("entrées dans la base cette semaine", {"apres": "2026-11-16"}),
        ("créés depuis lundi", {"apres": "2026-11-16"}),
        ("qu'on a ajouté hier", {"apres": "2026-11-21", "avant": "2026-11-21"}),
        ("les nouvelles MJC de cette semaine", {"apres": "2026-11-16"}),
        ("date d'ajout : avant le 1er mars", {"avant": "2026-02-28"}),
        ("cette semaine on a rentré qui ?", {"apres": "2026-11-16"}),
    ],
)
def test_days_of_addition(text: str, days: dict[str, str]) -> None:
    assert said(text) == {"ajoute": days}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("modifiés hier", {"apres": "2026-11-21", "avant": "2026-11-21"}),
        ("mises à jour en octobre", {"apres": "2026-10-01", "avant": "2026-10-31"}),
        ("dernière modification avant 2026", {"avant": "2025-12-31"}),
    ],
)
def test_days_of_change(text: str, days: dict[str, str]) -> None:
    assert said(text) == {"modifie": days}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("venus de l'import brevo", {"source": "brevo"}),
        ("importés de prospects.csv", {"source": "prospects.csv"}),
        ("du fichier salon 2026", {"source": "salon 2026"}),
        ("saisis par gigi", {"source": "gigi"}),
        ("créées par lucie@asso.org", {"source": "lucie@asso.org"}),
        ("tagués salon", {"tag": ["salon"]}),
        ("avec le tag vip ou presse", {"tag": ["vip", "presse"]}),
        ("étiquette « marché de Noël »", {"tag": ["marché de Noël"]}),
        ("dont le nom commence par b", {"nom_commence": "B"}),
        ("qui commencent par la lettre D", {"nom_commence": "D"}),
        ("au nom commençant par « L'Antre »", {"nom_commence": "L'Antre"}),
        ("une adresse gmail", {"domaine": ["gmail.com"]}),
        ("en @orange.fr ou @free.fr", {"domaine": ["orange.fr", "free.fr"]}),
        ("mails laposte", {"domaine": ["laposte.net"]}),
        ("une adresse free", {"domaine": ["free.fr"]}),
        ("code postal 35000", {"code_postal": ["35000"]}),
        ("cp 35000 et 35200", {"code_postal": ["35000", "35200"]}),
        ("du 29200", {"code_postal": ["29200"]}),
        ("code postal en 35", {"departement": ["35"]}),
        ("un portable", {"mobile": True}),
        ("un numéro en 06 ou 07", {"mobile": True}),
        ("joignables sur mobile", {"mobile": True}),
        ("un numéro mais pas de portable", {"mobile": False}),
    ],
)
def test_what_records_hold(text: str, wanted: dict[str, Any]) -> None:
    assert said(text) == wanted
    assert not read(f"les MJC {text}", TODAY).items[-2].text.isalpha()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("le tag vip", {"exclure": {"tag": ["vip"]}}),
        ("les adresses gmail", {"exclure": {"domaine": ["gmail.com"]}}),
        ("le code postal 35000", {"exclure": {"code_postal": ["35000"]}}),
        ("l'import brevo", {"exclure": {"source": ["brevo"]}}),
        ("ceux de l'import brevo", {"exclure": {"source": ["brevo"]}}),
        ("celles qui commencent par A", {"exclure": {"nom_commence": ["A"]}}),
        ("ceux ajoutés hier", {"exclure": {"ajoute": YESTERDAY}}),
        ("ceux ajoutés depuis lundi", {"ajoute": {"avant": "2026-11-15"}}),
        ("modifiés depuis 6 mois", {"modifie": {"avant": "2026-05-22"}}),
        ("un portable", {"mobile": False}),
    ],
)  # fmt: skip
def test_what_is_denied_is_never_wanted(text: str, wanted: dict[str, Any]) -> None:
    assert said(text, "neg") == wanted


@pytest.mark.parametrize(
    "text",
    [
        "un numéro de téléphone", "les MJC du 35", "ajoute les MJC", "pas de nouvelles depuis juin",
        "plus de 35000 abonnés", "la poste de Brest", "le réseau de nos fichiers", "en 06",
        "je commence par les MJC", "dont la ville commence par B", "mentionnant « le tag vip »",
        "son insta c'est @les.des", "commence par A ou B", "un fichier excel", "contactés hier",
        "change son téléphone en 06 11 22 33 44",
    ],
)  # fmt: skip
def test_what_is_no_such_condition(text: str) -> None:
    keys = {one.value.key for one in read(text, TODAY).mentions if one.kind == "other"}
    assert not keys & {*DAY_KEYS, *TEXT_KEYS, "tag", "domaine", "code_postal", "mobile"}


def test_a_bare_date_is_of_the_days_in_force() -> None:
    before = Filter(ajoute=DateRange(apres=TODAY - timedelta(days=6)))
    october = {"apres": "2026-10-01", "avant": "2026-10-31"}
    assert said("plutôt le mois dernier", before=before) == {"ajoute": october}
    assert said("enlève la date", "drop", before) == {}
    assert said("plutôt le mois dernier") == {"dernier_contact": october}


texts, days = st.text("ab", min_size=1), st.dates()
of_text, of_days = st.sampled_from(TEXT_KEYS), st.sampled_from(DAY_KEYS)
ours = st.one_of(
    st.builds(Set, of_text, texts),
    st.builds(Exclude, of_text, st.tuples(texts)),
    st.builds(ExcludeDays, of_days, st.builds(DateRange, apres=days)),
    st.builds(Set, of_days, st.builds(DateRange, avant=days)),
    st.builds(Want, st.just("tag"), st.tuples(texts), st.booleans()),
    st.builds(Exclude, st.just("tag"), st.tuples(texts)),
)


@given(filters(), ours)
def test_an_edit_touches_its_key_alone_and_a_drop_gives_back(before: Filter, edit: Any) -> None:
    drop = DropKey(edit.key)
    blank = apply(before, [drop])
    assert apply(before, [edit, drop]) == blank
    assert apply(blank, [edit, drop]) == blank


@given(filters(), filters())
def test_any_filter_can_be_inverted(now: Filter, before: Filter) -> None:
    apply(now, [Invert(before)])


def test_every_turn_to_learn_from_is_reachable() -> None:
    for conversation in conversations(FOLDER / "cles.txt"):
        for turn in play(conversation, "cles"):
            known = turn.known.filters
            starts = (turn.before, Filter())
            found = (
                label(turn.reading.mentions, start, turn.previous, known, turn.today, turn.focus)
                for start in starts
            )
            assert any(one.exact for one in found), turn.known.text
