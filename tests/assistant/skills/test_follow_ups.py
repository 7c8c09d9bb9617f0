"""Follow-ups on the campaign, the mail, the record or the people in view: they act on it.

Each kind is a scene and the ordinary ways of speaking of it; a conversation a wording.
"""

from collections.abc import Callable

import pytest

from assistant.replies import Answer, Choices, Confirm, Form, Mail, Table
from assistant.router import Router
from core.accounts.models import OPERATOR, Role, User
from core.campaigns.models import Campaign
from core.content.drafts import Draft
from core.services import Services
from tests.assistant.conftest import GIGI, Say
from tests.assistant.skills.test_campaigns import base, sent, sink
from tests.assistant.skills.test_turns import find, texts

__all__ = ("base", "sent", "sink")

NAME, OBJECT = "Bal des jeux", "Venez jouer avec nous"
MAKE = f"crée une campagne {NAME} pour les médiathèques de Bretagne, le 17 avril"
WRITE = "écris un mail d'invitation à la Fête du jeu le 22 mai 2027 à Foix pour les MJC"
Sees = Callable[[list[Answer], str], bool]


def missed(say: Say, scene: tuple[str, ...], wordings: tuple[str, ...], right: Sees) -> list[str]:
    """Those that did not come to what is right."""
    wrong = []
    for rank, wording in enumerate(wordings):
        conversation = f"c{rank}"
        for sentence in scene:
            say(sentence, conversation=conversation)
        if not right(say(wording, conversation=conversation), conversation):
            wrong.append(wording)
    return wrong


def draft_of(router: Router, services: Services, conversation: str) -> Draft | None:
    """The draft shown last in a conversation."""
    kept = router.conversations.shown(GIGI, conversation, "mail")
    return services.content.writer.get(GIGI, kept["draft"]) if kept else None


CAMPAIGN_MAIL = (
    "écris le mail de cette campagne", "rédige le mail de la campagne",
    "le mail d'invitation au festival du jeu de role",
    "rédige-moi le mail pour cette campagne", "fais le mail de la campagne stp",
    "il faut écrire le mail maintenant", "prépare le mail qui va avec",
    "ecri le mail de ma campagne", "on écrit le mail ?",
    "je voudrais un mail d'invitation pour cette campagne", "aide moi a rédiger le mail",
    "écris leur un mail", "tu peux nous écrire le mail de la campagne ?",
)  # fmt: skip
NAMED_MAIL = (
    "écris le mail de cette campagne", "rédige le mail de la campagne Bal des jeux",
    "fais le mail de la campagne stp", "rédige un mail pour la campagne",
    "prépare le mail de ma campagne", "il faut le mail de cette campagne",
    "un mail pour cette campagne", "peux-tu écrire le mail pour la campagne bal des jeux",
)  # fmt: skip
SUBJECT = (
    f"change l'objet : {OBJECT}",
    f"objet : {OBJECT}", f"mets comme objet : {OBJECT}", f"je veux « {OBJECT} » comme objet",
    f"remplace l'objet par {OBJECT}", f"le nouvel objet c'est {OBJECT}",
    f"change le sujet : {OBJECT}", f"modifie l'objet en {OBJECT}", f"titre du mail : {OBJECT}",
    f"en objet, mets {OBJECT}", f"change lobjet : {OBJECT}", f"l'objet sera plutôt : {OBJECT}",
)  # fmt: skip
LATER = (
    "plus court",
    "raccourcis le mail", "un peu plus court", "le mail est trop long", "fais le mail plus court",
    "rends le mail plus chaleureux", "mets un ton plus formel dans le mail", "tutoie-les",
    f"change l'objet du mail : {OBJECT}", "beaucoup plus court stp",
    "ton plus amical, le mail est froid",
    "dans le mail, tutoie",
)  # fmt: skip
GIVE = (
    "prends ce mail", "donne ce mail à la campagne",
    "utilise ce mail", "mets ce mail dans la campagne", "on prend ce mail pour la campagne",
    "garde ce mail pour la campagne", "choisis ce mail", "donne-le à la campagne",
    "ajoute le mail a la campagne", "ce mail est pour la campagne", "ok on part sur ce mail",
    "attache ce mail a ma campagne",
)  # fmt: skip
SILENT = (
    "relance les",
    "relance-les tous", "on les relance", "relançons-les", "fais une relance",
    "envoie-leur une relance", "renvoie-leur un mail", "prépare la relance",
    "relance tout le monde",
    "il faut les relancer", "je veux relancer ces gens", "relance moi tout ca",
)  # fmt: skip
DOUBTFUL = (
    "refais le mail pour tout le monde", "le mail", "un truc plus punchy",
    "le mail d'invitation au festival du jeu de role", "et un mail plus drôle", "mail plus sympa",
)  # fmt: skip
ERASE_ALL = (
    "je veux tout supprimer",
    "efface tout", "supprime tout", "je voudrais tout effacer", "vide la base",
    "tout supprimer stp", "on efface tout", "il faut tout virer", "supprime toute la base",
    "je souhaite tout effacer", "peux tu tout supprimer",
)  # fmt: skip
REOPEN = (
    "rouvre le compte de julie",
    "réactive le compte de julie", "rouvrir le compte de julie", "réouvre le compte julie",
    "peux-tu rouvrir le compte de julie ?", "remets le compte de julie",
    "réactive l'accès de julie", "rends son accès à julie", "redonne l'accès à julie",
    "julie doit pouvoir se reconnecter, rouvre son compte", "rouvre le conte de julie",
)  # fmt: skip
SAID = "rappeler après les vacances, ils aiment le jeu de rôle"
NOTE = tuple(
    f"{head}{SAID}"
    for head in (
        "note : ", "Note: ", "à noter : ", "petite note : ", "remarque : ", "nota : ",
        "commentaire : ", "ajoute une note : ", "mets en note : ", "note sur la fiche : ", "nb : ",
    )
)  # fmt: skip
DEMO = (
    "charge la demo stp",
    "charge la démo s'il te plaît", "charge moi la démonstration", "mets la demo svp",
    "lance la démo", "je veux charger la démo", "installe les données de démo",
    "je voudrais essayer la démonstration", "peux-tu charger la demo ?", "charger la demo merci",
    "charge les donnees d'exemple",
)  # fmt: skip
THEME = (
    "le theme c'est le jeu de role",
    "le thème est le jeu de rôle", "thème : jeu de rôle", "le thème de la campagne : les dragons",
    "le sujet c'est le jeu de rôle", "le theme ce sera les jeux coopératifs",
    "comme thème le jeu de société", "mets le thème jeu de rôle", "son thème c'est les pirates",
    "le thème du festival est l'espace",
)  # fmt: skip


