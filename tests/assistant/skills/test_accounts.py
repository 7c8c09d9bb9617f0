"""Accounts in the conversation: by admins, and one's own."""

import pytest

from assistant.acts.base import Act
from assistant.acts.of_accounts import (
    CloseAccount,
    GiveRole,
    InviteSomebody,
    OpenAccount,
    ShowAccounts,
)
from assistant.replies import Answer, Button, Choices, Confirm, Form, PasswordLink
from assistant.router import Router
from assistant.terminal_chat import TerminalChat
from core.accounts.models import OPERATOR, Role, User
from core.database import Database
from core.services import Services
from tests.assistant.conftest import GIGI, NICO, Say, conversation_of
from tests.assistant.skills.test_turns import find, texts
from tests.factories import prospect

PASSWORD, NEW = "le festival de juin", "trois dés sur la table"


@pytest.fixture
def ada(services: Services) -> User:
    return services.accounts.add(OPERATOR, "ada@exemple.fr", Role.ADMIN, PASSWORD)


@pytest.fixture
def julie(services: Services) -> User:
    return services.accounts.add(OPERATOR, "julie.martin@exemple.fr", Role.BENEVOLE, PASSWORD)


def buttons(answers: list[Answer]) -> list[Button]:
    found = [reply for answer in answers for reply in answer.replies]
    return [one for reply in found if isinstance(reply, Choices) for one in reply.buttons]


def press(router: Router, user: User, act: Act) -> list[Answer]:
    return router.act(user, conversation_of(user), act.as_json())


def fill(
    router: Router, user: User, answers: list[Answer], **values: str
) -> tuple[dict[str, str], Answer | None]:
    form = find(answers, Form)
    return router.submit(user, conversation_of(user), form.form_id, values, "this session")


# --- by admins ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["montre les comptes", "qui a un compte ?", "liste des utilisateurs"]
)
def test_accounts_are_listed_with_their_roles(say: Say, ada: User, julie: User, text: str) -> None:
    answers = say(text, user=ada)
    told = texts(answers).replace("\\", "")
    assert "2 comptes" in told
    assert "dont" not in told  # all are open
    assert "julie.martin@exemple.fr : bénévole" in told
    assert OpenAccount(account=julie.user_id) in [one.act for one in buttons(answers)]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("crée un compte pour lea@exemple.fr", Role.BENEVOLE),
        ("ouvre un compte manager à lea@exemple.fr", Role.MANAGER),
        ("invite lea@exemple.fr comme admin", Role.ADMIN),
    ],
)
def test_an_account_is_opened_by_a_sentence_and_a_yes(
    say: Say, services: Services, ada: User, text: str, role: Role
) -> None:
    question = find(say(text, user=ada), Confirm).question
    assert f"un compte {role.value} pour lea@exemple.fr" in question
    assert services.accounts.get("lea@exemple.fr") is None
    link = find(say("oui", user=ada), PasswordLink)
    opened = services.accounts.get("lea@exemple.fr")
    assert opened is not None
    assert (opened.role, opened.a_choisir) == (role, True)
    assert link.title.endswith("lea@exemple.fr")


def test_an_account_is_opened_by_a_form(
    say: Say, router: Router, services: Services, ada: User, julie: User
) -> None:
    asked = say("il faudrait que Sylvie puisse se connecter elle aussi", user=ada)
    problems, _ = fill(router, ada, asked, email="pas un mail", role="manager")
    assert set(problems) == {"email"}
    problems, _ = fill(router, ada, asked, email=julie.email, role="manager")
    assert "existe déjà" in problems["email"]
    problems, answer = fill(router, ada, asked, email="sylvie@exemple.fr", role="manager")
    assert not problems
    assert answer is not None
    assert find([answer], PasswordLink)
    opened = services.accounts.get("sylvie@exemple.fr")
    assert opened is not None
    assert opened.role is Role.MANAGER


@pytest.mark.parametrize(
    ("text", "told", "check"),
    [
        ("passe Julie manager", "à manager ?", lambda u: u.role is Role.MANAGER),
        ("passer julie.martin@exemple.fr admin", "à admin ?", lambda u: u.role is Role.ADMIN),
        ("ferme le compte de Julie", "ses sessions ouvertes se ferment", lambda u: not u.actif),
        ("Julie part de l'asso, coupe son accès", "Fermer le compte", lambda u: not u.actif),
        ("réinitialise le mot de passe de Julie", "ne servira plus", lambda u: u.a_choisir),
        ("Julie Martin a perdu son mot de passe", "ne servira plus", lambda u: u.a_choisir),
    ],
)
def test_an_account_changes_after_a_yes_that_tells_all(
    say: Say, services: Services, ada: User, julie: User, text: str, told: str, check: object
) -> None:
    question = find(say(text, user=ada), Confirm).question
    assert told in question
    assert "julie" in question
    assert not set("*\\") & set(question), "a question is shown as it is"
    before = services.accounts.get_by_id(julie.user_id)
    assert before == julie
    say("oui", user=ada)
    after = services.accounts.get_by_id(julie.user_id)
    assert check(after)  # type: ignore[operator]
    assert after is not None
    assert not after.accepts(julie.session_version, "any session")


