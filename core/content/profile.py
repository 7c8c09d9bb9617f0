"""Who writes: the association's profile, asked once and used everywhere."""

import base64
import io
from datetime import date

from PIL import Image, UnidentifiedImageError
from pydantic import ValidationError

from core.accounts.models import Permission, User
from core.clock import PARIS, Clock
from core.content.drafts import DraftStore
from core.content.facts import Association, Facts, Logo
from core.database import Database, Document, Session
from core.errors import InvalidData
from core.journal.service import JournalService

CHANGED = "profil de l'association"
MOST_LOGO_BYTES, MOST_PIXELS = 5_000_000, 40_000_000
_WIDEST, _HIGHEST, _MOST_PNG = 200, 100, 30_000


class AssociationService:
    """Every door to the profile; each checks the role first."""

    def __init__(
        self, database: Database, store: DraftStore, journal: JournalService, clock: Clock
    ) -> None:
        self._database = database
        self._store = store
        self._journal = journal
        self._clock = clock

    def current(self) -> Association:
        """Who writes, for what is written."""
        return self._store.association()

    def seen(self, user: User) -> Association:
        """The same, for somebody."""
        user.require(Permission.READ)
        return self.current()

    def valid_facts(self) -> Facts:
        """The next event, unless it is over."""
        facts, today = self.current().prochain, self._today()
        last = facts.valable_au or facts.date_fin or facts.date
        begun = facts.valable_du is None or facts.valable_du <= today
        return facts if begun and (last is None or last >= today) else Facts()

    def change(self, user: User, values: Document) -> Association:
        """Change fields of the profile. InvalidData with problems by field."""
        user.require(Permission.PREPARE_CAMPAIGN)
        now = self.current()
        try:
            after = Association.model_validate(
                now.model_dump() | values | {"version": now.version + 1}
            )
        except ValidationError as error:
            raise InvalidData("Le profil n'a pas changé.", _problems(error)) from error

        def write(session: Session) -> None:
            self._store.keep_association(after, session)
            self._journal.record(user, CHANGED, CHANGED, {"champs": sorted(values)}, session)

        self._database.transaction(write)
        return after

    def _today(self) -> date:
        return self._clock().astimezone(PARIS).date()


def _problems(error: ValidationError) -> dict[str, str]:
    """What is wrong, by field."""
    found = {}
    for one in error.errors():
        name = str(one["loc"][0]) if one["loc"] else ""
        too_long = one["type"] == "string_too_long"
        found[name] = "Trop long." if too_long else "Cette valeur ne convient pas."
        if name in ("site", "lien") or "lien" in str(one["loc"]):
            found[name] = "Donnez le lien en entier, par exemple https://asso.fr."
    return found


def logo_of(data: bytes) -> Logo:
    """A picture made small enough for a mail. InvalidData where it is none, or too large."""
    if len(data) > MOST_LOGO_BYTES:
        raise InvalidData("Ce logo pèse plus de 5 Mo. Donnez une image plus légère.")
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF", "WEBP")) as image:
            if image.width * image.height > MOST_PIXELS:
                raise InvalidData("Cette image est trop grande : 40 millions de points au plus.")
            small = image.convert("RGBA")
            small.thumbnail((_WIDEST * 2, _HIGHEST * 2))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise InvalidData("Ce fichier n'est pas une image : PNG, JPEG, GIF ou WebP.") from error
    for colours in (256, 64, 16):
        out = io.BytesIO()
        small.quantize(colours).save(out, "PNG", optimize=True)
        if out.tell() <= _MOST_PNG:
            break
    width = max(1, min(_WIDEST, small.width))
    return Logo(png=base64.b64encode(out.getvalue()).decode(), width=width)
