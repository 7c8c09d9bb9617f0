"""What a campaign would do: who is selected, left out and why, what the mail lacks."""

import random
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from core.campaigns.eligibility import Eligibility, Judged
from core.campaigns.following import Following
from core.campaigns.letters import Letters
from core.campaigns.models import Brief, Campaign, LeftOut, RecipientState
from core.content.models import Mail
from core.content.variables import Uses, kept, uses_of
from core.content.writing import lacking
from core.database import Document
from core.mailer.tokens import new_key
from core.prospects.service import ProspectService

ALWAYS_KEPT = frozenset({"source", "cree_le"})
"""Every mail says where the address comes from."""
_FROZEN = ALWAYS_KEPT | {"email", "type_prospect", "region"}
"""What rows keep of a record beside what the mail uses."""
_HALF = 0.5
_NOBODY = Uses(frozenset(), frozenset(), frozenset())


class Lacks:
    """Which variables people lack; those who have the same fields lack the same ones."""

    def __init__(self, letters: Letters, mail: Mail, uses: Uses) -> None:
        self._letters, self._mail, self._uses = letters, mail, uses
        self._known: dict[tuple[object, ...], frozenset[str]] = {}

    def of(self, values: Mapping[str, Any]) -> frozenset[str]:
        """The variables without a value nor a fallback in the mail of who has these values."""
        present = frozenset(values) & self._uses.fields
        key = (present, *(str(values.get(name)) for name in sorted(self._uses.deciding)))
        if key not in self._known:
            letter = self._letters.letter(values, "mailto:a@exemple.fr")
            self._known[key] = lacking(self._mail, values, letter)
        return self._known[key]


class Segmenting(Protocol):
    """The segments of people, which are of a room above."""

    def fields(self) -> frozenset[str]: ...

    def of(self, documents: Sequence[Document]) -> list[str]: ...


class Briefs:
    """Reads a selection whole, some records at a time."""

    def __init__(
        self,
        prospects: ProspectService,
        eligibility: Eligibility,
        following: Following,
        segmenting: Segmenting,
    ) -> None:
        self._segmenting = segmenting
        self._prospects = prospects
        self._eligibility = eligibility
        self._following = following

    def judged(self, campaign: Campaign, fields: frozenset[str]) -> Iterator[list[Judged]]:
        """The campaign's selection."""
        read = self._eligibility.fields() | self._segmenting.fields() | fields
        wanted = sorted(read - {"prospect_id"})
        batches = self._prospects.documents(campaign.filtre, wanted)
        return self._eligibility.judge(_among(batches, self._following.of(campaign)))

    def brief(self, campaign: Campaign, letters: Letters | None) -> Brief:
        """The brief of a campaign that is not approved."""
        mail = whole_mail(campaign)
        uses = uses_of(mail) if mail else _NOBODY
        lacks = Lacks(letters, mail, uses) if letters and mail else None
        reasons: Counter[LeftOut] = Counter()
        missing: Counter[str] = Counter()
        segments: Counter[str] = Counter()
        selected = 0
        for some in self.judged(campaign, uses.fields):
            selected += len(some)
            segments.update(self._segmenting.of(_kept(some)))
            reasons.update(one.reason for one in some if one.reason is not None)
            if lacks is not None and uses.fields:
                for one in some:
                    if one.reason is None:
                        missing.update(lacks.of(values_of(one.document, uses.fields)))
        return brief_of(campaign, selected, reasons, missing, segments)

    def rows(
        self, campaign: Campaign, letters: Letters
    ) -> Iterator[tuple[list[Document], Counter[LeftOut]]]:
        """The rows of a campaign that is being approved, some at a time, with those left out."""
        mail, whole = campaign.mail, whole_mail(campaign)
        assert mail is not None
        assert whole is not None
        uses = uses_of(whole)
        lacks = Lacks(letters, whole, uses)
        followed = self._following.of(campaign) or {} if campaign.enchaine else {}
        halves = random.SystemRandom()
        rank = 0
        for some in self.judged(campaign, uses.fields | _FROZEN):
            rows, kept = [], _kept(some)
            for one, segment in zip(kept, self._segmenting.of(kept), strict=True):
                row = row_of(campaign, mail, one, rank, uses.fields, lacks)
                row["segment"] = segment
                row["en_reponse_a"] = followed.get(one["_id"]) or None
                if campaign.objet_b is not None and halves.random() < _HALF:
                    row["objet"] = campaign.objet_b
                rows.append(row)
                rank += 1
            yield rows, Counter(one.reason for one in some if one.reason is not None)


def _kept(judged: Sequence[Judged]) -> list[Document]:
    """Those who may be written to."""
    return [one.document for one in judged if one.reason is None]


def whole_mail(campaign: Campaign) -> Mail | None:
    """The campaign's mail with all that it may say: both subjects where there are two."""
    if campaign.mail is None or campaign.objet_b is None:
        return campaign.mail
    return campaign.mail.model_copy(update={"sujet": f"{campaign.mail.sujet} {campaign.objet_b}"})


def _among(
    batches: Iterable[list[Document]], wanted: Container[str] | None
) -> Iterator[list[Document]]:
    for some in batches:
        yield some if wanted is None else [one for one in some if one["_id"] in wanted]


def brief_of(
    campaign: Campaign,
    selected: int,
    reasons: Mapping[LeftOut, int],
    missing: Mapping[str, int],
    segments: Mapping[str, int],
) -> Brief:
    """The brief of these counts."""
    eligible = selected - sum(reasons.values())
    return Brief(
        name=campaign.nom,
        state=campaign.etat,
        filter=campaign.filtre.as_json(),
        selected=selected,
        eligible=eligible,
        left_out={reason.value: reasons[reason] for reason in LeftOut if reasons.get(reason)},
        segments=dict(sorted(segments.items(), key=lambda one: (-one[1], one[0]))),
        missing_variables=dict(sorted(missing.items())),
        approved=campaign.approved,
    )


def values_of(document: Document, fields: frozenset[str]) -> dict[str, Any]:
    """The values of a record that a mail uses, frozen."""
    return kept({**document, "prospect_id": document["_id"]}, fields | ALWAYS_KEPT)


def row_of(
    campaign: Campaign,
    mail: Mail,
    document: Document,
    rank: int,
    fields: frozenset[str],
    lacks: Lacks,
) -> Document:
    """One person of an approved campaign, as stored."""
    values = values_of(document, fields)
    missing = sorted(lacks.of(values))
    state = RecipientState.FAILED if missing else RecipientState.TO_SEND
    return {
        "_id": f"{campaign.campagne_id}:{document['_id']}",
        "campagne_id": campaign.campagne_id,
        "prospect_id": document["_id"],
        "rang": rank,
        "etat": state.value,
        "email": document["email"],
        "valeurs": values,
        "objet": mail.sujet,
        "type_prospect": document.get("type_prospect"),
        "region": document.get("region"),
        "jeton": new_key(),
        "envoye_le": None,
        "raison": f"Sans valeur : {', '.join(missing)}" if missing else None,
        "essais": 0,
        "par": None,
        "essai": campaign.essai,
    }


def record_of(campaign: Campaign) -> dict[str, Any]:
    """A campaign's record as plain JSON, with its contract's names; the mail by its subject."""
    found = campaign.model_dump(mode="json", exclude={"mail", "filtre", "demo"})
    return found | {
        "filtre": campaign.filtre.as_json(),
        "objet": campaign.mail.sujet if campaign.mail else None,
        "approuvee": campaign.approved,
    }
