"""What checks find is mended by a click and by the sentence that its button says; own templates."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.acts.of_mails import ChangeMail, ListLacking, MailForm, MendMail, NewTemplate
from assistant.replies import Answer, Button, Choices, Form, Text
from assistant.router import Router
from assistant.skills.registry import Uploaded
from core.content.checking import Level
from core.errors import Refused
from core.services import Services
from core.vocabulary.values import ProspectType
from tests.assistant.conftest import GIGI, Say
from tests.assistant.skills.test_mails import INVITATION, mail, read, texts
from tests.core.content.test_language_model import Server
from tests.core.content.test_language_model import model as language_model
from tests.factories import prospect

FAULTS = {
    "filtres": "Venez. C'est une promo rien que pour vous.",
    "majuscules": "ON JOUE toute la nuit.",
    "exclamations": "Oui ! Oui ! Oui ! Oui ! Oui !",
    "liens": "Voir http://exemple.fr/a.",
    "dates": "Rendez-vous le lundi 22 mai 2027.",
    "orthographe": "Ce sera formidabl, venez.",
    "tu_vous": "Nous t'attendons.",
    "variables": "Venez. Nous vous appelons le {{ telephone }}.",
}


@pytest.fixture(autouse=True)
def people(services: Services) -> None:
    services.prospects.insert(
        [
            prospect(nom_structure=f"Ludothèque {name}", ville="Foix", nom_contact="Marie Dupont",
                     type_prospect=ProspectType.LUDOTHEQUE, email=f"{name}@exemple.fr",
                     telephone=None, region=None)
            for name in ("lices", "tilleuls")
        ]
    )  # fmt: skip


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.server.shutdown()


def written(say: Say, router: Router, text: str) -> str:
    """A draft whose announcement says that; its id."""
    say(INVITATION)
    form = next(r for a in say("modifie le texte") for r in a.replies if isinstance(r, Form))
    problems, answer = router.submit(
        GIGI, "c", form.form_id, {"objet": "Venez jouer", "annonce": text}
    )
    assert not problems
    assert answer is not None
    return mail([answer]).draft_id


def buttons(answers: list[Answer]) -> list[Button]:
    return [b for a in answers for r in a.replies if isinstance(r, Choices) for b in r.buttons]


def wrong(services: Services, key: str) -> set[str]:
    draft = services.content.writer.get(GIGI, key)
    found = services.content.previews.checks(GIGI, draft)
    return {one.name for one in found if one.level is not Level.OK} - {"expediteur"}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_mended_by_click_and_by_its_sentence(
    name: str, say: Say, router: Router, services: Services
) -> None:
    key = written(say, router, FAULTS[name])
    assert name in wrong(services, key)
    offered = buttons(say("vérifie le mail"))
    fixes = [b for b in offered if isinstance(b.act, ChangeMail) and b.label not in {"C'est juste"}]
    assert fixes
    fix = fixes[0]
    assert fix.act is not None
    router.act(GIGI, "c", fix.act.as_json())
    assert name not in wrong(services, key)
    clicked = services.content.writer.get(GIGI, key).last
    say("version 2")
    assert name in wrong(services, key)
    say(fix.say)
    typed = services.content.writer.get(GIGI, key).last
    assert typed.recette == clicked.recette
    say("version 2")
    say("corrige tout")
    assert name not in wrong(services, key)


def test_all_at_once_is_one_version(say: Say, router: Router, services: Services) -> None:
    key = written(say, router, " ".join(FAULTS[one] for one in ("filtres", "liens", "dates")))
    before = services.content.writer.get(GIGI, key).last.numero
    answers = router.act(GIGI, "c", MendMail(mail=key).as_json())
    assert "3 corrections" in texts(answers)
    assert services.content.writer.get(GIGI, key).last.numero == before + 1
    assert not wrong(services, key)
    assert "rien à corriger" in texts(say("corrige l'orthographe"))


def test_who_lacks_a_value_is_listed(say: Say, router: Router) -> None:
    key = written(say, router, FAULTS["variables"])
    listed = texts(router.act(GIGI, "c", ListLacking(mail=key, field="telephone").as_json()))
    assert "2 destinataires" in listed
    assert "tilleuls" in listed
    assert texts(say("à qui il manque ?")) == listed


def test_a_fallback_is_said_in_words(say: Say, router: Router, services: Services) -> None:
    written(say, router, "Venez à {{ region }}.")
    seen = read(services, say("si la région manque, écris « votre région »"))
    assert "Venez à votre région." in seen.texte


OWN = {
    "objet": "Jouons {{ ville | a_lieu }}",
    "texte": "{{ nom_contact | salutation }},\n\nNous jouons {{ ville | a_lieu }}.",
    "html": "<html><body><p style='color:#cccccc'>{{ nom_contact | salutation }}, nous jouons "
            "{{ ville | a_lieu }}.</p></body></html>",
}  # fmt: skip


def test_a_mail_in_jinja_is_kept_edited_versioned_and_restored(
    say: Say, router: Router, services: Services
) -> None:
    form = next(r for a in say("nouveau modèle") for r in a.replies if isinstance(r, Form))
    for field, text, told in (
        ("texte", "Bonjour {{ nom_contct }}", "nom_contact"),
        ("texte", "{% for a in tags recursive %}{{ loop(a) }}{% endfor %}", "boucles"),
        ("html", "<script>alert(1)</script>", "script"),
        ("html", "<!--" * 20, "commentaire"),
        ("objet", "{{ ''.__class__ }}", "champs"),
    ):
        problems, _ = router.submit(GIGI, "c", form.form_id, OWN | {field: text})
        assert told in problems[field]
    problems, answer = router.submit(GIGI, "c", form.form_id, OWN)
    assert not problems
    assert answer is not None
    seen = read(services, [answer])
    assert "Bonjour Marie Dupont,\n\nNous jouons à Foix." in seen.texte
    assert seen.sujet == "Jouons à Foix"
    assert "désinscrire" in seen.html
    assert "Foix" in seen.html
    say("enregistre-le comme modèle Soirée")
    assert "de votre main" in texts(say("plus chaleureux"))
    say("renforce le contraste")
    say("remplace « jouons » par « dansons »")
    assert "version 2" in texts(say("enregistre-le comme modèle Soirée"))
    assert "Nous dansons à Foix" in read(services, say("écris avec le modèle Soirée")).texte
    assert "reprise" in texts(say("reprends la version 1 du modèle Soirée"))
    assert "Nous jouons à Foix" in read(services, say("ouvre le modèle Soirée")).texte
    assert "copie" in texts(say("duplique le modèle Soirée"))
    own = services.content.library.own(GIGI, "Soirée")
    assert own is not None
    assert [one.numero for one in own.versions] == [1, 2, 3]
    assert (
        services.content.library.named("Soirée").texte
        == services.content.library.named("Soirée (copie)").texte
    )


def test_a_page_that_is_dropped_is_a_mail(
    router: Router, services: Services, tmp_path: Path
) -> None:
    path = tmp_path / "lettre.html"
    path.write_text("<html><head><title>Nos jeux</title></head><body><p>Venez jouer "
                    "{{ ville | a_lieu }}.</p></body></html>")  # fmt: skip
    seen = read(services, router.turn(GIGI, "c", "", (Uploaded("lettre.html", path),)))
    assert seen.sujet == "Nos jeux"
    assert "Venez jouer à Foix." in seen.texte
    path.write_text("<p>{{ mot_de_passe }}</p>")
    refused = router.turn(GIGI, "c", "", (Uploaded("lettre.html", path),))
    assert "mot_de_passe" in texts(refused)


def test_forms_by_click(router: Router, say: Say) -> None:
    asked = router.act(GIGI, "c", NewTemplate().as_json())
    assert [r for a in asked for r in a.replies if isinstance(r, Form)]
    say("annule")
    key = written(say, router, "Rendez-vous le samedi 2 mai 2026.")
    form = [b for b in buttons(say("vérifie le mail")) if isinstance(b.act, MailForm)]
    assert form[0].label == "Changer la date"
    assert key


def test_a_newsletter_asks_for_its_news(say: Say, router: Router, services: Services) -> None:
    answers = say("écris une newsletter pour les ludothèques")
    form = next(r for a in answers for r in a.replies if isinstance(r, Form))
    assert "nouvelles" in texts(answers)
    problems, answer = router.submit(
        GIGI, "c", form.form_id, {"details": "Nous avons 300 jeux de plus.\nLa salle est refaite."}
    )
    assert not problems
    assert answer is not None
    assert "300 jeux de plus" in read(services, [answer]).texte
    assert "aucune nouvelle" not in texts([answer])
    assert isinstance(answer.replies[0], Text)


def test_a_model_s_words_pass_the_same_checks(say: Say, services: Services, server: Server) -> None:
    key = mail(say(INVITATION)).draft_id
    content = services.content
    model = language_model(server.url)

    def rewritten() -> str:
        after = content.writer.put_otherwise(
            GIGI, key, model, lambda one: content.previews.faults(GIGI, one)
        )
        return content.previews.seen(GIGI, after.draft_id).texte

    for words in (" PROFITEZ VITE.", " C'est une promo.", " C'est formidabl."):
        server.change = lambda texts, words=words: {k: v + words for k, v in texts.items()}
        with pytest.raises(Refused, match="écarté"):
            rewritten()
    assert content.writer.get(GIGI, key).last.numero == 1
    server.change = lambda texts: {k: f"{v} Voilà." for k, v in texts.items()}
    assert "Voilà." in rewritten()
    assert "Marie" not in str(server.seen)