def test_a_closed_account_is_opened_again(
    say: Say, services: Services, ada: User, julie: User
) -> None:
    services.accounts.disable(OPERATOR, julie.email)
    assert "déjà fermé" in texts(say("ferme le compte de Julie", user=ada))
    assert find(say("Julie revient, rouvre-lui son compte", user=ada), Confirm)
    say("oui", user=ada)
    assert services.accounts.log_in(julie.email, PASSWORD, "::1") is not None


def test_buttons_do_the_same_by_ids(
    router: Router, services: Services, ada: User, julie: User
) -> None:
    shown = press(router, ada, ShowAccounts())
    assert OpenAccount(account=julie.user_id) in [one.act for one in buttons(shown)]
    opened = press(router, ada, OpenAccount(account=julie.user_id))
    give = GiveRole(account=julie.user_id, role="manager")
    assert give in [one.act for one in buttons(opened)]
    question = find(press(router, ada, give), Confirm)
    router.confirm(ada, conversation_of(ada), question.pending_id, yes=True)
    found = services.accounts.get_by_id(julie.user_id)
    assert found is not None
    assert found.role is Role.MANAGER


def test_what_a_button_says_does_what_it_does(
    say: Say, router: Router, services: Services, ada: User, julie: User
) -> None:
    services.prospects.insert_imported([prospect()], None)  # an empty base says how to begin
    opened = press(router, ada, OpenAccount(account=julie.user_id))
    for button in buttons(opened):
        assert button.act is not None
        clicked, typed = press(router, ada, button.act), say(button.say, user=ada)
        ask, asked = find(clicked, Confirm), find(typed, Confirm)
        assert (ask.question if ask else texts(clicked)) == (
            asked.question if asked else texts(typed)
        ), button.say


def test_the_last_admin_stays(say: Say, router: Router, services: Services, ada: User) -> None:
    assert "votre propre compte" in find(say("ferme le compte d'Ada", user=ada), Confirm).question
    assert "dernier compte admin" in texts(say("oui", user=ada))
    question = find(press(router, ada, GiveRole(account=ada.user_id, role="manager")), Confirm)
    answer = router.confirm(ada, conversation_of(ada), question.pending_id, yes=True)
    assert "dernier compte admin" in texts([answer])
    assert services.accounts.get_by_id(ada.user_id) == ada


@pytest.mark.parametrize(
    "text",
    [
        *("montre les comptes", "crée un compte pour lea@exemple.fr", "passe Julie admin"),
        *("ferme le compte de Julie", "réinitialise le mot de passe de Julie", "crée un compte"),
        *("règle le serveur de mail", "rouvre le compte de Julie", "règle les envois"),
    ],
)
@pytest.mark.parametrize("user", [GIGI, NICO], ids=["manager", "benevole"])
def test_others_are_refused_kindly(say: Say, julie: User, text: str, user: User) -> None:
    (answer,) = say(text, user=user)
    assert answer.refused
    assert "Demandez à un compte admin" in texts([answer])
    assert julie.email not in texts([answer])


@pytest.mark.parametrize("kind", [ShowAccounts(), InviteSomebody()])
def test_others_press_no_button(router: Router, kind: Act) -> None:
    assert press(router, NICO, kind)[0].refused
    assert press(router, NICO, CloseAccount(account="x"))[0].refused


def test_nobody_and_several_are_asked_about(say: Say, services: Services, ada: User) -> None:
    assert "De quel compte" in texts(say("ferme le compte de Nadège", user=ada))
    absent = texts(say("ferme le compte de personne@exemple.fr", user=ada)).replace("\\", "")
    assert "pas de compte pour personne@exemple.fr" in absent
    for name in ("julie.martin", "julie.petit"):
        services.accounts.add(OPERATOR, f"{name}@exemple.fr", Role.BENEVOLE, PASSWORD)
    answers = say("passe Julie manager", user=ada)
    assert "Plusieurs comptes" in texts(answers)
    offered = [b.label for b in buttons(answers) if isinstance(b.act, OpenAccount)]
    assert offered == ["julie.martin@exemple.fr", "julie.petit@exemple.fr"]


# --- the link -------------------------------------------------------------------------------------


def test_a_link_is_shown_once_and_kept_nowhere(
    say: Say, router: Router, services: Services, database: Database, ada: User, julie: User
) -> None:
    say("réinitialise le mot de passe de Julie", user=ada)
    offer = find(say("oui", user=ada), PasswordLink)
    shown = router.password_link(ada, offer.pending_id)
    token = shown["url"].partition("#")[2]
    assert shown["url"].startswith("/acces#")
    for name in database.mongo.list_collection_names():
        assert token not in str(list(database.mongo[name].find())), name
    with pytest.raises(Exception, match="déjà été montré"):
        router.password_link(ada, offer.pending_id)
    services.own_account.choose_by_link(token, NEW, NEW, "::1")
    assert services.accounts.log_in(julie.email, NEW, "::1") is not None