@pytest.mark.parametrize(
    ("between", "wordings"), [((), CAMPAIGN_MAIL), (("montre les MJC",), NAMED_MAIL)]
)
def test_a_mail_is_written_for_the_campaign(
    say: Say, router: Router, services: Services, base: None, between: tuple[str, ...],
    wordings: tuple[str, ...],
) -> None:  # fmt: skip
    say(MAKE)
    campaign = services.campaigns.preparing.named(OPERATOR, NAME)

    def right(_answers: list[Answer], conversation: str) -> bool:
        draft = draft_of(router, services, conversation)
        made = draft is not None and draft.campagne == NAME and draft.filtre == campaign.filtre
        return made and len(services.campaigns.preparing.all(GIGI)) == 1

    assert missed(say, (f"ouvre la campagne {NAME}", *between), wordings, right) == []


def test_a_mail_for_other_people_is_not_the_campaign_s(
    say: Say, router: Router, services: Services, base: None
) -> None:
    say(MAKE)
    say("écris un mail d'invitation pour les MJC d'Occitanie")
    draft = draft_of(router, services, "c")
    assert draft is not None
    assert draft.campagne is None
    assert draft.filtre.as_json() == {"type_prospect": ["MJC"], "region": ["Occitanie"]}


def test_the_subject_is_of_the_mail_in_view(
    say: Say, router: Router, services: Services, base: None
) -> None:
    def right(_answers: list[Answer], conversation: str) -> bool:
        draft = draft_of(router, services, conversation)
        return draft is not None and (
            services.content.writer.composed(draft).mail.sujet.strip() == OBJECT
        )

    assert missed(say, (WRITE, "tutoie les"), SUBJECT, right) == []


