"""Campaigns in the chat: from one sentence to mails sent, measured and followed up."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import get_args

import pytest

from assistant.acts.base import Act
from assistant.acts.of_campaigns import (
    DecideDoubtful,
    Deed,
    DoCampaign,
    NewCampaign,
    Retarget,
    ShowPeople,
)
from assistant.language.requests.brief_lines import SHOWN
from assistant.rendering.campaigns.card import campaign_shown
from assistant.rendering.campaigns.deeds import say_of
from assistant.rendering.campaigns.results import point_shown
from assistant.rendering.campaigns.shapes import CampaignShown
from assistant.rendering.table_pages import TablePage
from assistant.rendering.views import Views
from assistant.replies import (
    Answer,
    CampaignCard,
    CampaignResults,
    Choices,
    Confirm,
    Details,
    File,
    Form,
    Picture,
    Progress,
    Table,
)
from assistant.router import Router
from core.accounts.models import OPERATOR, Role, User
from core.campaigns.models import Campaign, RecipientState, State
from core.campaigns.people import Group
from core.clock import PARIS, now
from core.mailer.tokens import Tokens
from core.prospects.filters import Filter
from core.services import Services
from core.vocabulary.text import fold
from core.vocabulary.values import ProspectType
from tests.assistant.conftest import GIGI, NICO, Say, conversation_of
from tests.assistant.skills.test_turns import find, texts
from tests.factories import prospect
from tests.smtp_server import Server, Sink

CREATE = "crée une campagne Festival 2027 pour les ludothèques et MJC de Bretagne, le 17 avril"
PEOPLE = (
    ("La Ludo", "Ludothèque", "Bretagne", "29", "ludo@asso.example", None),
    ("MJC du Port", "MJC", "Bretagne", "35", "port@asso.example", None),
    ("MJC du Lac", "MJC", "Bretagne", "56", "lac@asso.example", None),
    ("MJC Muette", "MJC", "Bretagne", "35", None, None),
    ("MJC Fâchée", "MJC", "Bretagne", "22", "non@asso.example", False),
    ("Médiathèque des Dunes", "Médiathèque", "Bretagne", "29", "dunes@asso.example", None),
    ("MJC du Sud", "MJC", "Occitanie", "31", "sud@asso.example", None),
)


@pytest.fixture
def base(services: Services) -> None:
    services.accounts.add(
        OPERATOR, GIGI.email, Role.MANAGER, "le festival de juin"
    )  # who starts jobs
    services.prospects.insert(
        [
            prospect(
                nom_structure=name, type_prospect=kind, region=region, departement=departement,
                email=email, accepte_contact=accepts, cree_le=now(), ville="Rennes",
            )
            for name, kind, region, departement, email, accepts in PEOPLE
        ]
    )  # fmt: skip


@pytest.fixture
def sink(services: Services) -> Iterator[Sink]:
    kept = Sink()
    server = Server(kept)
    server.start()
    for name, value in {
        "smtp.url": server.url(),
        "smtp.sender": "Festival <contact@asso.example>",
        "send.per_minute": "10000",
        "send.per_hour": "100000",
    }.items():
        services.configuration.set(OPERATOR, name, value)
    yield kept
    server.stop(no_assert=True)


def shown(services: Services, user: User = GIGI, name: str = "Festival 2027") -> CampaignShown:
    campaign = services.campaigns.preparing.named(user, name)
    return campaign_shown(services, user, campaign.campagne_id)


def lines(services: Services, user: User = GIGI) -> dict[str, str]:
    return {one["label"]: one["value"] for one in shown(services, user)["lines"]}


def named(services: Services, name: str = "Festival 2027") -> Campaign:
    return services.campaigns.preparing.named(OPERATOR, name)


def click(router: Router, act: Act, user: User = GIGI) -> list[Answer]:
    return router.act(user, conversation_of(user), act.as_json())


def yes(router: Router, answers: list[Answer], user: User = GIGI) -> list[Answer]:
    asked = find(answers, Confirm)
    return [router.confirm(user, conversation_of(user), asked.pending_id, yes=True)]


def ended(router: Router, answers: list[Answer], user: User = GIGI) -> list[Answer]:
    """Wait for the job that the answers began; what is then told."""
    job = find(answers, Progress).job_id
    for _ in range(600):
        if told := router.ended(user, conversation_of(user), job):
            return [told]
        time.sleep(0.05)
    raise AssertionError("the send did not end")


def table(router: Router, reply: Table, user: User = GIGI) -> TablePage:
    asked = {"source": reply.source, "source_id": reply.source_id, "skip": 0, "limit": 10}
    return Views(router.services, router.conversations).table(user, asked)  # type: ignore[arg-type]


def names(page: TablePage) -> set[str]:
    return {row["cells"]["nom"] for row in page["rows"]}


# --- the brief -----------------------------------------------------------------------------------


def test_a_sentence_makes_a_brief(say: Say, services: Services, base: None) -> None:
    answers = say(CREATE)
    assert find(answers, CampaignCard)
    found, told = shown(services), lines(services)
    assert (found["name"], found["state"]) == ("Festival 2027", "Brouillon")
    assert (told["Objectif"], told["Date"]) == ("Invitation", "17 avril 2027")
    assert told["Combien"] == "3 personnes à qui écrire, sur 5"
    assert told["Mail"] == "à choisir"
    assert told["Segments"] == "Générique : 3"
    left = {one["label"]: one["shown"] for one in found["left_out"]}
    assert left == {"sans adresse e-mail": "1", "refus d'être contacté": "1"}
    assert [done for _, done in found["steps"]] == [False, False, False]
    assert "deuxième" not in texts(answers)


def test_each_reason_opens_its_list(
    say: Say, router: Router, services: Services, base: None
) -> None:
    say(CREATE)
    for one in shown(services)["left_out"]:
        answers = router.act(GIGI, "c", one["act"] or {})
        page = table(router, find(answers, Table))
        assert names(page) == {"MJC Muette"} or names(page) == {"MJC Fâchée"}
        assert one["rule"] in texts(answers)


@pytest.mark.parametrize(
    ("sentence", "line", "value"),
    [
        ("mets plutôt le 24", "Date", "24 avril 2027"),
        ("du 17 au 19 avril", "Date", "du 17 au 19 avril 2027"),
        ("ajoute les médiathèques", "Combien", "4 personnes à qui écrire, sur 6"),
        ("sans l'Ille-et-Vilaine", "Combien", "2 personnes à qui écrire, sur 3"),
        ("l'objectif est partenariat", "Objectif", "Partenariat"),
        ("prends le modèle invitation", "Mail", "Et si vous veniez au Festival 2027 ?"),
    ],
)
def test_each_line_is_changed_by_a_sentence(
    say: Say, services: Services, base: None, sentence: str, line: str, value: str
) -> None:
    say(CREATE)
    assert find(say(sentence), CampaignCard)
    assert lines(services)[line] == value


def test_a_brief_changes_twice_and_by_its_conditions(
    say: Say, router: Router, services: Services, base: None
) -> None:
    say(CREATE)
    say("ajoute les médiathèques")
    say("appelle-la Printemps")
    campaign = named(services, "Printemps")
    say("sans l'Ille-et-Vilaine")
    assert named(services, "Printemps").filtre.exclure is not None
    conditions = campaign_shown(services, GIGI, campaign.campagne_id)["conditions"]
    assert len(conditions) >= 3
    click(router, Retarget(campaign=campaign.campagne_id, filter=Filter(region=("Occitanie",))))
    assert named(services, "Printemps").filtre == Filter(region=("Occitanie",))


def test_what_is_no_change_of_the_brief_is_answered_as_ever(
    say: Say, services: Services, base: None
) -> None:
    say(CREATE)
    before = named(services)
    assert find(say("montre les médiathèques"), Table).source == "selection"
    assert named(services) == before
    say("ajoute les médiathèques")  # of the list shown since, now
    assert named(services) == before


def test_nobody_no_campaign(say: Say, services: Services, base: None) -> None:
    answers = say("crée une campagne Noël pour les bars à jeux de Corse")
    assert answers[0].refused
    assert not services.campaigns.preparing.all(GIGI)
    say(CREATE)
    before = named(services)
    assert say("plutôt pour les bars à jeux de Corse")[0].refused
    assert named(services) == before


def test_a_name_is_checked_at_once(
    say: Say, router: Router, services: Services, base: None
) -> None:
    say(CREATE)
    again = say(CREATE)
    assert "s'appelle déjà" in texts(again)
    assert find(again, Choices).buttons[0].act == DoCampaign(
        campaign=named(services).campagne_id, deed="open"
    )
    fields = router.form(GIGI, find(again, Form).form_id)["fields"]
    assert {one["name"]: one["value"] for one in fields}["nom"] == "Festival 2027 (2)"
    form = find(say("crée une campagne", conversation="d"), Form)
    shown_form = {one["name"]: one["value"] for one in router.form(GIGI, form.form_id)["fields"]}
    given = shown_form | {"nom": " FESTIVAL 2027 ", "region": "Bretagne"}
    problems, _ = router.submit(GIGI, "d", form.form_id, given)
    assert "s'appelle déjà" in problems["nom"]
    given |= {"nom": "Printemps", "date": "2027-05-01", "type": ProspectType.MJC.value}
    problems, answer = router.submit(GIGI, "d", form.form_id, given)
    assert not problems
    made = named(services, "Printemps")
    assert made.filtre == Filter(type_prospect=(ProspectType.MJC,), region=("Bretagne",))
    assert answer


def test_a_name_taken_or_a_day_passed_has_a_proposal(
    say: Say, router: Router, services: Services, base: None
) -> None:
    past = say("crée une campagne Grand jeu pour les MJC de Bretagne, le 17 avril 2024")
    assert "est passé" in texts(past)
    [day] = [
        f for f in router.form(GIGI, find(past, Form).form_id)["fields"] if f["name"] == "date"
    ]
    assert day["value"] == "2027-04-17"
    say("crée une campagne Bal des dés pour les MJC de Bretagne", conversation="d")
    say(CREATE)
    first = find(say("appelle-la Bal des dés"), Choices).buttons
    assert [one.label for one in first] == ["Bal des dés", "L'appeler « Bal des dés 2 »"]
    assert first[1].act is not None
    click(router, first[1].act)
    proposed = find(say("mets plutôt le 24 avril 2024"), Choices).buttons[0].act
    assert proposed is not None
    assert named(services, "Bal des dés 2").date_evenement == date(2027, 4, 17)
    click(router, proposed)
    assert named(services, "Bal des dés 2").date_evenement == date(2027, 4, 24)
    say("l'objectif est un remerciement")
    say("mets plutôt le 24 avril 2024")  # one thanks for what is over
    assert named(services, "Bal des dés 2").date_evenement == date(2024, 4, 24)


def test_lines_are_changed_by_a_form(
    say: Say, router: Router, services: Services, base: None
) -> None:
    say(CREATE)
    edit = DoCampaign(campaign=named(services).campagne_id, deed="edit")
    form = find(click(router, edit), Form)
    values = {one["name"]: one["value"] for one in router.form(GIGI, form.form_id)["fields"]}
    values |= {"nom": "Festival d'avril", "date": "2027-04-24", "type": "Médiathèque"}
    problems, _ = router.submit(GIGI, "c", form.form_id, values)
    assert not problems
    made = named(services, "Festival d'avril")
    assert made.date_evenement is not None
    assert made.date_evenement.day == 24
    assert ProspectType.MEDIATHEQUE in (made.filtre.type_prospect or ())


def test_a_mail_is_written(say: Say, router: Router, services: Services, base: None) -> None:
    say(CREATE)
    choose = DoCampaign(campaign=named(services).campagne_id, deed="mail")
    answers = click(router, choose)
    assert "Invitation" in [b.label for b in find(answers, Choices).buttons]
    form = find(answers, Form)
    problems, _ = router.submit(
        GIGI, "c", form.form_id, {"sujet": "Bonjour", "texte": "{{ oups }}"}
    )
    assert "texte" in problems
    good = {"sujet": "Venez, {{ nom_structure }}", "texte": "Bonjour à {{ ville }}."}
    problems, answer = router.submit(GIGI, "c", form.form_id, good)
    assert not problems
    assert answer
    told = find([answer], Details)
    assert "Bonjour à Rennes." in told.lines


# --- sent ----------------------------------------------------------------------------------------


_BAD = {"sujet": "Bonjour", "texte": "{{ oups }}"}


def approved(say: Say, router: Router) -> list[Answer]:
    say(CREATE)
    say("prends le modèle invitation")
    asked = say("approuve la campagne")
    assert "3 personnes" in find(asked, Confirm).question
    return yes(router, asked)


def test_approval_fixes_the_people_and_offers_the_file(
    say: Say, router: Router, services: Services, base: None
) -> None:
    answers = approved(say, router)
    file = find(answers, File)
    assert file.name.endswith("_Festival_2027_export.csv")
    assert file.name[:10] == router.today().isoformat()
    assert named(services).destinataires == 3
    assert shown(services)["state"] == "Approuvée"
    say("retire l'approbation")
    assert not named(services).approved


def test_a_volunteer_prepares_and_does_not_approve(
    say: Say, services: Services, base: None
) -> None:
    say(CREATE, user=NICO)
    assert "manager" in shown(services, NICO)["hint"]
    say("prends le modèle invitation", user=NICO)
    answers = say("approuve la campagne", user=NICO)
    assert answers[0].refused
    assert not named(services).approved
    assert not {"Approuver", "Envoyer"} & {one["label"] for one in shown(services, NICO)["deeds"]}


def test_the_exact_number_sends(
    say: Say, router: Router, services: Services, base: None, sink: Sink
) -> None:
    approved(say, router)
    asked = say("envoie la campagne")
    assert "**3**" in texts(asked)
    assert "pas mesurés" in texts(asked)
    assert "nombre exact" in texts(say("12"))
    assert sink.to == []
    began = say("3")
    assert find(began, Choices).job_id == find(began, Progress).job_id
    told = texts(ended(router, began))
    assert "C'est envoyé" in told
    assert "3 envoyés" in told
    assert sorted(sink.to) == ["lac@asso.example", "ludo@asso.example", "port@asso.example"]
    assert named(services).etat is State.TERMINEE


def test_the_form_takes_the_number_as_well(
    say: Say, router: Router, services: Services, base: None, sink: Sink
) -> None:
    approved(say, router)
    form = find(say("envoie la campagne"), Form)
    problems, _ = router.submit(GIGI, "c", form.form_id, {"nombre": "2"})
    assert "nombre exact" in problems["nombre"]
    _, answer = router.submit(GIGI, "c", form.form_id, {"nombre": "3"})
    assert answer
    ended(router, [answer])
    assert len(sink.to) == 3


def test_a_send_is_planned(
    say: Say, router: Router, services: Services, base: None, sink: Sink
) -> None:
    approved(say, router)
    say("envoie-la le 3 mars 2027 à 9h30")
    say("3")
    campaign = named(services)
    assert campaign.etat is State.PLANIFIEE
    assert campaign.envoi_le == datetime(2027, 3, 3, 8, 30, tzinfo=UTC)
    assert "3 mars 2027" in shown(services)["note"]
    say("retire l'approbation")
    assert named(services).etat is State.BROUILLON


def test_pause_resume_and_doubtful_mails(
    say: Say, router: Router, services: Services, base: None, sink: Sink
) -> None:
    for email in ("ludo", "port", "lac"):
        sink.at_data[f"{email}@asso.example"] = ["lost"]
    approved(say, router)
    say("envoie la campagne")
    told = ended(router, say("3"))
    assert "incertains" in texts(told)
    found = shown(services)
    assert (found["state"], found["progress"]) == (
        "En pause",
        {"done": 3, "total": 3, "words": "3 sur 3 mails"},
    )
    assert "1 en pause" in texts(say("les campagnes en pause"))
    say("où en est Festival 2027 ?")
    assert "incertains" in texts(say("reprends l'envoi"))
    assert "3 mails incertains" in find(say("refais les envois incertains"), Confirm).question
    assert "Laisser 3 mails" in find(say("laisse les mails incertains de côté"), Confirm).question
    doubtful = ShowPeople(campaign=named(services).campagne_id, group=Group.UNCERTAIN)
    one = find(click(router, doubtful), Choices).buttons[1]
    assert one.act is not None
    assert "Laisser ce mail" in find(say(one.say), Confirm).question
    yes(router, click(router, one.act))
    assert "2 incertains" in str(shown(services)["counts"]) or len(shown(services)["counts"]) == 2
    skip = DecideDoubtful(campaign=named(services).campagne_id, doubt="skip")
    ended(router, yes(router, click(router, skip)))
    assert named(services).etat is State.TERMINEE
    assert len(sink.to) == 3


def test_without_a_server_there_are_files(
    say: Say, router: Router, services: Services, base: None
) -> None:
    approved(say, router)
    answers = say("envoie la campagne")
    assert not find(answers, Form)
    labels = [button.label for button in find(answers, Choices).buttons]
    assert "Envoyer pour de faux" in labels
    files = click(router, DoCampaign(campaign=named(services).campagne_id, deed="files"))
    assert [r.kind for a in files for r in a.replies if isinstance(r, File)] == [
        "campaign_people",
        "campaign_mails",
    ]


def test_a_test_mail(say: Say, router: Router, services: Services, base: None, sink: Sink) -> None:
    say(CREATE)
    say("prends le modèle invitation")
    yes(router, say("envoie un mail de test à gigi@asso.example"))
    assert sink.to == ["gigi@asso.example"]
    assert str(sink.parsed("gigi@asso.example")["Subject"]).startswith("[Test]")


def test_a_rehearsal_sends_nothing(
    say: Say, router: Router, services: Services, base: None, sink: Sink
) -> None:
    say(CREATE)
    say("prends le modèle invitation")
    told = ended(router, yes(router, say("envoie-la pour de faux")))
    assert "Personne n'a rien reçu" in texts(told)
    assert sink.to == []
    assert named(services).etat is State.BROUILLON
    made = named(services, "Festival 2027 (pour de faux)")
    see = click(router, DoCampaign(campaign=made.campagne_id, deed="see_mail"))
    assert "Festival 2027" in texts(see)
    assert "Mail 2, pour" in texts(say("mail suivant"))
    assert "Mail 3, pour" in texts(say("suivant"))
    assert "C'est tout" in texts(say("mail suivant"))
    assert "Mail 2, pour" in texts(say("mail précédent"))
    record = services.prospects.find_named(GIGI, "MJC du Lac")[0]
    assert record.statut.value == "Jamais contacté"
    assert services.records.mailings(GIGI, record.prospect_id) == []


# --- afterwards ----------------------------------------------------------------------------------


@pytest.fixture
def sent(say: Say, router: Router, services: Services, base: None, sink: Sink) -> Campaign:
    approved(say, router)
    say("envoie la campagne")
    ended(router, say("3"))
    return named(services)


def answer(services: Services, campaign: Campaign, name: str) -> str:
    """An answer comes by mail; the id of its row."""
    record = services.prospects.find_named(GIGI, name)[0]
    events = services.database.mongo["events"]
    key = f"{campaign.campagne_id}:{record.prospect_id}"
    events.insert_one(
        {
            "_id": f"{key}:réponse", "campagne_id": campaign.campagne_id, "kind": "réponse",
            "prospect_id": record.prospect_id, "le": now(), "a_dire": GIGI.email,
            "texte": "Avec plaisir, nous viendrons !",
        }
    )  # fmt: skip
    return key


def test_answers_are_told_once_and_noted(
    say: Say, router: Router, services: Services, sent: Campaign
) -> None:
    answer(services, sent, "MJC du Lac")
    answers = say("bonjour")
    assert "nouvelle réponse" in texts(answers)
    assert "Avec plaisir" in texts(answers)
    assert "nouvelle réponse" not in texts(say("bonjour"))
    buttons = [b for a in answers for r in a.replies if isinstance(r, Choices) for b in r.buttons]
    [keen] = [b for b in buttons if b.label == "Noter : intéressé"]
    assert keen.act is not None
    assert "C'est noté" in texts(click(router, keen.act))
    record = services.prospects.find_named(GIGI, "MJC du Lac")[0]
    assert record.retour_prospect is not None
    assert record.retour_prospect.value == "Positif"
    results = services.campaigns.reading.results(GIGI, sent).as_json()
    assert (results["answered"], results["positive"]) == (1, 1)


def test_results_are_a_dashboard_whose_figures_open(
    say: Say, router: Router, services: Services, sent: Campaign
) -> None:
    answer(services, sent, "MJC du Lac")
    answers = say("résultats de la campagne Festival 2027")
    reply = find(answers, CampaignResults)
    assert reply.title == "Résultats de Festival 2027"
    from assistant.rendering.indicators.views import IndicatorViews

    views = IndicatorViews(services, router.conversations)
    found = views.load(GIGI, {"view": "results", "selection_ids": [reply.campaign_id]})
    tiles = {one["kpi"]: one for one in found["headlines"]}  # type: ignore[typeddict-item]
    assert tiles["clicked"]["figure"] == "—"
    assert tiles["clicked"]["detail"] == "les clics ne sont pas mesurés"
    assert tiles["answered"]["figure"] == "33\u202f%"
    opened = router.act(GIGI, "c", tiles["answered"]["act"] or {})
    assert names(table(router, find(opened, Table))) == {"MJC du Lac"}
    panels = {one["kpi"]: one for one in found["panels"]}  # type: ignore[typeddict-item]
    bar = next(one for one in panels["type"]["bars"] if one["label"] == "MJC")
    opened = router.act(GIGI, "c", bar["act"] or {})
    assert names(table(router, find(opened, Table))) == {"MJC du Lac"}
    curve = point_shown(date(2027, 3, 2), 1, sent.campagne_id)
    assert curve["say"] == "montre : ont répondu le 2 mars 2027"
    opened = router.act(GIGI, "c", curve["act"] or {})
    assert "ont répondu, le 2 mars 2027 : personne" in texts(opened)
    today = now().astimezone(PARIS).date()
    opened = click(router, ShowPeople(campaign=sent.campagne_id, group=Group.ANSWERED, day=today))
    assert names(table(router, find(opened, Table))) == {"MJC du Lac"}
    assert "3 mails seulement" in found["caution"].replace("\u202f", " ")  # type: ignore[typeddict-item]


def test_who_did_not_answer_is_written_to_again(
    say: Say, router: Router, services: Services, sent: Campaign, sink: Sink
) -> None:
    answer(services, sent, "MJC du Lac")
    listed = say("qui n'a pas répondu à la campagne Festival 2027 ?")
    assert names(table(router, find(listed, Table))) == {"La Ludo", "MJC du Port"}
    click(router, DoCampaign(campaign=sent.campagne_id, deed="results"))
    assert find(say("qui n'a pas répondu ?"), Table).source == "campaign_people"
    say("relance ceux qui n'ont pas répondu dans le même fil")
    again = named(services, "Relance Festival 2027")
    assert (again.suite_de, again.enchaine) == (sent.campagne_id, True)
    assert services.campaigns.preparing.brief(GIGI, again).eligible == 2
    first = {to: sink.parsed(to)["Message-ID"] for to in set(sink.to)}
    sink.mails.clear()
    yes(router, say("approuve la campagne Relance Festival 2027"))
    say("envoie la campagne Relance Festival 2027")
    ended(router, say("2"))
    assert sorted(sink.to) == ["ludo@asso.example", "port@asso.example"]
    for to in sink.to:
        assert sink.parsed(to)["In-Reply-To"] == first[to]


def test_the_mails_of_a_record(
    say: Say, router: Router, services: Services, sent: Campaign
) -> None:
    answers = say("quels mails a reçus la MJC du Lac ?")
    page = table(router, find(answers, Table))
    assert [row["cells"]["campagne"] for row in page["rows"]] == ["Festival 2027"]
    record = services.prospects.find_named(GIGI, "MJC du Lac")[0]
    card = Views(services, router.conversations).card(GIGI, record.prospect_id)
    assert "Festival 2027" in str(card)


def test_where_it_is(say: Say, services: Services, sent: Campaign) -> None:
    answers = say("où en est la campagne Festival 2027 ?")
    assert find(answers, CampaignCard).campaign_id == sent.campagne_id
    done = "\n".join(find(answers, Details).lines)
    assert "campagne créée" in done
    assert "En cours → Terminée" in done
    assert "campagne modifiée (mail)" in done
    assert len(set(done.split("\n"))) == len(done.split("\n"))


def test_the_journal_tells_changes_of_campaigns_too(say: Say, sent: Campaign) -> None:
    told = texts(say("qu'est-ce qui a été modifié aujourd'hui ?", user=GIGI)).replace("\\", "")
    assert "campagne modifiée « Festival 2027 » (mail)" in told


def test_the_list_and_its_picture(say: Say, router: Router, services: Services, base: None) -> None:
    assert "aucune campagne" in texts(say("mes campagnes"))
    say(CREATE)
    answers = say("mes campagnes")
    page = table(router, find(answers, Table))
    assert [row["cells"]["etat"] for row in page["rows"]] == ["Brouillon"]
    assert find(answers, Picture).file.kind == "campaign_timeline"
    assert "Aucune campagne n'est en pause" in texts(say("les campagnes en pause"))
    shown_last = router.conversations.last_shown(GIGI, "c")
    assert shown_last == "campaigns"


def test_a_campaign_is_remembered(say: Say, router: Router, services: Services, base: None) -> None:
    say(CREATE)
    say("crée une campagne Automne pour les MJC de Bretagne")
    assert router.conversations.shown(GIGI, "c", SHOWN) is not None
    say("où en est Festival ?")
    assert router.conversations.recall(GIGI, "c").last_campaign == named(services).campagne_id
    people = ShowPeople(campaign=named(services).campagne_id, group=Group.TOTAL)
    assert "personne" in texts(click(router, people))
    assert find(click(router, NewCampaign()), Form)


def test_states_of_rows_have_words() -> None:
    from assistant.rendering.campaigns.terms import RECIPIENTS

    assert set(RECIPIENTS) == set(RecipientState) - {RecipientState.LEFT_OUT}


# --- what is typed does what is clicked ----------------------------------------------------------


def told(answers: list[Answer]) -> list[str]:
    """What was answered, but for ids."""
    replies = [reply for answer in answers for reply in answer.replies]
    return [
        f"{type(r).__name__} {getattr(r, 'title', '')}{getattr(r, 'text', '')}" for r in replies
    ]


@pytest.mark.parametrize("deed", get_args(Deed))
def test_the_sentence_of_each_button_does_what_it_does(
    say: Say, router: Router, services: Services, base: None, deed: str
) -> None:
    """In lower case and without accents as well, and with another campaign on the screen."""
    sent = "Été des jeux"
    for name in ("Festival 2027", sent):
        say(f"crée une campagne {name} pour les ludothèques et MJC de Bretagne, le 17 avril")
        say("prends le modèle invitation")
    campaign = named(services, sent)
    sentence = say_of(campaign, deed)  # type: ignore[arg-type]
    say("où en est la campagne Festival 2027 ?")
    clicked = click(
        router, DoCampaign.model_validate({"campaign": campaign.campagne_id, "deed": deed})
    )
    say("non")
    campaign = services.campaigns.preparing.by_id(OPERATOR, campaign.campagne_id)
    for typed in (sentence, fold(sentence)):
        say("où en est la campagne Festival 2027 ?")
        assert told(say(typed)) == told(clicked), typed
        say("non")


@pytest.mark.parametrize(
    "sentence",
    ["enfin non le 25 avril", "euh non plutôt le 25", "pardon je voulais dire le 25 avril"],
)
def test_a_day_said_again_is_the_event_s(
    say: Say, services: Services, base: None, sentence: str
) -> None:
    say(CREATE)
    before = named(services).filtre
    say(sentence)
    assert lines(services)["Date"] == "25 avril 2027"
    assert named(services).filtre == before


def test_a_day_that_no_calendar_has_is_told(say: Say, services: Services, base: None) -> None:
    say(CREATE)
    assert "n'existe pas" in texts(say("mets plutot le 31 fevrier"))
    assert "n'existe pas" in texts(say("mets plutôt le 31"))
    assert lines(services)["Date"] == "17 avril 2027"


def test_who_is_left_out_is_in_the_brief(say: Say, base: None) -> None:
    say(CREATE)
    for sentence in ("qui est laissé de coté ?", "pourquoi certains sont écartés ?",
                     "qui ne recevra pas le mail"):  # fmt: skip
        assert find(say(sentence), CampaignCard), sentence


@pytest.mark.parametrize("sentence", ["invitation", "le mail d'invitation", "mets l'invitation"])
def test_a_mail_is_chosen_by_its_bare_name(
    say: Say, services: Services, base: None, sentence: str
) -> None:
    say(CREATE)
    say("choisi le mail")
    say(sentence)
    assert lines(services)["Mail"] == "Et si vous veniez au Festival 2027 ?"


def test_a_new_campaign_is_for_whom_its_sentence_says(
    say: Say, services: Services, base: None
) -> None:
    """Not for those of the campaign just seen as well; its name's words are no mystery."""
    say(CREATE)
    answers = say("crée une campagne Fete gigi pour les médiathèques")
    assert named(services, "Fete gigi").filtre == Filter(type_prospect=(ProspectType.MEDIATHEQUE,))
    assert "pas compris" not in texts(answers)
    say("montre les MJC de Bretagne")
    say("crée une campagne Suite pour eux")
    assert named(services, "Suite").filtre.region == ("Bretagne",)


