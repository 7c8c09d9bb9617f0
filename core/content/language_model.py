"""An optional language model over the protocol of OPENAI_BASE_URL: off unless it is given.

It sees paragraphs whose variables are marks: no personal data leaves. What it answers is refused
unless every mark, fact and link is there still.
"""

import json
import re
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from typing import Any

import httpx

from core.content.composing import Composed
from core.content.facts import Facts
from core.content.recipes import Part, Recipe
from core.errors import Refused, Unavailable
from core.settings import Settings

_MOST_ANSWER, _MOST_TIMES = 200_000, 3
_PARTS = (Part.OUVERTURE, Part.ANNONCE, Part.RAISONS, Part.COMPLEMENT, Part.APPEL)
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_MARK = re.compile(r"⟦\d+⟧")
_LINK = re.compile(r"https?://\S+")
_FIGURE = re.compile(r"\d+")
_ASKED = (
    "Tu corriges des mails d'une association française. Reformule chaque paragraphe du JSON, en "
    "français correct et chaleureux, sans rien inventer. Garde tel quel chaque repère ⟦1⟧, chaque "
    "lien, chaque date, chaque lieu et chaque nom. Ne change pas le vouvoiement ou le tutoiement. "
    "Réponds par le même JSON, avec les mêmes clés, et rien d'autre."
)


class LanguageModel:
    """Asks the server that the environment names."""

    def __init__(self, settings: Settings) -> None:
        self._url = (settings.openai_base_url or "").rstrip("/")
        self._model = settings.openai_model or ""
        self._key = settings.openai_api_key
        self._seconds = settings.openai_seconds

    @property
    def name(self) -> str | None:
        """The model's name where it may be asked; None where it is off."""
        return self._model if self._url and self._model else None

    def rewritten(self, composed: Composed, recipe: Recipe) -> dict[Part, str]:
        """Paragraphs in other words. Unavailable, or Refused, with what to say."""
        if self.name is None:
            raise Refused("Aucun modèle de langue n'est installé : je garde le texte.")
        kept: dict[str, list[str]] = {}
        sent = {}
        for one in composed.paragraphs:
            if one.part in _PARTS and "{%" not in one.text:
                sent[one.part.value], kept[one.part.value] = _marked(one.text)
        answer = self._asked(sent)
        found = {}
        for name, text in sent.items():
            new = answer.get(name)
            _check(text, new, recipe.faits)
            found[Part(name)] = _unmarked(str(new), kept[name])
        return found

    def _asked(self, sent: Mapping[str, str]) -> Mapping[str, Any]:
        pool = ThreadPoolExecutor(1)
        try:
            future: Future[Mapping[str, Any]] = pool.submit(self._answer, sent)
            return future.result(timeout=self._seconds)
        except (TooLate, httpx.TimeoutException) as error:
            seconds = f"{self._seconds:g}".replace(".", ",")
            raise Unavailable(
                f"Le modèle de langue n'a pas répondu en {seconds} secondes : je garde le texte."
            ) from error
        except (httpx.HTTPError, ValueError, KeyError, IndexError, TypeError) as error:
            raise Unavailable(
                "Le modèle de langue n'a pas répondu comme il faut : je garde le texte."
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _answer(self, sent: Mapping[str, str]) -> Mapping[str, Any]:
        headers = {"Authorization": f"Bearer {self._key.get_secret_value()}"} if self._key else {}
        body = {
            "model": self._model,
            "messages": [
                {"role": "system", "content": _ASKED},
                {"role": "user", "content": json.dumps(sent, ensure_ascii=False)},
            ],
        }
        end = time.monotonic() + self._seconds
        with httpx.Client(timeout=self._seconds, follow_redirects=False, trust_env=False) as client:
            url = f"{self._url}/chat/completions"
            with client.stream("POST", url, json=body, headers=headers) as response:
                response.raise_for_status()
                data = b""
                for piece in response.iter_bytes():
                    data += piece
                    if time.monotonic() > end:
                        raise TooLate
                    if len(data) > _MOST_ANSWER:
                        raise ValueError("too long")
        content = json.loads(data)["choices"][0]["message"]["content"]
        answer = json.loads(content[content.index("{") : content.rindex("}") + 1])
        if not isinstance(answer, dict):
            raise ValueError("no object")
        return answer


def _marked(text: str) -> tuple[str, list[str]]:
    """The text with a mark for each variable, and what they stand for."""
    kept: list[str] = []

    def mark(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"⟦{len(kept)}⟧"

    return _JINJA.sub(mark, text), kept


def _unmarked(text: str, kept: list[str]) -> str:
    for rank, one in enumerate(kept, start=1):
        text = text.replace(f"⟦{rank}⟧", one)
    return text.strip()


def _check(before: str, after: object, facts: Facts) -> None:
    """Refused unless every mark, figure, link and fact is there, and nothing of Jinja is new."""
    if not isinstance(after, str) or not after.strip():
        raise _changed("un paragraphe manque")
    if "{" in after or "}" in after or len(after) > _MOST_TIMES * len(before) + 200:
        raise _changed("il n'a pas la forme attendue")
    for rule, told in ((_MARK, "une variable"), (_LINK, "un lien"), (_FIGURE, "un chiffre")):
        if sorted(rule.findall(before)) != sorted(rule.findall(after)):
            raise _changed(f"{told} a changé")
    for fact in (facts.evenement, facts.lieu, facts.prix, facts.horaires):
        if fact and fact in before and fact not in after:
            raise _changed(f"« {fact} » a disparu")


def _changed(why: str) -> Refused:
    return Refused(f"Le texte du modèle de langue est écarté ({why}) : je garde le vôtre.")
