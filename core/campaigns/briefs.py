"""What a campaign would do: who is selected, left out and why, what the mail lacks."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from core.campaigns.counting import Counting, Segmenting, Sums
from core.campaigns.eligibility import Eligibility, Judged
from core.campaigns.following import Following
from core.campaigns.halves import Halves
from core.campaigns.lacks import ALWAYS_KEPT, Lacks, said, told, values_of
from core.campaigns.letters import Letters
from core.campaigns.models import Brief, Campaign, LeftOut, RecipientState
from core.campaigns.recipients import RecipientStore
from core.content.models import Mail
from core.content.variables import Uses, uses_of
from core.database import Document
from core.mailer.tokens import new_key
from core.prospects.service import ProspectService

_FROZEN = ALWAYS_KEPT | {"email", "type_prospect", "region"}
"""What rows keep of a record beside what the mail uses."""
_NOBODY = Uses(frozenset(), frozenset(), frozenset())


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
        self._counting = Counting(prospects, eligibility, segmenting)

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
        used = uses.fields if lacks is not None else frozenset()
        sums = None
        if self._following.of(campaign) is None:
            sums = self._counting.sums(campaign.filtre, used, lacks)
        if sums is None:
            sums = self._read(campaign, used, lacks)
        return brief_of(campaign, sums.selected, sums.reasons, sums.missing, sums.segments)

    def _read(self, campaign: Campaign, used: frozenset[str], lacks: Lacks | None) -> Sums:
        """The same, read whole."""
        sums = Sums()
        for some in self.judged(campaign, used):
            sums.selected += len(some)
            sums.add(some, self._segmenting.of(_kept(some)), used, lacks)
        return sums

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
        halves = Halves()
        rank = 0
        for some in self.judged(campaign, uses.fields | _FROZEN):
            rows, kept = [], _kept(some)
            for one, segment in zip(kept, self._segmenting.of(kept), strict=True):
                row = row_of(campaign, mail, one, rank, uses.fields, lacks)
                row["segment"] = segment
                row["en_reponse_a"] = followed.get(one["_id"]) or None
                if campaign.objet_b is not None and _mailed(row) and halves.second():
                    row["objet"] = campaign.objet_b
                rows.append(row)
                rank += 1
            yield rows, Counter(one.reason for one in some if one.reason is not None)


def _mailed(row: Document) -> bool:
    return bool(row["etat"] == RecipientState.TO_SEND)


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


def frozen_brief(campaign: Campaign, store: RecipientStore) -> Brief:
    """The brief of a campaign that is approved."""
    key = campaign.campagne_id
    counts = store.counts(key)
    rows = sum(n for state, n in counts.items() if state is not RecipientState.LEFT_OUT)
    left = Counter(campaign.ecartes) + Counter(store.left_out(key))
    reasons = {reason: left[reason.value] for reason in LeftOut if left[reason.value]}
    missing: Counter[str] = Counter()
    for reason, count in store.reasons(key, RecipientState.FAILED).items():
        missing.update(dict.fromkeys(said(reason), count))
    selected = rows + sum(reasons.values())
    return brief_of(campaign, selected, reasons, missing, store.segments(key))


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
    missing = lacks.of(values)
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
        "raison": told(missing),
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