def test_a_yes_is_no_number(say: Say, services: Services, base: None, sink: Sink) -> None:
    say(CREATE)
    for sentence in ("prends le modèle invitation", "approuve", "oui", "envoie la campagne"):
        say(sentence)
    assert "nombre exact : 3" in texts(say("oui"))
    assert named(services).etat is State.BROUILLON


def test_a_follow_up_in_view_is_put_in_the_same_thread(
    say: Say, router: Router, services: Services, sent: Campaign
) -> None:
    answers = say("relance ceux qui n'ont pas répondu")
    [thread] = find(answers, Choices).buttons
    every = [one.nom for one in services.campaigns.preparing.all(GIGI)]
    say(thread.say)
    assert [one.nom for one in services.campaigns.preparing.all(GIGI)] == every
    assert named(services, "Relance Festival 2027").enchaine
    assert thread.act is not None
    click(router, thread.act)
    assert [one.nom for one in services.campaigns.preparing.all(GIGI)] == every


def test_a_follow_up_approved_already_is_left_as_it_is(
    say: Say, router: Router, services: Services, sent: Campaign
) -> None:
    thread = find(say("relance ceux qui n'ont pas répondu"), Choices).buttons[0].say
    made = named(services, "Relance Festival 2027")
    services.campaigns.preparing.approve(OPERATOR, made)
    say(thread)
    assert not named(services, "Relance Festival 2027").enchaine
    assert named(services, "Relance Festival 2027 (2)").enchaine


