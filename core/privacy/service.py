"""What the product can do about personal data: tell all that is known of somebody, and erase it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.accounts.models import Permission, User
from core.clock import Clock
from core.database import Database, Document, Session
from core.errors import NotFound, Refused
from core.imports.service import ImportService
from core.jobs import runner
from core.journal.models import Action
from core.journal.service import JournalService
from core.privacy.access import AccessFile, ChangeTold, EntryTold, MailingTold
from core.privacy.folders import Folders
from core.privacy.models import Counts, Erasure, WhatGoes
from core.privacy.objections import Objections, marks_of_person
from core.privacy.person import Person, person_of
from core.privacy.places import PLACES
from core.privacy.store import Change, PrivacyStore
from core.prospects.models import Prospect, Values
from core.prospects.service import ProspectService
from core.vocabulary.text import fold

_WRITES = 1_000
"""Documents rewritten in one transaction."""
_OWN_LISTS = ("commentaires", "tags")
_COUNTED = (
    ("fiche", "fiche", "fiches"),
    ("commentaires", "commentaire", "commentaires"),
    ("tags", "étiquette", "étiquettes"),
    ("journal", "entrée du journal, dont les valeurs", "entrées du journal, dont les valeurs"),
    *((place.key, place.one, place.many) for place in PLACES),
    ("fichiers_import", "fichier d'import gardé", "fichiers d'import gardés"),
    ("lignes_import", "ligne de ces fichiers", "lignes de ces fichiers"),
    ("mises_a_jour", "modification gardée d'un import", "modifications gardées d'imports"),
    ("messages", "autre document qui la nomme", "autres documents qui la nomment"),
    ("fichiers", "fichier du dossier de données", "fichiers du dossier de données"),
)

_Step = Callable[[Session], object]


@dataclass(frozen=True)
class _Known:
    """A record about to go, and all that was ever said of it."""

    prospect: Prospect
    person: Person
    values: list[Mapping[str, Any]]
    entries: list[Document]


class PrivacyService:
    """The rights of the people in the base. Access for managers, erasure for admins."""

    def __init__(
        self,
        database: Database,
        prospects: ProspectService,
        imports: ImportService,
        journal: JournalService,
        clock: Clock,
    ) -> None:
        self._database = database
        self._prospects = prospects
        self._imports = imports
        self._journal = journal
        self._clock = clock
        self._store = PrivacyStore(database)
        self._folders = Folders(database.settings.folder)
        self._objections = Objections(database, clock)

    def objected(self, values: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
        """Of records' values, by which fields each is under objection: email, telephone or
        nom_structure (the name with its town). Imports and additions ask before they keep one."""
        return self._objections.objected(values)

    # Access

    def access_file(self, user: User, prospect_id: str) -> AccessFile:
        """Everything known about one record. Forbidden by role, NotFound if it is gone."""
        user.require(Permission.EXPORT)
        known = self._known(prospect_id)
        record = {k: _plain(v) for k, v in known.prospect.model_dump(mode="python").items()}
        imports = self._imports.erasure.touching(known.person, self._store.origin(prospect_id))
        return AccessFile(
            demande_le=self._clock(),
            fiche={k: v for k, v in record.items() if k not in (*_OWN_LISTS, "version")},
            commentaires=tuple(record["commentaires"]),
            tags=tuple(record["tags"]),
            journal=tuple(_entry(entry) for entry in known.entries),
            campagnes=self._campaigns(known.person),
            imports=tuple(
                {"fichier": i.filename, "le": i.cree_le.isoformat(), "par": i.par} for i in imports
            ),
            autres=self._others(known.person),
        )

    def _campaigns(self, person: Person) -> tuple[MailingTold, ...]:
        """What was sent, oldest first, each with what came of it."""
        found = {p.collection: self._store.about(p, person.ids) for p in PLACES[:2]}
        sent = sorted(found["recipients"], key=lambda d: str(d.get("envoye_le")))
        names = self._store.campaigns([document["campagne_id"] for document in sent])
        return tuple(
            {
                "campagne": names.get(one["campagne_id"], {}).get("nom", "Campagne supprimée"),
                "envoye_le": _plain(one.get("envoye_le")),
                "statut": one.get("etat"),
                "suites": [
                    {"quoi": e["kind"], "le": _plain(e["le"]), "valeur": e.get("valeur")}
                    for e in sorted(found["events"], key=lambda e: str(e["le"]))
                    if e["campagne_id"] == one["campagne_id"]
                ],
            }
            for one in sent
        )

    def _others(self, person: Person) -> dict[str, list[Document]]:
        found = {place.key: self._store.about(place, person.ids) for place in PLACES[2:]}
        return {key: [_plain(one) for one in some] for key, some in found.items() if some}

    # Erasure

    def what_will_go(self, user: User, prospect_id: str) -> WhatGoes:
        """The exact counts of what `erase` would take away. Admins only."""
        user.require(Permission.ERASE)
        known = self._known(prospect_id)
        counts, files = self._counts(known)
        said = {key: (one, many) for key, one, many in _COUNTED}
        return WhatGoes(
            prospect_id=prospect_id,
            nom_structure=known.prospect.nom_structure,
            counts=counts,
            files=files,
            others=tuple(sorted(self._store.others(known.person))),
            lines=tuple(f"{n} {said[key][n > 1]}" for key, n in counts.items() if n),
        )

    def erase(self, user: User, prospect_id: str, typed_name: str) -> Erasure:
        """Erase somebody everywhere. Admins only; Refused unless the name is typed.

        Interrupted, it is run again to its end: until the last step the record is there.
        """
        user.require(Permission.ERASE)
        known = self._known(prospect_id)
        if not _same(typed_name, known.prospect.nom_structure):
            raise Refused(
                "Le nom tapé n'est pas celui de la fiche : rien n'est effacé. Recopiez le nom de "
                "la structure tel qu'il est affiché."
            )
        counts, files = self._counts(known)
        others = tuple(sorted(self._store.others(known.person)))
        with runner.running() as mark:
            pseudonym = self._store.begin(prospect_id, mark, self._clock())
            # Files know no transaction. They come first: the record still says whom to look for.
            self._imports.erasure.erase(known.person)
            self._folders.forget(known.person)
            marks = marks_of_person(known.person, known.values)
            self._rewrite(
                known.person,
                pseudonym,
                lambda session: self._objections.add(marks, session),
                lambda session: self._end(user, prospect_id, counts, session),
            )
        self._prospects.touched()
        return Erasure(prospect_id, counts, len(files), len(marks), others)

    def cut(self, user: User) -> list[str]:
        """Records whose erasure was cut: it must be run again. For admins; others see none."""
        if not user.may(Permission.ERASE):
            return []
        found = self._store.cut(self._clock())
        return sorted(self._prospects.existing(found)) if found else []

    def _rewrite(self, person: Person, pseudonym: str, object_: _Step, end: _Step) -> None:
        """All in one transaction where it is small enough; else in several, the record last."""
        others = self._store.changes(person, pseudonym)
        own = self._store.entries_about(person)
        if sum(len(change.ids) for change in (*others, own)) <= _WRITES:
            self._together([object_, *map(self._step, others), self._step(own), end])
            return
        # The objections first: they come from values that the journal is about to lose.
        self._together([object_])
        for change in (*others, own):
            for part in change.parts(_WRITES):
                self._together([self._step(part)])
        self._together([end])

    def _step(self, change: Change) -> _Step:
        return lambda session: self._store.apply(change, session)

    def _together(self, steps: list[_Step]) -> None:
        def change(session: Session) -> None:
            for step in steps:
                step(session)

        self._database.transaction(change)

    def _end(self, user: User, prospect_id: str, counts: Counts, session: Session) -> None:
        """The trace, and the record, which goes last."""
        trace, entry_id = {"comptes": counts}, f"effacement-{prospect_id}"
        self._journal.record(user, Action.ERASE.value, prospect_id, trace, session, entry_id)
        self._prospects.remove([prospect_id], session)
        self._store.end(prospect_id, session)

    # Who it is

    def _known(self, prospect_id: str) -> _Known:
        prospect = self._prospects.get(prospect_id)
        if prospect is None:
            raise NotFound("Cette fiche n'existe plus : elle a été supprimée ou effacée.")
        ids, entries = self._history(prospect_id)
        values = [prospect.model_dump(mode="python"), *_past(entries)]
        person = person_of(ids, values, set())
        shared = self._store.namesakes(sorted(person.names), ids)
        person = person_of(ids, values, shared)
        accounts = self._store.accounts(sorted(person.emails))
        return _Known(prospect, person.without(accounts), values, entries)

    def _history(self, prospect_id: str) -> tuple[list[str], list[Document]]:
        """Ids of the record and of those merged into it, and the journal's entries about them."""
        ids, entries, new = [prospect_id], list[Document](), [prospect_id]
        while new:
            found = self._store.entries(new)
            entries += found
            absorbed = [r.get("prospect_id") for e in found for r in _absorbed(e)]
            new = [key for key in dict.fromkeys(absorbed) if key and key not in ids]
            ids += new
        return ids, sorted(entries, key=lambda entry: entry["le"])

    def _counts(self, known: _Known) -> tuple[Counts, tuple[str, ...]]:
        """How many of each, and the names of the imports whose file goes."""
        person = known.person
        kept = self._imports.erasure.kept_of(person)
        counts = {
            "fiche": 1,
            "commentaires": len(known.prospect.commentaires),
            "tags": len(known.prospect.tags),
            "journal": len(known.entries),
            **{place.key: len(self._store.about(place, person.ids)) for place in PLACES},
            "fichiers_import": len(kept.files),
            "lignes_import": kept.lines,
            "mises_a_jour": kept.updates,
            "messages": sum(len(change.ids) for change in self._store.swept(person)),
            "fichiers": len(self._folders.holding(person)),
        }
        return counts, tuple(record.filename for record in kept.files)


