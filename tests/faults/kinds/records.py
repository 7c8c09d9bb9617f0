"""Records added, edited and commented one by one: each is a write that somebody was told of."""

from core.accounts.models import OPERATOR
from core.services import Services
from tests.faults.kinds.base import Found, Opening, Place, Said, Teller, opened


class Records:
    """Add, edit, comment, again and again."""

    name = "fiches"
    span = 3.0

    def prepare(self, services: Services, place: Place, rank: int) -> None:
        """Nothing."""

    def work(self, opening: Opening, place: Place, rank: int, tell: Teller) -> None:
        with opened(opening) as services:
            records, n = services.records, 0
            while True:
                n += 1
                name = f"Fiche {rank}-{n}"
                tell.begun(name)
                raw = {"nom_structure": name, "ville": "Lyon", "type_prospect": "MJC"}
                written = records.add(OPERATOR, raw)
                tell.done(f"{name}|ajout")
                records.edit(OPERATOR, written.prospect.prospect_id, {"telephone": "0472000001"})
                tell.done(f"{name}|telephone")
                records.comment(OPERATOR, written.prospect.prospect_id, "vu au salon")
                tell.done(f"{name}|remarque")

    def check(self, opening: Opening, place: Place, rank: int, said: Said) -> Found:
        found = Found()
        with opened(opening) as services:
            mongo = services.database.mongo
            wanted = {"nom_structure": {"$in": list(said.begun)}}
            stored = {d["nom_structure"]: d for d in mongo["prospects"].find(wanted)}
            entries: dict[str, int] = {}
            for entry in mongo["journal"].find(
                {"cible": {"$in": [d["_id"] for d in stored.values()]}}
            ):
                entries[entry["cible"]] = entries.get(entry["cible"], 0) + 1
            for name in said.begun:
                done = [what for what in said.done if what.startswith(f"{name}|")]
                document = stored.get(name)
                if document is None:
                    found.lost += done
                    continue
                there = {
                    "ajout": True,
                    "telephone": bool(document.get("telephone")),
                    "remarque": bool(document.get("commentaires")),
                }
                found.lost += [what for what in done if not there[what.partition("|")[2]]]
                if sum(there.values()) != entries.get(document["_id"], 0):
                    found.half.append(name)
        return found