@pytest.mark.parametrize(
    "sentence", ["approuve", "approuve la campagne Festival 2027", "j'approuve"]
)
def test_approving_takes_the_mail_that_was_just_written_for_it(
    say: Say, router: Router, services: Services, base: None, sentence: str
) -> None:
    say(CREATE)
    say("rédige le mail de la campagne")
    answers = say(sentence)
    question = find(answers, Confirm).question
    assert "Prendre le mail «" in question
    assert "3 personnes" in question
    assert "{" not in question
    yes(router, answers)
    campaign = named(services)
    assert campaign.approved
    assert campaign.mail is not None


def test_approving_takes_no_mail_of_another_campaign(
    say: Say, services: Services, base: None
) -> None:
    say("crée une campagne Autre pour les médiathèques de Bretagne, le 17 avril")
    say("rédige le mail de la campagne Autre")
    say(CREATE)
    answers = say("approuve la campagne Festival 2027")
    assert not any(isinstance(r, Confirm) for a in answers for r in a.replies)
    assert "Il lui manque encore un mail" in texts(answers)


def test_two_subjects_are_given_by_a_form(
    say: Say, router: Router, services: Services, base: None
) -> None:
    say(CREATE)
    say("prends le modèle invitation")
    form = find(say("essaie deux objets pour la campagne Festival 2027"), Form)
    values = {"objet": "Venez jouer", "objet_b": "Le festival revient"}
    router.submit(GIGI, "c", form.form_id, values)
    campaign = named(services)
    assert campaign.mail is not None
    assert (campaign.mail.sujet, campaign.objet_b) == tuple(values.values())
    assert campaign.modele == "invitation"


