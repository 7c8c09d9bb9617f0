"""Checks of the form of a mail: variables, sender, links, pictures, weight, contrast."""

import base64
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from core.content.change import Change, Kind
from core.content.checking import Check, Checked, Level, fail, ok, warn
from core.content.writing import lacking, way_out

HEAVIEST, HEAVIEST_PICTURE = 60_000, 100_000
LEAST_CONTRAST = 4.5
_LINK = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_BARE = re.compile(r"(?<![/@\w.])www\.[\w.-]+\.\w{2,}|https?:/{0,1}[^/\s]\S*", re.IGNORECASE)
_COLOUR = re.compile(r"(?<![-\w])(color|background(?:-color)?)\s*:\s*(#[0-9a-f]{3,6})\b", re.I)


def variables(it: Checked) -> Iterator[Check]:
    """Those that recipients lack, listed."""
    names = sorted(lacking(it.mail, {"nom_structure": "X", "ville": "X"}, it.letter))
    fields = [name for name in names if "." not in name]
    people = it.lacking(fields) if fields else {}
    without = {name: found for name, found in people.items() if found}
    for name, found in without.items():
        s = "s" if len(found) > 1 else ""
        message = f"« {name} » manque pour {len(found)} destinataire{s} : ils ne recevront rien."
        yield Check("variables", Level.ERROR, message, people=tuple(found))
    others = [name for name in names if "." in name]
    if others:
        yield warn("variables", f"La campagne doit donner : {', '.join(others)}.")
    if not without and not others:
        yield ok("variables", "Rien ne manque à aucun destinataire.")


def unsubscribing(it: Checked) -> Iterator[Check]:
    """Every mail gets a way out where its author gave none."""
    said = way_out(it.letter.unsubscribe) in it.seen.texte
    if said and "lien_desinscription" in (it.mail.html or "x"):
        yield ok("desinscription", "Le lien de désinscription est là.")
    elif said:
        yield ok("desinscription", "Le lien de désinscription est ajouté en bas du mail.")
    else:
        yield fail("desinscription", "Le mail n'a pas de lien de désinscription.")


def sender(it: Checked) -> Iterator[Check]:
    """Who writes must be known."""
    if it.sender is None:
        yield fail("expediteur", "L'expéditeur n'est pas encore réglé : c'est ce que voient les "
                   "destinataires.", "Régler l'expéditeur")  # fmt: skip
    else:
        yield ok("expediteur", f"Expéditeur : {it.sender}.")


def links(it: Checked) -> Iterator[Check]:
    """With https, and well formed."""
    text = it.seen.texte
    broken = [one for one in _BARE.findall(text) if not _LINK.fullmatch(one)]
    plain = [one for one in _LINK.findall(text) if one.lower().startswith("http://")]
    own = it.recipe.faits.lien
    if broken:
        yield fail("liens", f"Ce lien est mal formé : {broken[0]}.", "Enlever le lien",
                   Change(kind=Kind.UNLINK))  # fmt: skip
    if plain:
        fix = None
        if own and own.lower().startswith("http://"):
            fix = Change(kind=Kind.LINK, value=f"https://{own[7:]}")
        yield warn("liens", f"Ce lien n'est pas sécurisé (https) : {plain[0]}.",
                   "Mettre https" if fix else "", fix)  # fmt: skip
    if not broken and not plain:
        yield ok("liens", "Les liens sont bien formés et sécurisés.")


class _Pictures(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.without_alt = 0
        self.outside = 0
        self.poor: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "img":
            self.without_alt += not (given.get("alt") or "").strip()
            self.outside += not (given.get("src") or "").startswith(("cid:", "data:"))
        style = given.get("style") or ""
        colours = {name.lower()[:5]: code for name, code in _COLOUR.findall(style)}
        if {"color", "backg"} <= set(colours):
            ratio = contrast(colours["color"], colours["backg"])
            if ratio < LEAST_CONTRAST:
                self.poor.append(f"{colours['color']} sur {colours['backg']}")


def pictures(it: Checked) -> Iterator[Check]:
    """Said in words, light; and texts that stand out from what is behind."""
    found = _Pictures()
    found.feed(it.mail.html or "")
    sizes = [len(base64.b64decode(png)) for png in it.mail.images.values()]
    heavy = any(size > HEAVIEST_PICTURE for size in sizes)
    if found.without_alt:
        yield warn("images", f"{found.without_alt} image(s) sans texte de remplacement.")
    if heavy:
        yield warn("images", "Une image est trop lourde.")
    if not found.without_alt and not heavy:
        yield ok("images", "Les images sont légères et décrites.")
    if found.poor:
        yield warn("contraste", f"Un texte se lit mal : {found.poor[0]}.")
    else:
        yield ok("contraste", "Les textes se détachent bien du fond.")


def weight(it: Checked) -> Iterator[Check]:
    """Heavier mails are cut by some inboxes."""
    html = it.seen.html or ""
    for png in it.mail.images.values():
        html = html.replace(png, "")
    size = len(html.encode())
    kilos = f"{size / 1000:.0f} ko"
    if size > HEAVIEST:
        yield warn("poids", f"Le mail pèse {kilos} : au-delà de 60, il est parfois coupé.",
                   "Plus court", Change(kind=Kind.SHORTER))  # fmt: skip
    else:
        yield ok("poids", f"Le mail est léger ({kilos}).")


def contrast(first: str, second: str) -> float:
    """The ratio of WCAG between two colours, from 1 to 21."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(code: str) -> float:
    digits = code.lstrip("#")
    if len(digits) < 6:
        digits = "".join(one * 2 for one in digits[:3])
    parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


RULES = (variables, unsubscribing, sender, links, pictures, weight)