def _same(typed: str, name: str) -> bool:
    if not fold(name):  # a name of signs alone
        return typed.strip() == name.strip()
    return fold(typed) == fold(name)


def _absorbed(entry: Document) -> list[Values]:
    found = entry["details"].get("absorbees")
    return [record for record in found if isinstance(record, dict)] if found else []


def _past(entries: list[Document]) -> list[Mapping[str, Any]]:
    """Values that the record had, or that those merged into it had."""
    past: list[Mapping[str, Any]] = []
    for entry in entries:
        details = entry["details"]
        past += _absorbed(entry)
        if isinstance(details.get("fiche"), dict):
            past.append(details["fiche"])
        changes = details.get("champs")
        if isinstance(changes, dict):
            past += [{field: pair[side] for field, pair in changes.items()} for side in (0, 1)]
    return past


def _entry(entry: Document) -> EntryTold:
    details = entry["details"]
    changes: list[ChangeTold] = [
        {"champ": field, "avant": _plain(pair[0]), "apres": _plain(pair[1])}
        for field, pair in (details.get("champs") or {}).items()
    ]
    created: list[ChangeTold] = [
        {"champ": field, "avant": None, "apres": _plain(value)}
        for field, value in (details.get("fiche") or {}).items()
        if value not in (None, [], "") and field != "version"
    ]
    return {
        "le": entry["le"].isoformat(),
        "par": entry["par"],
        "action": entry["action"],
        "changements": changes + created,
        "fiches_absorbees": [_plain(record) for record in _absorbed(entry)],
    }


def _plain(value: Any) -> Any:
    """As JSON holds it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return value if value is None or isinstance(value, bool | int | float) else str(value)
