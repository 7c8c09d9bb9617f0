"""A prospect's record: the fields of the data contract, and what is derived from them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from core.prospects import groups, names, searched
from core.prospects.filters import PresenceField
from core.vocabulary.places import place_key
from core.vocabulary.text import fold
from core.vocabulary.values import (
    AudienceBand,
    ContactMethod,
    Network,
    ProspectType,
    Response,
    Status,
    audience_band,
)

Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
Line = Annotated[str, Field(max_length=500)]


class Holders(NamedTuple):
    """The ids of the records that have an e-mail or a telephone."""

    others: tuple[str, ...]
    own: tuple[str, ...]
    """Of those that the import in question added."""


class Comment(BaseModel):
    """One dated remark; remarks are appended to, never overwritten."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    texte: Annotated[str, Field(min_length=1, max_length=10_000)]
    auteur: Line | None = None
    date: datetime | None = None


class Prospect(BaseModel):
    """One organisation, spelled as in CSV files, filters and mail templates.

    Values are canonical already (see `core.prospects.normalise`): phones E.164, e-mails lower case,
    departements by code.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    prospect_id: str
    nom_structure: Annotated[str, Field(min_length=1, max_length=500)]
    nom_contact: Line | None = None
    email: Line | None = None
    telephone: Line | None = None
    type_prospect: ProspectType = ProspectType.AUTRE
    pays: Line | None = None
    region: Line | None = None
    departement: Line | None = None
    ville: Annotated[str, Field(min_length=1, max_length=500)]
    code_postal: Line | None = None
    adresse: Line | None = None
    nb_adherents: Count | None = None
    facebook: Line | None = None
    x: Line | None = None
    instagram: Line | None = None
    tiktok: Line | None = None
    youtube: Line | None = None
    facebook_followers: Count | None = None
    x_followers: Count | None = None
    instagram_followers: Count | None = None
    tiktok_followers: Count | None = None
    youtube_followers: Count | None = None
    site_web: Line | None = None
    accepte_contact: bool | None = None
    methode_contact: ContactMethod | None = None
    statut: Status = Status.JAMAIS_CONTACTE
    date_dernier_contact: date | None = None
    date_retour: date | None = None
    retour_prospect: Response | None = None
    commentaires: tuple[Comment, ...] = ()
    tags: tuple[Line, ...] = ()
    autres_emails: tuple[Line, ...] = ()
    autres_telephones: tuple[Line, ...] = ()
    cree_le: datetime | None = None
    modifie_le: datetime | None = None
    source: Line | None = None
    version: int = 1

    def reached_by(self) -> dict[str, tuple[str, ...]]:
        """All its e-mails and telephones, by the field of the main one, which comes first."""
        return {main: told(self.__dict__, main) for main in FURTHER}

    def followers(self, network: Network) -> int | None:
        """Followers on one network, where known."""
        count: int | None = getattr(self, f"{network.value}_followers")
        return count

    def audience(self) -> int | None:
        """People reached (see `audience`)."""
        counts = [c for n in Network if (c := self.followers(n)) is not None]
        return audience(self.type_prospect, self.nb_adherents, counts)

    def audience_band(self) -> AudienceBand | None:
        """The band of `audience()`; None where it is unknown."""
        size = self.audience()
        return None if size is None else audience_band(size)


FURTHER: Mapping[str, str] = {"email": "autres_emails", "telephone": "autres_telephones"}
"""The field of further addresses or numbers, by that of the main one."""
LISTS = frozenset({"commentaires", "tags", *FURTHER.values()})
"""Fields of several values."""


def told(values: Mapping[str, Any], main: str) -> tuple[str, ...]:
    """The e-mails, or the telephones, of a record's values: the main one first."""
    first, others = values.get(main), values.get(FURTHER[main]) or ()
    return (first, *others) if first else tuple(others)


FIELDS: tuple[str, ...] = tuple(name for name in Prospect.model_fields if name != "version")
"""The contract's fields, in the order of exports."""


Values = dict[str, Any]
"""Fields of a record by name, each with the type that `Prospect` gives it."""


def derived(fields: Mapping[str, Any], comments: Iterable[str]) -> Values:
    """What is stored beside a record's fields so that filters stay covered by plain indexes.

    `presents` lists the fields that have a value, `*_norm` are folded for search and order
    (the database's own case folding knows no accents), `son_nom` and `cles_nom` find a
    misspelt name, `lieu` and `profil` are what indicators group by; for the rest see `searched`.
    `comments` are the texts of its comments.
    """
    name, town, contact = fields["nom_structure"], fields["ville"], fields["nom_contact"]
    folded = fold(name)
    texts = [folded, *(fold(text) for text in (contact or "", *comments, *fields["tags"]))]
    return {
        "nom_norm": folded,
        # Alphabetical order in one field that no two records share: sorting by two costs four
        # times as much on the embedded server.
        "nom_tri": f"{folded} {fields['prospect_id']}",
        **names.stored(name, town, contact),
        "ville_norm": _town_key(town),
        "texte_norm": " ".join(filter(None, texts)),
        **searched.stored(fields),
        **measured(fields),
    }


def measured(fields: Mapping[str, Any]) -> Values:
    """The part of `derived` that filters and indicators count by."""
    counts = [c for name in _FOLLOWERS if (c := fields[name]) is not None]
    present = [field for field in _PRESENCE if fields[field] is not None]
    band, delay = _band(fields, counts), response_delay(fields)
    return {
        "presents": present,
        "followers_total": sum(counts) if counts else None,
        "tranche_public": band,
        "delai_reponse": delay,
        "lieu": groups.place(fields),
        "profil": groups.profile(fields, band, delay, present),
    }


_FOLLOWERS = tuple(f"{network.value}_followers" for network in Network)
_PRESENCE = tuple(field.value for field in PresenceField)
_town_key = lru_cache(maxsize=50_000)(place_key)


def response_delay(fields: Mapping[str, Any]) -> int | None:
    """Days between the last contact and the answer; None without an answer or one of the dates.

    An answer older than the last contact answers an earlier one, whose date is no longer known.
    """
    contacted, answered = fields["date_dernier_contact"], fields["date_retour"]
    if fields["retour_prospect"] is None or contacted is None or answered is None:
        return None
    days = int((answered - contacted).days)
    return days if days >= 0 else None


def _band(fields: Mapping[str, Any], counts: Sequence[int]) -> str | None:
    size = audience(fields["type_prospect"], fields["nb_adherents"], counts)
    return None if size is None else audience_band(size).value


def audience(kind: ProspectType, members: int | None, followers: Sequence[int]) -> int | None:
    """People reached: the largest network for influencers, else members, else that network."""
    if kind == ProspectType.INFLUENCEUR or members is None:
        return max(followers, default=None)
    return members
