"""A mail that somebody wrote in Jinja and HTML: what it may hold, and what changes it."""

import html as markup
import re
from collections.abc import Callable, Mapping

from core.content import colours, illustrations, sandbox, writing
from core.content.change import Change, Kind
from core.content.facts import clean
from core.content.models import Mail
from core.content.recipes import Recipe
from core.content.retouching import retouch, retouches
from core.content.variables import ALLOWED
from core.errors import InvalidData

LIGHT = 60_000
"""Bytes of HTML: above, some inboxes cut a mail."""
_REFUSED = re.compile(
    r"<\s*(script|iframe|object|embed|form|base|meta\s+http-equiv)\b|\b(javascript)\s*:|"
    r"<[^<>]*\s(on[a-z]+)\s*=",
    re.IGNORECASE,
)
_MOST = {"<": 20_000, "<img": 100, "<style": 50, "<head": 5, "<title": 5, "<a": 600, "<!--": 500}
"""What a mail's HTML may hold of each: what reads it takes its time for each."""
_COMMENT = re.compile(r"<!--(?!\[if|provenance).*?-->", re.DOTALL)
_BETWEEN = re.compile(r">\s+<")
_HIDDEN = re.compile(r"<(style|script|head|title)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.I)
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6]|/table)\b[^>]*>", re.IGNORECASE)
_ANCHOR = re.compile(
    r"<a\b[^>]*\bhref\s*=\s*[\"']([^\"']+)[\"'][^>]*>(.*?)</a\s*>", re.DOTALL | re.IGNORECASE
)
_ANY_TAG = re.compile(r"<[^>]+>")


def mail_of(subject: str, preview: str, text: str, html: str) -> Mail:
    """A mail from what a form gives. InvalidData with problems by field."""
    problems = _too_long({"objet": (subject, 1_000), "apercu": (preview, 1_000),
                          "texte": (text, 200_000), "html": (html, 500_000)})  # fmt: skip
    if "html" not in problems and (told := _unfit(html)):
        problems["html"] = told
    if not subject.strip():
        problems["objet"] = "Donnez un objet au mail."
    if not text.strip() and not html.strip():
        problems["texte"] = "Écrivez le texte du mail, ou son HTML."
    if problems:
        raise InvalidData("", problems)
    mail = Mail(
        sujet=" ".join(subject.split()),
        apercu=" ".join(preview.split()),
        texte=(text.strip() or text_of(html)) + "\n",
        html=html.strip() or None,
    )
    for name, part in (("objet", mail.sujet), ("apercu", mail.apercu), ("texte", mail.texte),
                       ("html", mail.html or "")):  # fmt: skip
        try:
            sandbox.compiled(part, name == "html", ALLOWED)
        except InvalidData as error:
            problems[name] = error.message
    if problems:
        raise InvalidData("", problems)
    return mail


def _too_long(given: Mapping[str, tuple[str, int]]) -> dict[str, str]:
    return {
        name: f"Trop long : {most} caractères au plus."
        for name, (text, most) in given.items()
        if len(text) > most
    }


def _unfit(html: str) -> str:
    """Why an HTML can be no mail's, in French; empty where it can."""
    low = html.lower()
    if any(low.count(mark) > most for mark, most in _MOST.items()):
        return "Ce HTML est trop chargé pour un mail : allégez-le."
    if low.count("<!--") > low.count("-->"):
        return "Un commentaire du HTML (« <!-- ») n'est pas fermé."
    if found := _REFUSED.search(html):
        name = next(one for one in found.groups() if one).lower()
        return f"Un mail ne peut pas contenir « {name} » : enlevez-le."
    return ""


def title_of(html: str) -> str:
    """Its title, as one line; empty where it has none."""
    found = re.search(r"<title\b[^<>]*>([^<]{1,300})", html, re.IGNORECASE)
    return " ".join(markup.unescape(found[1]).split()) if found else ""


