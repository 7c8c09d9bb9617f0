"""Settings of the installation, changed by forms: secrets are never shown, nor kept elsewhere."""

import pytest

from assistant.replies import Answer, Form
from assistant.router import Router
from core.accounts.models import Role, User
from core.configuration.keys import (
    CONSENT_STRICT,
    PLANNING_DAYS,
    SEND_PER_MINUTE,
    SMTP_SENDER,
    SMTP_URL,
)
from core.database import Database
from core.services import Services
from tests.assistant.conftest import Say, conversation_of
from tests.assistant.skills.test_turns import find, texts

ADMIN = User(user_id="ada", email="ada@exemple.fr", role=Role.ADMIN)
SECRET = "s3cr3t/à part"


def fields(router: Router, answers: list[Answer]) -> dict[str, dict[str, object]]:
    form = router.form(ADMIN, find(answers, Form).form_id)
    return {one["name"]: one for one in form["fields"]}


def fill(router: Router, answers: list[Answer], **values: str) -> tuple[dict[str, str], str]:
    """Every field as it was shown, but those given ("__" for ".")."""
    given = {name.replace("__", "."): value for name, value in values.items()}
    shown = {name: str(one["value"]) for name, one in fields(router, answers).items()}
    form_id = find(answers, Form).form_id
    problems, answer = router.submit(ADMIN, conversation_of(ADMIN), form_id, shown | given)
    return problems, texts([answer]) if answer else ""


@pytest.mark.parametrize(
    "text",
    ["règle le serveur de mail", "configuration smtp", "les mails partent de la mauvaise adresse"],
)
def test_the_mail_server_has_a_form(say: Say, router: Router, text: str) -> None:
    shown = fields(router, say(text, user=ADMIN))
    assert [name for name in shown if not name.endswith(".mot_de_passe")] == [
        *("smtp.url", "smtp.sender", "imap.url", "public_url"),
    ]
    assert shown["smtp.url.mot_de_passe"]["kind"] == "password"


def test_the_overview_offers_the_forms(say: Say) -> None:
    told = texts(say("montre les réglages", user=ADMIN))
    assert "`smtp.sender`" in told


def test_a_password_is_given_apart_and_never_shown(
    say: Say, router: Router, services: Services, database: Database
) -> None:
    given = {"smtp__url": "smtps://nico@exemple.fr@smtp.exemple.fr:465"}
    asked = say("règle le serveur de mail", user=ADMIN)
    problems, _ = fill(router, asked, **given)
    assert "mot de passe" in problems["smtp.url"]
    secret = {"smtp__url__mot_de_passe": SECRET, "smtp__sender": "Festival <f@exemple.fr>"}
    problems, told = fill(router, asked, **given, **secret)
    assert not problems
    assert SECRET not in told
    server = services.configuration.get(SMTP_URL)
    assert server is not None
    assert server.password is not None
    assert (server.user, server.password.get_secret_value()) == ("nico@exemple.fr", SECRET)
    assert str(services.configuration.get(SMTP_SENDER)) == "Festival <f@exemple.fr>"
    for name in database.mongo.list_collection_names():
        assert SECRET not in str(list(database.mongo[name].find())), name
    again = fields(router, say("règle le serveur de mail", user=ADMIN))
    assert again["smtp.url"]["value"] == "smtps://nico@exemple.fr@smtp.exemple.fr:465"
    assert SECRET not in str(again)
    assert again["smtp.url.mot_de_passe"]["value"] == ""


def test_a_kept_password_goes_to_its_own_server_only(
    say: Say, router: Router, services: Services
) -> None:
    services.configuration.set(ADMIN, "smtp.url", "smtps://nico:s3cret@exemple.fr:465")

    def change(url: str) -> dict[str, str]:
        return fill(router, say("règle le serveur de mail", user=ADMIN), smtp__url=url)[0]

    for other in (
        *("smtps://nico@ailleurs.fr:465", "smtps://lea@exemple.fr:465"),
        *("smtp://nico@exemple.fr:465", "smtps://nico@exemple.fr:2465"),
    ):
        assert "donnez le mot de passe" in change(other)["smtp.url"].lower()
    assert not change("smtps://nico@exemple.fr")
    server = services.configuration.get(SMTP_URL)
    assert server is not None
    assert server.password is not None
    assert server.password.get_secret_value() == "s3cret"
    assert not change("")
    assert services.configuration.get(SMTP_URL) is None


def test_what_does_not_fit_changes_nothing(say: Say, router: Router, services: Services) -> None:
    asked = say("règle les envois", user=ADMIN)
    problems, _ = fill(router, asked, send__per_minute="beaucoup", send__per_hour="200")
    assert set(problems) == {"send.per_minute"}
    _, told = fill(router, asked, send__per_minute="20", consent__strict="on")
    assert "minute : 20" in told
    assert services.configuration.get(SEND_PER_MINUTE) == 20
    assert services.configuration.get(CONSENT_STRICT) is True


def test_the_planning_has_its_choices(say: Say, router: Router, services: Services) -> None:
    asked = say("règle les jours travaillés", user=ADMIN)
    assert ["tous", "tous"] in fields(router, asked)["planning.days"]["choices"]  # type: ignore[operator]
    assert fill(router, asked)[1] == "Rien n'a changé."
    fill(router, say("règle les jours travaillés", user=ADMIN), planning__days="tous")
    assert services.configuration.get(PLANNING_DAYS) == "tous"


def test_a_form_of_an_admin_is_nobody_elses(say: Say, router: Router) -> None:
    form_id = find(say("règle les envois", user=ADMIN), Form).form_id
    former = ADMIN.model_copy(update={"role": Role.BENEVOLE})
    with pytest.raises(Exception, match="Vous ne pouvez pas changer les réglages"):
        router.form(former, form_id)
    with pytest.raises(Exception, match="Vous ne pouvez pas changer les réglages"):
        router.submit(former, conversation_of(former), form_id, {"send.per_minute": "1"})