@pytest.mark.parametrize(
    "said",
    [
        "teste deux objets : « Venez jouer » et « Le festival revient »",
        "compare deux objets : Venez jouer et Le festival revient",
        'essaie ces deux objets : "Venez jouer" / "Le festival revient"',
        "fais un test A/B avec les objets « Venez jouer » et « Le festival revient »",
        "teste les objets Venez jouer et Le festival revient",
        "essaye 2 objets : Venez jouer, Le festival revient",
        "deux objets : « Venez jouer » ou « Le festival revient »",
    ],
)
def test_two_subjects_are_given_by_a_sentence(
    say: Say, services: Services, base: None, said: str
) -> None:
    say(CREATE)
    say("prends le modèle invitation")
    say(said)
    campaign = named(services)
    assert campaign.mail is not None
    assert (campaign.mail.sujet, campaign.objet_b) == ("Venez jouer", "Le festival revient")


@pytest.mark.parametrize("said", ["teste deux objets", "compare deux objets", "fais un test A/B"])
def test_two_subjects_without_words_are_asked_for(say: Say, base: None, said: str) -> None:
    say(CREATE)
    say("prends le modèle invitation")
    assert find(say(said), Form).title == "Deux objets"


@pytest.mark.parametrize(
    "said",
    [
        "plutôt dans le même fil", "dans le même fil", "mets-la dans le même fil",
        "plutôt dans le même fil que le premier mail", "enchaîne-la au premier mail",
    ],
)  # fmt: skip
def test_a_follow_up_in_view_is_put_into_the_thread(
    say: Say, services: Services, sent: Campaign, said: str
) -> None:
    say("relance ceux qui n'ont pas répondu à la campagne Festival 2027")
    say(said)
    again = named(services, "Relance Festival 2027")
    assert again.enchaine
    assert len(services.campaigns.preparing.all(GIGI)) == 2


def test_the_card_of_whoever_left_tells_it_beside_the_consent(
    router: Router, services: Services, sent: Campaign
) -> None:
    rows = services.database.mongo["recipients"]
    row = rows.find_one({"campagne_id": sent.campagne_id, "email": "ludo@asso.example"})
    assert row is not None
    token = Tokens(services.database).unsubscribe(row["jeton"])
    views = Views(services, router.conversations)

    def note() -> str:
        groups = views.card(GIGI, row["prospect_id"])["groups"]
        fields = {one["key"]: one for group in groups for one in group["fields"]}
        return fields["accepte_contact"]["note"]

    assert note() == ""
    services.campaigns.tracking.unsubscribe(token)
    assert "désinscrit de nos mails" in note()