def text_of(html: str) -> str:
    """The words of an HTML, Jinja kept: the text part where nobody wrote one."""
    text = _HIDDEN.sub("", html)
    text = _ANCHOR.sub(lambda one: f"{one[2]} ({one[1]})" if one[1] not in one[2] else one[2], text)
    text = _ANY_TAG.sub("", _BREAK.sub("\n", re.sub(r"\s+", " ", text)))
    lines = (line.strip() for line in markup.unescape(text).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def changed(mail: Mail, recipe: Recipe, change: Change) -> tuple[Mail, Recipe, str]:
    """The mail after a change, its recipe, and what the change is called. InvalidData."""
    if retouches(change.kind):
        after = _retouched(mail, change)
    elif change.kind in _OWN:
        after = _OWN[change.kind](mail, change)
    elif change.kind is Kind.ACCEPT:
        words = recipe.mots | {change.value or ""}
        return mail, recipe.with_(mots=words), f"« {change.value} » est juste"
    else:
        raise InvalidData(
            "Ce mail est de votre main : je n'en change pas le ton ni les paragraphes. Dites "
            "« modifie le texte », ou « remplace « … » par « … » »."
        )
    if after == mail and change.kind not in (Kind.SUBJECT, Kind.PREVIEW):
        raise InvalidData("Je ne trouve rien à changer ainsi dans ce mail.")
    writing.check(after)
    return after, recipe, NOTES.get(change.kind, "mail changé")


NOTES = {
    Kind.SPELLING: "mots remplacés",
    Kind.CALM: "sans majuscules",
    Kind.QUIET: "sans points d'exclamation",
    Kind.CUT: "phrase enlevée",
    Kind.DEFAULT: "mot de remplacement ajouté",
    Kind.OPTIONAL: "phrase selon le destinataire",
    Kind.DESCRIBE: "images décrites",
    Kind.LIGHTEN: "images allégées",
    Kind.READABLE: "couleurs plus lisibles",
    Kind.SLIM: "mail allégé",
    Kind.SUBJECT: "objet choisi",
    Kind.PREVIEW: "aperçu récrit",
}


def _retouched(mail: Mail, change: Change) -> Mail:
    rule, in_html = retouch(change), retouch(change, html=True)
    subject = rule(mail.sujet).rstrip(". ") if change.kind is Kind.QUIET else rule(mail.sujet)
    text = rule(mail.texte).strip()
    if not subject.strip() or not text:
        raise InvalidData("Il ne resterait rien : dites « modifie le texte ».")
    return mail.model_copy(
        update={
            "sujet": subject,
            "apercu": rule(mail.apercu),
            "texte": text + "\n",
            "html": in_html(mail.html) if mail.html is not None else None,
        }
    )


def _one_line(field: str) -> Callable[[Mail, Change], Mail]:
    def put(mail: Mail, change: Change) -> Mail:
        return mail.model_copy(update={field: " ".join((change.value or "").split())})

    return put


def slim(mail: Mail) -> Mail:
    """Without what nobody sees; without its HTML where it stays heavy: its text is then sent."""
    html = _BETWEEN.sub("> <", _COMMENT.sub("", mail.html or ""))
    if len(html.encode()) > LIGHT:
        return mail.model_copy(update={"html": None, "images": {}})
    return mail.model_copy(update={"html": html})


_OWN: Mapping[Kind, Callable[[Mail, Change], Mail]] = {
    Kind.SUBJECT: _one_line("sujet"),
    Kind.PREVIEW: _one_line("apercu"),
    Kind.DESCRIBE: lambda mail, change: illustrations.described(
        mail, clean(change.value) if change.value else None, None
    ),
    Kind.LIGHTEN: lambda mail, _: illustrations.lightened(mail),
    Kind.READABLE: lambda mail, _: mail.model_copy(
        update={"html": colours.readable(mail.html or "")}
    ),
    Kind.SLIM: lambda mail, _: slim(mail),
}
