"""Checks of the form of a mail: variables, sender, links, pictures, weight, contrast."""

import re
from collections.abc import Iterator

from core.content import colours, illustrations
from core.content.change import Change, Kind
from core.content.checking import Check, Checked, Level, fail, ok, warn
from core.content.raw import LIGHT
from core.content.writing import lacking

HEAVIEST = LIGHT
_LINK = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_BARE = re.compile(r"(?<![/@\w.])www\.[\w.-]+\.\w{2,}[^\s<>\"']*|https?:/{0,1}[^/\s]\S*", re.I)
_END = ".,;:!?)]»"
_SAID_INSTEAD = {
    "nom_contact": "Madame, Monsieur",
    "ville": "votre ville",
    "region": "votre région",
    "departement": "votre département",
    "pays": "votre pays",
    "site_web": "votre site",
    "adresse": "votre adresse",
    "code_postal": "votre commune",
    "nb_adherents": "vos",
    "campagne.date_evenement": "prochainement",
    "campagne.date_fin": "prochainement",
}
"""What is said to whoever lacks a field; for the others, the sentence is left out."""


def variables(it: Checked) -> Iterator[Check]:
    """Those that recipients lack, listed; a fallback, or the sentence left out for them."""
    names = sorted(lacking(it.mail, {"nom_structure": "X", "ville": "X"}, it.letter))
    fields = [name for name in names if "." not in name]
    people = it.lacking(fields) if fields else {}
    without = {name: found for name, found in people.items() if found.count}
    for name, found in without.items():
        s = "s" if found.count > 1 else ""
        message = f"« {name} » manque pour {found.count} destinataire{s} : ils ne recevront rien."
        fixes = _fallbacks(it, name)
        yield Check("variables", Level.ERROR, message, *fixes[0], people=found.people,
                    count=found.count, field=name, others=tuple(fixes[1:]))  # fmt: skip
    others = [name for name in names if "." in name]
    for name in others:
        told = f"La campagne doit donner « {name} »."
        fixes = _fallbacks(it, name)
        yield Check("variables", Level.WARNING, told, *fixes[0], field=name,
                    others=tuple(fixes[1:]))  # fmt: skip
    if not without and not others:
        yield ok("variables", "Rien ne manque à aucun destinataire.")


def _fallbacks(it: Checked, name: str) -> list[tuple[str, Change]]:
    said = _SAID_INSTEAD.get(name)
    default = Change(kind=Kind.DEFAULT, value=f"{name}|{said or '–'}")
    found = [(f"Écrire « {said} » à la place", default)] if said else []
    headed = name in f"{it.mail.sujet} {it.mail.apercu}"
    left = Change(kind=Kind.OPTIONAL, value=name)
    if not headed:
        found.append(("Sans la phrase, pour eux", left))
    return found or [("Écrire « – » à la place", default)]


def unsubscribing(it: Checked) -> Iterator[Check]:
    """Every mail gets a way out where its author gave none."""
    own = "lien_desinscription" in it.mail.texte
    said = "est là" if own else "est ajouté en bas du mail"
    yield ok("desinscription", f"Le lien de désinscription {said}.")


def sender(it: Checked) -> Iterator[Check]:
    """Who writes must be known."""
    if it.sender is None:
        yield fail("expediteur", "L'expéditeur n'est pas encore réglé : c'est ce que voient les "
                   "destinataires.", "Régler l'expéditeur")  # fmt: skip
    else:
        yield ok("expediteur", f"Expéditeur : {it.sender}.")


def links(it: Checked) -> Iterator[Check]:
    """With https, and well formed."""
    text = f"{it.mail.texte}\n{it.mail.html if it.own and it.mail.html else ''}"
    broken = [one.rstrip(_END) for one in _BARE.findall(text) if not _LINK.fullmatch(one)]
    plain = [one.rstrip(_END) for one in _LINK.findall(text) if one.lower().startswith("http://")]
    plain = [one for one in plain if "w3.org/" not in one]
    for one in dict.fromkeys(broken):
        whole = re.sub(r"^(?:https?:/{0,1})?", "https://", one, flags=re.IGNORECASE)
        if "." in whole:
            yield fail("liens", f"Ce lien est mal formé : {one}.", f"Écrire {whole}",
                       Change(kind=Kind.SPELLING, value=f"{one}|{whole}"))  # fmt: skip
        else:
            yield fail("liens", f"Ce lien est mal formé : {one}.", "Enlever le lien",
                       Change(kind=Kind.SPELLING, value=f"{one}|"))  # fmt: skip
    for one in dict.fromkeys(plain):
        fix = Change(kind=Kind.SPELLING, value=f"{one}|https://{one[7:]}")
        yield warn("liens", f"Ce lien n'est pas sécurisé (https) : {one}.", "Mettre https", fix)
    if not broken and not plain:
        yield ok("liens", "Les liens sont bien formés et sécurisés.")


def images(it: Checked) -> Iterator[Check]:
    """Said in words, and light."""
    every = illustrations.pictures(it.mail)
    silent = sum(not one.alt for one in every)
    heavy = [one for one in every if illustrations.heavy(one)]
    if silent:
        s = "s" if silent > 1 else ""
        yield warn("images", f"{silent} image{s} sans texte de remplacement : on ne sait pas ce "
                   "qu'elle montre si elle ne s'affiche pas.", "Décrire les images",
                   Change(kind=Kind.DESCRIBE))  # fmt: skip
    if heavy:
        size = max(len(one.data or b"") for one in heavy)
        told = f"Une image pèse {size / 1000:.0f} ko : c'est beaucoup pour un mail."
        if size <= illustrations.HEAVIEST:
            told = "Une image est écrite dans le HTML : bien des messageries ne la montrent pas."
        yield warn("images", told, "Réduire les images", Change(kind=Kind.LIGHTEN))
    if not silent and not heavy:
        yield ok("images", "Les images sont légères et décrites.")


def contrast(it: Checked) -> Iterator[Check]:
    """Texts that stand out from what is behind them."""
    found = colours.faint(it.mail.html or "")
    if found:
        clear = colours.nearest_clear(found[0].colour, found[0].behind)
        told = f"Un texte se lit mal : {found[0].told}. {clear} se lirait bien (4,5 pour 1)."
        yield warn("contraste", told, "Renforcer les couleurs", Change(kind=Kind.READABLE))
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
                   "Alléger le mail", Change(kind=Kind.SLIM))  # fmt: skip
    else:
        yield ok("poids", f"Le mail est léger ({kilos}).")


RULES = (variables, unsubscribing, sender, links, images, contrast, weight)
