"""Mails filled in for each person: what a template may say, what every mail says."""

import pytest
from hypothesis import given

from core.content import library, writing
from core.content.days import day_of
from core.content.models import Mail
from core.content.origin import origin
from core.content.variables import kept, uses_of
from core.content.writing import Letter, MissingValues
from core.errors import InvalidData
from core.prospects.documents import document_of
from core.prospects.models import FIELDS
from tests.factories import prospects

LETTER = Letter(
    {"nom": "Festival", "objectif": "autre", "date_evenement": day_of("2027-05-01"),
     "date_fin": None},
    {"nom": "L'asso & co", "adresse": "contact@asso.example"},
    "Vous recevez ce mail car votre adresse figure dans notre carnet.",
    "https://asso.example/d/T",
)  # fmt: skip


def mail(text: str, subject: str = "Bonjour", html: str | None = None) -> Mail:
    return Mail(sujet=subject, texte=text, html=html)


def written(template: Mail, **values: object) -> writing.Written:
    return writing.write(template, kept(values, uses_of(template).fields), LETTER)


HOSTILE = {
    "attribute": "{{ ''.__class__ }}",
    "item": "{{ campagne['__init__'] }}",
    "attr": "{{ nom_structure|attr('upper') }}",
    "call": "{{ nom_structure.upper() }}",
    "range": "{% for i in range(9) %}{% endfor %}",
    "power": "{{ 9 ** 9999999 }}",
    "multiplied": "{{ 'a' * 999999999 }}",
    "macro": "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "include": "{% include 'x' %}",
    "import": "{% import 'x' as y %}",
    "extends": "{% extends 'x' %}",
    "three loops": "{% for a in [1] %}{% for b in [1] %}{% for c in [1] %}x{% endfor %}{% endfor %}"
    "{% endfor %}",
    "recursive": "{% for a in tags recursive %}{{ loop(a) }}{% endfor %}",
    "many loops": "{% for a in tags %}{% endfor %}" * 40,
    "long list": "{% for a in [" + "1," * 99 + "] %}x{% endfor %}",
    "nested": "{% if 1 %}" * 200 + "{% endif %}" * 200,
    "deep": "{{ " + "(" * 2_000 + "1" + ")" * 2_000 + " }}",
    "bomb": "{% set a = 'aaaaaaaaaa' %}" + "{% set a = a ~ a ~ a ~ a %}" * 20 + "{{ a }}",
    "joined": "{% set a = 'aaaaaaaaaa' %}" + "{% set a = [a, a]|join %}" * 30 + "{{ a }}",
    "wide": "{{ '%999999999d' % 3 }}",
    "wide by a name": "{% set a = '%999999999d' %}{{ a % 3 }}",
    "squared": "{% set a = 'aaaaaaaaaa' %}" + "{% set a = a|join(a) %}" * 6 + "{{ a }}",
    "listed": "{% set a = [1, 2] %}" + "{% set a = [a, a] %}" * 30 + "{{ a }}",
    "keyed": "{% set a = {'b': 1} %}" + "{% set a = {'b': a, 'c': a} %}" * 30 + "{{ a }}",
    "grown": "{{ nom_structure" + "|replace('', nom_structure)" * 30 + " }}",
    "filter": "{{ nom_structure|center(999999999) }}",
    "format": "{{ '%999999999s'|format('a') }}",
    "autoescape": "{% autoescape false %}{{ nom_structure }}{% endautoescape %}",
    "unfinished": "{{ nom_structure",
    "unknown": "{{ mot_de_passe }}",
    "typo": "{{ nom_structur }}",
    "part": "{{ campagne.filtre }}",
    "long": "{{ 1 }}" * 30_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_a_template_may_not_do(text: str) -> None:
    def use() -> None:
        writing.check(mail(text))
        written(mail(text), nom_structure="x" * 500)

    with pytest.raises(InvalidData):
        use()


def test_an_unknown_variable_is_told_with_the_nearest() -> None:
    with pytest.raises(InvalidData, match="« nom_structure »"):
        writing.check(mail("{{ nom_structur }}"))


@pytest.mark.parametrize("subject", ["", "   ", "a\nb", "a\r\nBcc: x@y", "a\u2028b"])
def test_a_subject_is_one_line(subject: str) -> None:
    with pytest.raises(InvalidData):
        writing.check(mail("x", subject))


def test_a_line_break_in_a_value_stays_out_of_the_subject() -> None:
    found = written(mail("x", "Bonjour {{ nom_structure }}"), nom_structure="A\r\nBcc: x@y.example")
    assert found.sujet == "Bonjour A Bcc: x@y.example"


def test_markup_and_marks_in_a_name_do_nothing() -> None:
    template = mail("{{ nom_structure }}", "{{ nom_structure }}", "<b>{{ nom_structure }}</b>")
    found = written(template, nom_structure="<script>a</script>\u202egnp")
    assert found.sujet == "<script>a</script>gnp"
    assert found.html is not None
    assert "<b>&lt;script&gt;a&lt;/script&gt;gnp</b>" in found.html


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("{{ nom_contact | default('vous') }}", {}, "vous"),
        ("{{ nom_contact or 'vous' }}", {}, "vous"),
        ("{% if nom_contact %}{{ nom_contact }}{% else %}vous{% endif %}", {}, "vous"),
        ("{{ nom_contact | default('vous') }}", {"nom_contact": "Ada"}, "Ada"),
        ("{{ prospect.nom_contact or 'x' }}", {"nom_contact": "Ada"}, "Ada"),
        ("{{ campagne.nom }} le {{ campagne.date_evenement }}", {}, "Festival le 1er mai 2027"),
        ("{{ telephone }}", {"telephone": "+33612345678"}, "06 12 34 56 78"),
        ("{% for t in tags %}{{ t }},{% endfor %}", {"tags": ["a", "b"]}, "a,b,"),
        ("{{ tags | join(' et ') }}", {"tags": ["a", "b"]}, "a et b"),
        ("{{ expediteur.nom }}", {}, "L'asso & co"),
    ],
)
def test_values_and_fallbacks(text: str, values: dict[str, object], said: str) -> None:
    assert written(mail(text), **values).texte.startswith(said)


