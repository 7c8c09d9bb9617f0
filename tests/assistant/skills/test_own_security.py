"""The second step of one's log-in and tokens of the API, set up in the conversation."""

from typing import Any

import pyotp
import pytest

from assistant.acts.of_accounts import OwnStep, RemoveStep, RevokeToken
from assistant.replies import Answer, Choices, Confirm, Form, ShownOnce, Text
from assistant.router import Router
from core.accounts.models import OPERATOR, Role, User
from core.errors import Refused
from core.services import Services

PASSWORD = "le festival de juin"


@pytest.fixture
def lila(services: Services) -> User:
    return services.accounts.add(OPERATOR, "lila@exemple.fr", Role.MANAGER, PASSWORD)


def one(answers: list[Answer], kind: type) -> Any:
    found = [r for a in answers for r in a.replies if isinstance(r, kind)]
    assert found, answers
    return found[0]


def texts(answers: list[Answer]) -> str:
    return " ".join(r.text for a in answers for r in a.replies if isinstance(r, Text))


@pytest.mark.parametrize(
    "sentence",
    [
        "active la double authentification", "Activer l'authentification à deux facteurs",
        "je veux activer la double vérification sur mon compte", "active la 2FA",
    ],
)  # fmt: skip
def test_the_step_is_put_on_by_a_sentence(router: Router, lila: User, sentence: str) -> None:
    form = one(router.turn(lila, "l", sentence), Form)
    assert form.title == "Activer la double vérification"


def test_the_step_is_added_used_and_taken_off(
    router: Router, services: Services, lila: User
) -> None:
    form = one(router.turn(lila, "l", "active la double authentification"), Form)
    code, _ = router.form(lila, form.form_id)["fields"]
    assert code["picture"].startswith("data:image/svg+xml")
    assert router.form(lila, form.form_id)["fields"][0]["picture"] == code["picture"]
    key = code["help"].partition(" : ")[2].replace(" ", "")
    values = {"code": "000000", "ancien": PASSWORD}
    problems, _ = router.submit(lila, "l", form.form_id, values | {"ancien": "autre"})
    assert set(problems) == {"ancien"}
    problems, _ = router.submit(lila, "l", form.form_id, values)
    assert set(problems) == {"code"}
    right = values | {"code": pyotp.TOTP(key).now()}
    problems, answer = router.submit(lila, "l", form.form_id, right)
    assert problems == {}
    assert answer is not None
    shown = one([answer], ShownOnce)
    codes = router.shown_once(lila, shown.pending_id)["lines"]
    assert isinstance(codes, list)
    assert len(codes) == 8
    with pytest.raises(Refused):
        router.shown_once(lila, shown.pending_id)
    assert services.accounts.log_in(lila.email, PASSWORD, "192.0.2.1") is None
    assert services.accounts.log_in(lila.email, f"{PASSWORD}{codes[0]}", "192.0.2.1") is not None
    assert "7 codes" in texts(router.turn(lila, "l", "ma double vérification"))
    off = one(router.turn(lila, "l", "désactive la double authentification"), Form)
    problems, _ = router.submit(lila, "l", off.form_id, {"ancien": PASSWORD})
    assert problems == {}
    assert services.accounts.log_in(lila.email, PASSWORD, "192.0.2.1") is not None


def test_an_admin_takes_off_the_step_of_who_lost_their_phone(
    router: Router, services: Services, lila: User
) -> None:
    secret = services.accounts.second_step.begin(lila).secret
    services.accounts.second_step.confirm(lila, pyotp.TOTP(secret).now())
    admin = services.accounts.add(OPERATOR, "ada@exemple.fr", Role.ADMIN, PASSWORD)
    [refused] = router.act(lila, "l", RemoveStep(account=lila.user_id).as_json())
    assert refused.refused
    assert one(router.act(admin, "a", RemoveStep(account=lila.user_id).as_json()), Confirm)
    typed = f"retire la double vérification de {lila.email}"
    assert router.turn(lila, "l", typed)[0].refused
    assert "compte" in texts(router.turn(admin, "a", f"{typed}x"))
    asked = one(router.turn(admin, "a", typed), Confirm)
    router.confirm(admin, "a", asked.pending_id, yes=True)
    assert not services.accounts.second_step.is_on(lila)


def test_a_token_is_made_shown_once_and_revoked(
    router: Router, services: Services, lila: User
) -> None:
    assert "pas de jeton" in texts(router.turn(lila, "l", "mes jetons d'API"))
    form = one(router.turn(lila, "l", "crée un jeton d'API"), Form)
    values = {"nom": "Site", "portee": "lecture", "jours": "30"}
    problems, _ = router.submit(lila, "l", form.form_id, values | {"nom": " "})
    assert set(problems) == {"nom"}
    _, answer = router.submit(lila, "l", form.form_id, values)
    assert answer is not None
    assert services.accounts.api_tokens.of(lila) == []
    shown = one([answer], ShownOnce)
    [secret] = router.shown_once(lila, shown.pending_id)["lines"]  # type: ignore[misc]
    known = services.accounts.api_tokens.user(secret)
    assert known is not None
    assert known.user_id == lila.user_id
    kept = list(services.database.mongo["pendings"].find())
    assert secret not in str(kept)
    [token] = services.accounts.api_tokens.of(lila)
    listed = router.turn(lila, "l", "montre-moi mes jetons")
    assert "Site" in texts(listed)
    assert any("Révoquer" in button.label for button in one(listed, Choices).buttons)
    assert one(router.act(lila, "l", RevokeToken(token=token.token_id).as_json()), Confirm)
    assert "pas de jeton" in texts(router.turn(lila, "l", "révoque le jeton Autre"))
    asked = one(router.turn(lila, "l", "révoque le jeton Site"), Confirm)
    router.confirm(lila, "l", asked.pending_id, yes=True)
    assert services.accounts.api_tokens.user(secret) is None


def test_a_volunteer_gets_no_more_than_their_role(router: Router, services: Services) -> None:
    nico = services.accounts.add(OPERATOR, "nico@exemple.fr", Role.BENEVOLE, PASSWORD)
    form = one(router.turn(nico, "n", "crée un jeton"), Form)
    scopes = router.form(nico, form.form_id)["fields"][1]["choices"]
    assert [scope for scope, _ in scopes] == ["lecture"]
    values = {"nom": "Site", "portee": "export", "jours": "30"}
    problems, _ = router.submit(nico, "n", form.form_id, values)
    assert problems
    [shown] = router.act(nico, "n", OwnStep(what="show").as_json())
    assert "pas active" in texts([shown])
