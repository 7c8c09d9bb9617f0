"""Mails in the conversation: written by one sentence, changed by others and by clicks."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from assistant.acts.of_mails import ChangeMail, GiveMail, MailForm, PostOfMail, WriteForCampaign
from assistant.rendering.answer_documents import Documents
from assistant.rendering.mails.views import shown
from assistant.rendering.terminal import Terminal
from assistant.rendering.views import Views
from assistant.replies import Answer, Choices, Form, Mail, Text
from assistant.router import Router
from assistant.skills.registry import Uploaded
from core.campaigns.drafts import Draft
from core.content.change import Kind
from core.services import Services
from core.vocabulary.values import ProspectType
from tests.assistant.conftest import GIGI, Say
from tests.factories import prospect

INVITATION = (
    "écris un mail d'invitation au Festival du jeu de Foix le samedi 22 mai 2027 "
    "à la salle des fêtes pour les ludothèques, ton amical"
)


@pytest.fixture(autouse=True)
def people(services: Services) -> None:
    services.prospects.insert(
        [
            prospect(nom_structure="Ludothèque des Lices", ville="Foix", nom_contact="Marie Dupont",
                     type_prospect=ProspectType.LUDOTHEQUE, email="lices@exemple.fr"),
            prospect(nom_structure="<b>MJC</b> du Lac", ville="Le Mans", nom_contact=None,
                     type_prospect=ProspectType.MJC, email="lac@exemple.fr"),
        ]
    )  # fmt: skip


def texts(answers: list[Answer]) -> str:
    return "\n".join(r.text for a in answers for r in a.replies if isinstance(r, Text))


def mail(answers: list[Answer]) -> Mail:
    return next(r for a in answers for r in a.replies if isinstance(r, Mail))


def read(services: Services, answers: list[Answer]) -> Any:
    found = mail(answers)
    return services.content.previews.seen(GIGI, found.draft_id, found.number)


def test_one_sentence_gives_a_mail(say: Say, services: Services) -> None:
    answers = say(INVITATION)
    seen = read(services, answers)
    assert answers[0].filters == {"type_prospect": ["Ludothèque"]}
    assert "Bonjour Marie," in seen.texte
    assert "samedi 22 mai 2027 à la salle des fêtes" in seen.texte
    assert "Festival du jeu de Foix" in seen.texte + seen.sujet
    assert not [r for a in answers for r in a.replies if isinstance(r, Form)]


def test_what_lacks_is_asked_by_a_form_beside_the_mail(
    say: Say, router: Router, services: Services
) -> None:
    answers = say("écris un mail d'invitation pour les MJC")
    form = next(r for a in answers for r in a.replies if isinstance(r, Form))
    assert "Bonjour," in read(services, answers).texte
    problems, answer = router.submit(
        GIGI, "c", form.form_id, {"evenement": "Nuit du jeu", "date": "2027-03-06", "lieu": "Foix"}
    )
    assert not problems
    assert answer is not None
    text = read(services, [answer]).texte.lower()
    assert "la nuit du jeu" in text
    assert "samedi 6 mars 2027" in text


def test_a_conversation_changes_it(say: Say, services: Services) -> None:
    first = read(services, say(INVITATION))
    shorter = read(services, say("plus court"))
    assert len(shorter.texte) < len(first.texte)
    assert "Bien chaleureusement" in (warm := read(services, say("plus chaleureux")).texte) or warm
    familiar = read(services, say("tutoie"))
    assert " vous " not in familiar.texte.partition("Vous recevez")[0]
    linked = read(services, say("ajoute le lien d'inscription https://asso.fr/inscription"))
    assert "https://asso.fr/inscription" in linked.texte
    assert 'href="https://asso.fr/inscription"' in linked.html
    assert "lundi 24 mai 2027" in read(services, say("mets la date au 24")).texte
    back = say("reprends la première version")
    assert read(services, back).texte == first.texte
    assert "enlevé" in texts(say("qu'est-ce qui a changé ?"))


def test_a_paragraph_goes_by_what_it_speaks_of(say: Say, services: Services) -> None:
    say(INVITATION)
    answers = say("enlève le paragraphe sur la ludothèque")
    if "Version 2" in texts(answers):
        assert "ludothèque" not in read(services, answers).texte.lower().replace(
            "ludothèque des", ""
        )
    refused = say("enlève le paragraphe sur les éléphants")
    assert "Je ne trouve pas de paragraphe" in texts(refused)


def test_three_subjects_are_a_click_away(say: Say, router: Router, services: Services) -> None:
    say(INVITATION)
    answers = say("trois objets au choix")
    buttons = next(r for a in answers for r in a.replies if isinstance(r, Choices)).buttons
    assert len(buttons) == 3
    assert buttons[1].act is not None
    chosen = router.act(GIGI, "c", buttons[1].act.as_json())
    assert read(services, chosen).sujet == buttons[1].label


def test_a_version_for_each_type(say: Say, services: Services) -> None:
    answers = say("écris un mail d'invitation au Salon du jeu le 3 avril 2027")
    answers = say("une version par segment")
    draft = services.content.writer.get(GIGI, mail(answers).draft_id)
    people = services.content.previews.people(GIGI, draft)
    seen = [
        services.content.previews.seen(GIGI, draft.draft_id, None, one.prospect_id).texte
        for one in people
    ]
    assert len(set(seen)) == len(people) > 1


def test_buttons_do_as_sentences(say: Say, router: Router, services: Services) -> None:
    key = mail(say(INVITATION)).draft_id
    by_click = router.act(GIGI, "c", ChangeMail(mail=key, kind=Kind.SHORTER).as_json())
    clicked = read(services, by_click).texte
    say("reprends la première version")
    assert read(services, say("plus court")).texte == clicked
    posted = texts(router.act(GIGI, "c", PostOfMail(mail=key, network="x").as_json()))
    assert "sur 280" in posted
    form = router.act(GIGI, "c", MailForm(mail=key, what="words").as_json())
    assert [r for a in form for r in a.replies if isinstance(r, Form)]


def test_words_of_ones_own(say: Say, router: Router, services: Services) -> None:
    say(INVITATION)
    form = next(r for a in say("modifie le texte") for r in a.replies if isinstance(r, Form))
    problems, _ = router.submit(
        GIGI, "c", form.form_id, {"objet": "Venez", "annonce": "Bonjour {{ nom_contct }}"}
    )
    assert "nom_contact" in problems["annonce"]
    problems, answer = router.submit(
        GIGI, "c", form.form_id, {"objet": "Venez", "annonce": "Nous jouons {{ ville | a_lieu }}."}
    )
    assert not problems
    assert answer is not None
    seen = read(services, [answer])
    assert seen.sujet == "Venez"
    assert "Nous jouons à Foix." in seen.texte


def test_the_profile_is_asked_once_and_used(say: Say, router: Router, services: Services) -> None:
    form = next(
        r for a in say("présente notre association") for r in a.replies if isinstance(r, Form)
    )
    given = {"nom": "Les Joueurs d'Ariège", "signature": "Camille", "site": "jeux09.fr",
             "activite": "Nous jouons partout.", "evenement": "Festival du jeu",
             "date": "2027-05-22"}  # fmt: skip
    problems, _ = router.submit(GIGI, "c", form.form_id, given)
    assert not problems
    seen = read(services, say("écris un mail d'invitation pour les ludothèques"))
    assert "Joueurs d'Ariège" in seen.texte
    assert "Festival du jeu" in seen.texte
    assert "https://jeux09.fr" in seen.texte


def test_the_preview_calls_nothing_outside(say: Say, services: Services) -> None:
    found = mail(say(INVITATION))
    view = shown(services, GIGI, found.draft_id, found.number, None)
    assert "default-src 'none'" in view["html"]
    assert "<script" not in view["html"]
    assert "fonts.googleapis" not in view["html"]


def test_the_json_has_the_mail(
    say: Say, router: Router, services: Services, tmp_path: Path
) -> None:
    terminal = Terminal(Views(services, router.conversations), GIGI, tmp_path, router.today(), None)
    document = Documents(terminal).as_json(say(INVITATION))
    (one,) = document["mails"]
    assert set(one) == {"subject", "subjects", "preheader", "text", "html", "checks"}
    assert "<table" in Path(one["html"]).read_text()
    assert {check["level"] for check in one["checks"]} <= {"ok", "warning", "error"}


def test_a_town_of_the_event_chooses_nobody(say: Say) -> None:
    answers = say("écris un mail d'invitation aux MJC pour la Fête du jeu le 22 mai 2027 à Foix")
    assert "ville" not in answers[0].filters


def test_a_tone_that_is_not_written_falls_back_and_is_told(say: Say) -> None:
    assert "humoristique" in texts(say("écris un mail d'invitation humoristique pour les MJC"))


def test_a_mail_is_kept_listed_and_used_again(say: Say, router: Router, services: Services) -> None:
    say(INVITATION)
    say("tutoie")
    assert "Invitation 2027" in texts(say("enregistre-le comme modèle « Invitation 2027 »"))
    say("plus court")
    assert "version 2" in texts(say("enregistre-le comme modèle Invitation 2027"))
    listed = say("mes modèles")
    assert "Invitation 2027" in texts(listed)
    buttons = [b for a in listed for r in a.replies if isinstance(r, Choices) for b in r.buttons]
    write = next(b for b in buttons if b.label.startswith("Écrire avec"))
    assert write.act is not None
    assert "Festival du jeu" in read(services, router.act(GIGI, "c", write.act.as_json())).texte
    copy = next(b for b in buttons if b.label.startswith("Copier"))
    assert copy.act is not None
    assert "copie" in texts(router.act(GIGI, "c", copy.act.as_json()))
    assert "Invitation 2027" in services.content.library.names()
    assert "invitation" in texts(say("enregistre-le comme modèle invitation"))


def test_a_campaign_takes_the_mail(router: Router, services: Services) -> None:
    made = services.campaigns.preparing.create(GIGI, Draft("Printemps", objective="bénévoles"))
    answers = router.act(GIGI, "c", WriteForCampaign(campaign=made.campagne_id).as_json())
    key = mail(answers).draft_id
    router.act(GIGI, "c", GiveMail(mail=key, campaign=made.campagne_id).as_json())
    given = services.campaigns.preparing.named(GIGI, "Printemps").mail
    assert given is not None
    draft = services.content.writer.get(GIGI, key)
    assert draft.last.recette.objectif == "bénévoles"
    assert given == services.content.writer.composed(draft).mail


def test_a_campaign_takes_the_mail_by_sentences(
    say: Say, router: Router, services: Services
) -> None:
    say("crée une campagne Printemps pour les ludothèques, le 22 mai 2027")
    draft = mail(say("rédige le mail de la campagne"))
    assert "Printemps" in texts(say("écris le mail de la campagne Printemps"))
    draft = mail(say("plus court"))
    say("montre les MJC")
    assert mail(say("tutoie-les")).draft_id == draft.draft_id, "and no new one, to everybody"
    assert "C'est le mail de" in texts(say("donne ce mail à la campagne"))
    given = services.campaigns.preparing.named(GIGI, "Printemps").mail
    kept = services.content.writer.get(GIGI, draft.draft_id)
    assert given == services.content.writer.composed(kept).mail


@pytest.mark.parametrize(
    "text",
    [
        "change l'objet : Venez jouer avec nous",
        "modifie l objet: Venez jouer avec nous",
        "nouvel objet : « Venez jouer avec nous »",
    ],
)
def test_a_subject_is_dictated(say: Say, services: Services, text: str) -> None:
    first = mail(say("écris un mail d'invitation pour les ludothèques"))
    assert mail(say(text)).draft_id == first.draft_id
    assert read(services, say("montre le mail")).sujet == "Venez jouer avec nous"


def test_a_document_gives_the_event_s_facts(
    router: Router, services: Services, tmp_path: Path
) -> None:
    path = tmp_path / "programme.txt"
    path.write_text("Nuit du jeu de Pamiers\nSamedi 6 mars 2027\nLieu : salle du Jeu du Mail\n")
    answers = router.turn(GIGI, "c", "", (Uploaded("programme.txt", path),))
    form = next(r for a in answers for r in a.replies if isinstance(r, Form))
    given = {"evenement": "Nuit du jeu de Pamiers", "date": "2027-03-06",
             "lieu": "salle du Jeu du Mail", "valable_au": "2027-03-06"}  # fmt: skip
    problems, _ = router.submit(GIGI, "c", form.form_id, given)
    assert not problems
    seen = read(services, router.turn(GIGI, "c", "écris un mail d'invitation pour les MJC"))
    assert "samedi 6 mars 2027" in seen.texte


def test_a_picture_becomes_the_logo(router: Router, services: Services, tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    Image.effect_noise((900, 700), 90).save(path)
    router.turn(GIGI, "c", "", (Uploaded("logo.png", path),))
    assert services.content.association.current().logo is None, "it was perhaps dropped by mistake"
    assert "C'est votre logo" in texts(router.turn(GIGI, "c", "oui"))
    answers = router.turn(GIGI, "c", "écris un mail d'invitation pour les MJC")
    seen = read(services, answers)
    assert "data:image/png;base64," in seen.html
    draft = services.content.writer.get(GIGI, mail(answers).draft_id)
    assert len(services.content.writer.composed(draft).mail.images["logo"]) < 60_000
    path.write_bytes(b"no picture")
    refused = router.turn(GIGI, "c", "", (Uploaded("logo.png", path),))
    assert "n'est pas une image" in texts(refused)


ASKED = (
    "écris un mail chaleureux en tutoyant pour la fete du jeu le 12 juin 2027 à la salle Jaurès, "
    "inscription sur https://jeu.example/inscr"
)


@pytest.mark.parametrize("typed", [True, False])
@pytest.mark.parametrize("rank", [0, 1])
def test_what_was_asked_is_kept_once_it_is_known_which_mail_is_meant(
    say: Say, router: Router, services: Services, typed: bool, rank: int
) -> None:
    services.campaigns.preparing.create(GIGI, Draft("Festival 2027"))
    say("ouvre la campagne Festival 2027")
    button = next(r for a in say(ASKED) for r in a.replies if isinstance(r, Choices)).buttons[rank]
    assert button.act is not None
    answers = say(button.say) if typed else router.act(GIGI, "c", button.act.as_json(), "")
    recipe = services.content.writer.get(GIGI, mail(answers).draft_id).last.recette
    assert (recipe.ton.value, recipe.tu, recipe.faits.lieu) == ("chaleureux", True, "salle Jaurès")
    assert recipe.faits.lien == "https://jeu.example/inscr"
    if rank:
        assert str(recipe.faits.date) == "2027-06-12"
        assert recipe.faits.evenement == "Fête du jeu"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("un mail pour la fete du jeu le 12 juin 2027", "Fête du jeu"),
        ("un mail pour la journee des associations le 12 juin 2027", "Journée des associations"),
        ("un mail pour le festival Ludimania le 12 juin 2027", "Ludimania"),
    ],
)
def test_words_of_a_sentence_get_their_accents_in_the_mail(
    say: Say, services: Services, asked: str, said: str
) -> None:
    assert said in read(services, say(f"écris {asked} pour les ludothèques")).texte


def test_what_is_added_by_a_sentence_gets_its_accents(say: Say, services: Services) -> None:
    say(INVITATION)
    answers = say("ajoute que nos benevoles offriront le gouter avec Leo")
    assert "J'ai remis les accents" in texts(answers)
    assert "Nos bénévoles offriront le goûter avec Leo." in read(services, answers).texte