def test_a_link_is_its_admins_alone(say: Say, router: Router, ada: User, julie: User) -> None:
    say("réinitialise le mot de passe de Julie", user=ada)
    offer = find(say("oui", user=ada), PasswordLink)
    for user in (GIGI, julie, ada.model_copy(update={"role": Role.MANAGER})):
        with pytest.raises(Exception, match=r"déjà été montré|Vous ne pouvez pas"):
            router.password_link(user, offer.pending_id)


def test_a_link_has_the_public_address(
    say: Say, router: Router, services: Services, ada: User, julie: User
) -> None:
    services.configuration.set(ada, "public_url", "https://mimicom.exemple.fr")
    say("réinitialise le mot de passe de Julie", user=ada)
    offer = find(say("oui", user=ada), PasswordLink)
    url = router.password_link(ada, offer.pending_id)["url"]
    assert url.startswith("https://mimicom.exemple.fr/acces#")


# --- one's own ------------------------------------------------------------------------------------


def test_anybody_changes_their_own_password(
    say: Say, router: Router, services: Services, database: Database, julie: User
) -> None:
    asked = say("change mon mot de passe", user=julie)
    fields = router.form(julie, find(asked, Form).form_id)["fields"]
    assert [one["kind"] for one in fields] == ["password"] * 3
    assert not any(one["value"] for one in fields)
    problems, _ = fill(router, julie, asked, ancien="faux", nouveau=NEW, encore=NEW)
    assert set(problems) == {"ancien"}
    problems, answer = fill(router, julie, asked, ancien=PASSWORD, nouveau=NEW, encore=NEW)
    assert not problems
    assert answer is not None
    assert "vos autres sessions sont fermées" in texts([answer])
    found = services.accounts.log_in(julie.email, NEW, "::1")
    assert found is not None
    assert found.accepts(julie.session_version, "this session")
    assert not found.accepts(julie.session_version, "another")
    for name in database.mongo.list_collection_names():
        kept = str(list(database.mongo[name].find()))
        assert NEW not in kept, name
        assert PASSWORD not in kept, name


def test_guesses_in_a_form_are_counted(say: Say, router: Router, julie: User) -> None:
    asked = say("change mon mot de passe", user=julie)
    for _ in range(5):
        fill(router, julie, asked, ancien="faux", nouveau=NEW, encore=NEW)
    with pytest.raises(Exception, match="Trop d'essais"):
        fill(router, julie, asked, ancien=PASSWORD, nouveau=NEW, encore=NEW)


def test_anybody_changes_their_own_email(
    say: Say, router: Router, services: Services, julie: User
) -> None:
    asked = say("mon adresse a changé, c'est julie@autre.fr maintenant", user=julie)
    problems, answer = fill(router, julie, asked, email="julie@autre.fr", ancien=PASSWORD)
    assert not problems
    assert answer is not None
    assert "reconnectez-vous" in texts([answer])
    assert services.accounts.log_in("julie@autre.fr", PASSWORD, "::1") is not None


@pytest.mark.parametrize("text", ["quel est mon rôle ?", "quels sont mes droits ?", "mon compte"])
def test_anybody_knows_their_rights(say: Say, julie: User, text: str) -> None:
    told = texts(say(text, user=julie))
    assert "bénévole" in told
    assert "ajouter et modifier des fiches" in told


def test_ones_own_password_is_never_reset(say: Say, ada: User) -> None:
    assert find(say("réinitialise le mot de passe d'Ada", user=ada), Form)


def test_the_first_admin_is_asked_to_choose(router: Router, services: Services) -> None:
    first = services.accounts.first_account()
    assert first is not None
    admin = first[0]
    form = find([router.welcome(admin, conversation_of(admin))], Form)
    values = {"email": "ada@exemple.fr", "nouveau": NEW, "encore": NEW}
    problems, _ = router.submit(admin, conversation_of(admin), form.form_id, values, "s")
    assert not problems
    now = services.accounts.log_in("ada@exemple.fr", NEW, "::1")
    assert now is not None
    assert not find([router.welcome(now, "another")], Form)


def test_a_terminal_says_where_a_password_is_changed(services: Services, julie: User) -> None:
    chat = TerminalChat(services, julie, "terminal:julie")
    document, _ = chat.ask("change mon mot de passe")
    assert "mimicom users password" in document["form"]["how"]


@pytest.mark.parametrize("text", ["montre les comptes", "Liste des comptes", "les utilisateurs"])
def test_accounts_are_listed_whatever_was_shown_before(say: Say, ada: User, text: str) -> None:
    for before in ("montre-moi les ludothèques", "montre le tableau de bord"):
        say(before, user=ada)
        assert "compte" in texts(say(text, user=ada))
        assert any("Ouvrir un compte" in one.label for one in buttons(say(text, user=ada)))