@pytest.mark.parametrize("between", ["résultats de la campagne", "montre les MJC"])
def test_a_change_reaches_the_mail_shown_before(
    say: Say, router: Router, services: Services, base: None, between: str
) -> None:
    say(MAKE)

    def right(answers: list[Answer], conversation: str) -> bool:
        draft = draft_of(router, services, conversation)
        return draft is not None and len(draft.versions) == 2 and find(answers, Mail) is not None

    assert missed(say, (WRITE, between), LATER, right) == []


def test_the_mail_in_view_is_given_to_the_campaign(
    say: Say, router: Router, services: Services, base: None
) -> None:
    say(MAKE)

    def right(_answers: list[Answer], _conversation: str) -> bool:
        campaign = services.campaigns.preparing.named(OPERATOR, NAME)
        given = campaign.mail is not None
        store = services.database.mongo["campaigns"]
        store.update_one({"_id": campaign.campagne_id}, {"$set": {"mail": None}})
        return given

    scene = (f"ouvre la campagne {NAME}", "écris le mail de cette campagne")
    assert missed(say, scene, GIVE, right) == []


def test_silent_people_in_view_are_followed_up(
    say: Say, services: Services, sent: Campaign
) -> None:
    def right(_answers: list[Answer], _conversation: str) -> bool:
        made = [one for one in services.campaigns.preparing.all(GIGI) if one.suite_de]
        for one in made:
            services.database.mongo["campaigns"].delete_one({"_id": one.campagne_id})
        return len(made) == 1

    scene = ("ouvre la campagne Festival 2027", "qui n'a pas répondu ?")
    assert missed(say, scene, SILENT, right) == []


def test_no_follow_up_writes_to_everybody(
    say: Say, router: Router, services: Services, base: None
) -> None:
    """A mail was in view: another for everybody is asked for by a button, or by its own words."""

    def right(answers: list[Answer], conversation: str) -> bool:
        draft = draft_of(router, services, conversation)
        return draft is not None and not draft.filtre.is_empty() and bool(texts(answers))

    scene = (WRITE, "enlève tous les filtres", "bonjour")
    assert missed(say, scene, DOUBTFUL, right) == []


def test_all_is_not_one_record(say: Say, base: None) -> None:
    def right(answers: list[Answer], _conversation: str) -> bool:
        offered = find(answers, Form) or find(answers, Confirm)
        return not offered and "toute la base" in texts(answers)

    assert missed(say, ("ouvre la fiche MJC du Port", "bonjour"), ERASE_ALL, right) == []


def test_a_closed_account_is_opened_again(say: Say, services: Services) -> None:
    admin = User(user_id="admin", email="chef@exemple.fr", role=Role.ADMIN)
    services.accounts.add(OPERATOR, admin.email, Role.ADMIN, "le festival de juin")
    services.accounts.add(OPERATOR, "julie@exemple.fr", Role.MANAGER, "le festival de juin")
    services.accounts.disable(OPERATOR, "julie@exemple.fr")
    wrong = []
    for wording in REOPEN:
        answers = say(wording, admin)
        if not (asked := find(answers, Confirm)) or "Rouvrir le compte de" not in asked.question:
            wrong.append(wording)
    assert wrong == []


def test_a_note_is_of_the_record_in_view(say: Say, base: None) -> None:
    def right(answers: list[Answer], _conversation: str) -> bool:
        told = texts(answers) + "".join(
            one.question for a in answers for one in a.replies if isinstance(one, Confirm)
        )
        return bool(find(answers, Confirm)) and "MJC du Port" in told and SAID in told

    assert missed(say, ("ouvre la fiche MJC du Port",), NOTE, right) == []


def test_the_demonstration_is_loaded(say: Say) -> None:
    def right(answers: list[Answer], _conversation: str) -> bool:
        asked = find(answers, Confirm)
        return bool(asked) and "démonstration" in asked.yes

    assert missed(say, (), DEMO, right) == []


def test_a_theme_is_no_setting(say: Say, services: Services, base: None) -> None:
    say(MAKE)
    before = services.campaigns.preparing.named(OPERATOR, NAME)

    def right(answers: list[Answer], _conversation: str) -> bool:
        same = services.campaigns.preparing.named(OPERATOR, NAME) == before
        offered = find(answers, Choices)
        return same and bool(offered) and "mail" in texts(answers) and not find(answers, Table)

    assert missed(say, (f"ouvre la campagne {NAME}",), THEME, right) == []
