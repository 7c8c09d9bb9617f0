"""People erased everywhere: their record, the journal, the file they came from, conversations."""

from core.accounts.models import OPERATOR
from core.prospects.filters import Filter
from core.services import Services
from tests.faults.kinds.base import Found, Opening, Place, Said, Teller, opened

PEOPLE = 25
_READ = ("prospects", "journal", "import_batches", "imports", "conversations", "steps")


def _name(rank: int, n: int) -> str:
    return f"Zebulon{rank}x{n}z"


class Erasures:
    """One after the other."""

    name = "effacements"
    span = 1.5

    def prepare(self, services: Services, place: Place, rank: int) -> None:
        path = place.aside / f"personnes-{rank}.csv"
        lines = (f"{_name(rank, n)};Lyon;MJC;{_name(rank, n)}@exemple.fr" for n in range(PEOPLE))
        path.write_text("nom;ville;type;email\n" + "\n".join(lines) + "\n")
        services.imports.import_file(OPERATOR, path)
        for prospect_id in _ids(services, rank).values():
            services.records.comment(OPERATOR, prospect_id, "a demandé à être oublié")

    def work(self, opening: Opening, place: Place, rank: int, tell: Teller) -> None:
        with opened(opening) as services:
            for name, prospect_id in sorted(_ids(services, rank).items()):
                tell.begun(name)
                services.privacy.erase(OPERATOR, prospect_id, name)
                tell.done(name)

    def check(self, opening: Opening, place: Place, rank: int, said: Said) -> Found:
        found = Found()
        with opened(opening) as services:
            for prospect_id in services.privacy.cut(OPERATOR):
                name = services.privacy.what_will_go(OPERATOR, prospect_id).nom_structure
                services.privacy.erase(OPERATOR, prospect_id, name)
                found.resumed += 1
            left = _ids(services, rank)
            text = _all_text(services)
            for n in range(PEOPLE):
                name = _name(rank, n)
                if name in said.done:
                    found.lost += [name] * (name in left)
                    found.half += [f"{name} is still somewhere"] * (name.lower() in text)
                elif name not in left:
                    found.half += [f"{name} is still somewhere"] * (name.lower() in text)
                else:
                    remarks = services.prospects.many([left[name]])[0].commentaires
                    found.half += [f"{name} is not whole"] * (len(remarks) != 1)
        return found


def _ids(services: Services, rank: int) -> dict[str, str]:
    found = services.prospects.many(services.prospects.ids(Filter(ville=["Lyon"])))
    prefix = f"Zebulon{rank}x"
    return {p.nom_structure: p.prospect_id for p in found if p.nom_structure.startswith(prefix)}


def _all_text(services: Services) -> str:
    mongo = services.database.mongo
    texts = [str(list(mongo[name].find())) for name in _READ]
    texts += [bytes(one["data"]).decode() for one in mongo["import_files.chunks"].find()]
    return " ".join(texts).lower()