@pytest.mark.parametrize(
    "text",
    [
        "{{ nom_contact }}", "{{ nom_contact | upper }}", "{{ 'M. ' + nom_contact }}",
        "{{ 'M. ' ~ nom_contact }}", "{{ prospect.nom_contact }}", "{{ prospect['nom_contact'] }}",
        "{% if ville == 'Lyon' %}{{ nom_contact }}{% endif %}", "{{ campagne.date_fin }}",
    ],
)  # fmt: skip
def test_a_value_that_lacks_is_told(text: str) -> None:
    with pytest.raises(MissingValues) as told:
        written(mail(text), ville="Lyon")
    assert told.value.names in ({"nom_contact"}, {"campagne.date_fin"})


def test_every_mail_says_who_writes_where_the_address_comes_from_and_how_to_stop() -> None:
    found = written(mail("Bonjour", html="<html><body><p>Bonjour</p></body></html>"))
    for part in (found.texte, found.html or ""):
        for said in ("asso", LETTER.origin, LETTER.unsubscribe):
            assert said in part
    assert (found.html or "").rstrip().endswith("</body></html>")
    own = written(mail("{{ expediteur.nom }} {{ lien_desinscription }}"))
    assert own.texte.count(LETTER.unsubscribe) == 1
    assert own.texte.count("L'asso") == 1


def test_where_an_address_comes_from_does_not_name_our_people() -> None:
    assert "brevo.csv" in origin("brevo.csv", "2026-03-01", "Asso")
    assert "1er mars 2026" in origin("brevo.csv", "2026-03-01", "Asso")
    assert "@" not in origin("gigi@asso.example", None, "Asso")


@given(prospects())
def test_the_library_s_mails_are_right_for_anybody(one: object) -> None:
    values = document_of(one)  # type: ignore[arg-type]
    for name in library.names():
        template = library.named(name)
        writing.check(template)
        found = written(template, **(values | {"prospect_id": values["_id"]}))
        assert "Bonjour ," not in found.texte
        assert "None" not in found.texte


def test_every_field_may_be_named() -> None:
    writing.check(mail(" ".join(f"{{{{ {name} }}}}" for name in FIELDS)))
