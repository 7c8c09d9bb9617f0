"""One export of a user in a while, and so many prospects a day; kept in the database, so that they
hold for every process and after a restart."""

from datetime import timedelta

from core.clock import PARIS
from core.exports.models import Export, TooManyExports
from core.exports.store import Claim, ExportStore
from core.settings import Settings

_LESS = (
    "réduisez la sélection, ou demandez à un admin d'augmenter cette limite "
    "(réglage MIMICOM_EXPORT_ROWS_A_DAY)."
)


class Limits:
    """What a user may still export."""

    def __init__(self, store: ExportStore, settings: Settings) -> None:
        self._store = store
        self._interval = timedelta(seconds=settings.export_interval_seconds)
        self._most = settings.export_rows_a_day

    def claim(self, export: Export) -> str:
        """Under which claim it is granted: its own; or, within the interval, the last one, where it
        is of the same people and only its columns or its kind of file differ. TooManyExports."""
        day = export.le.astimezone(PARIS).date()
        people = export.order.people()
        claim = Claim(export.export_id, people, export.rows, export.le, day)
        if self._store.claim(export.user_id, claim, export.le - self._interval, self._most):
            return export.export_id
        used = self._store.used(export.user_id, day)
        rows = used.rows if used else 0
        left = self._interval - (export.le - used.at) if used else timedelta()
        if used and left > timedelta() and used.people == people:
            granted = self._store.of_claim(used.export_id)
            same = next((one for one in granted if one.order == export.order), None)
            if granted and same is None:
                return used.export_id
            raise _again(left, same)
        if rows + export.rows > self._most:
            raise _too_much(export.rows, rows, self._most)
        raise _too_soon(left)


def _again(left: timedelta, made: Export | None) -> TooManyExports:
    wait, words = _seconds(left)
    return TooManyExports(
        "Ce fichier vient d'être préparé, ici ou dans une autre conversation, et son lien reste "
        f"bon pendant une heure. Pour le redemander, attendez encore {words}.",
        wait,
        made,
    )


def _too_soon(left: timedelta) -> TooManyExports:
    wait, words = _seconds(left)
    return TooManyExports(
        f"Vous venez déjà de faire un export. Attendez encore {words}, puis redemandez celui-ci.",
        wait,
    )


def _seconds(left: timedelta) -> tuple[int, str]:
    wait = max(1, -(-left // timedelta(seconds=1)))
    return wait, f"{wait} seconde{'s' if wait > 1 else ''}"


def _too_much(rows: int, used: int, most: int) -> TooManyExports:
    if rows > most:
        return TooManyExports(
            f"Cette sélection compte {_number(rows)} prospects, et chacun peut en exporter "
            f"{_number(most)} par jour : {_LESS}"
        )
    return TooManyExports(
        f"Vous avez déjà exporté {_number(used)} prospects aujourd'hui, sur {_number(most)} par "
        f"jour, et cette sélection en compte {_number(rows)}. Attendez demain, {_LESS}"
    )


def _number(value: int) -> str:
    return f"{value:,}".replace(",", "\u202f")
