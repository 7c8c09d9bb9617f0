"""What learning tells, in plain French: chances, reasons, what sets a segment apart."""

from collections.abc import Mapping, Sequence

from assistant.rendering.wording import number
from core.learning.frames import UNKNOWN
from core.learning.models import ModelCard, Reason, Segments, Trait

MOST_REASONS = 3
_SAME_FOR_ALL = frozenset({"heure", "jour"})
"""They say something of the moment, not of the prospect."""
_AMOUNTS: Mapping[str, tuple[str, str]] = {
    "audience": ("un public de {}", "un public dont on ne sait pas la taille"),
    "reseaux": ("{} réseau(x) social(aux)", "des réseaux inconnus"),
    "completude": ("{} coordonnée(s) connue(s)", "peu de coordonnées"),
    "anciennete_fiche": ("une fiche créée il y a {} jours", "une fiche sans date"),
    "mails_avant": ("{} mail(s) déjà reçu(s)", "aucun mail reçu"),
    "reponses_avant": ("{} réponse(s) déjà donnée(s)", "aucune réponse donnée"),
    "clics_avant": ("{} clic(s) dans nos mails", "aucun clic"),
    "jours_depuis_mail": ("un dernier mail il y a {} jours", "aucun mail avant"),
}
_FIELDS: Mapping[str, str] = {
    "type_prospect": "type",
    "region": "région",
    "statut": "statut",
    "accepte_contact": "accord pour être contacté",
    "nb_adherents": "adhérents",
    "abonnes": "abonnés sur les réseaux",
    "reseaux": "réseaux sociaux",
    "completude": "coordonnées connues",
    "anciennete_contact": "dernier contact",
}
_NEVER = {"anciennete_contact": "jamais"}


def percent(share: float) -> str:
    """A share: "12 %", "4,5 %"."""
    digits = 1 if share < 0.0995 else 0
    return f"{100 * share:.{digits}f} %".replace(".", ",")


def interval(low: float, high: float) -> str:
    """What a share lies between."""
    return f"entre {percent(low)} et {percent(high)}"


def in_words(probability: float, base_rate: float) -> str:
    """A probability beside what is usual: people read words before figures."""
    if base_rate <= 0:
        return "chances inconnues"
    ratio = probability / base_rate
    for least, words in (
        (2.0, "très bonnes"),
        (1.3, "bonnes"),
        (0.75, "moyennes"),
        (0.4, "faibles"),
    ):
        if ratio >= least:
            return f"{words} chances"
    return "très faibles chances"


def chance(probability: float) -> str:
    """How many in a hundred."""
    return f"{percent(probability)} de chances de répondre"


def reason(one: Reason) -> str:
    """A value, and which way it goes: "+ MJC le soir"."""
    sign = "+" if one.effect > 0 else "−"
    return f"{sign}\u00a0{about(one.field, one.value)}"


def about(field: str, value: str | None) -> str:
    """A value of a column, as a piece of a sentence."""
    if field in _AMOUNTS:
        known, unknown = _AMOUNTS[field]
        return unknown if value is None else _plural(known, value)
    if value is None:
        return f"{_FIELDS.get(field, field)} inconnu(e)".replace(
            "région inconnu(e)", "région inconnue"
        )
    return value


def _plural(pattern: str, value: str) -> str:
    count = int(value)
    many = count > 1
    text = pattern.format(number(count))
    for both, one, several in (
        ("réseau(x) social(aux)", "réseau social", "réseaux sociaux"),
        ("(s)", "", "s"),
    ):
        text = text.replace(both, several if many else one)
    return text if many else text.replace("jours", "jour")


def own(reasons: Sequence[Reason]) -> list[Reason]:
    """The reasons that are the prospect's own, the strongest first."""
    return [one for one in reasons if one.field not in _SAME_FOR_ALL]


def reasons_sentence(reasons: Sequence[Reason], most: int = MOST_REASONS) -> str:
    """The strongest reasons, in a line: those that raise chances first."""
    some = sorted(own(reasons)[:most], key=lambda one: one.effect < 0)
    return " · ".join(reason(one) for one in some) or "comme la moyenne"


def effect_sentence(one: Reason) -> str:
    """A reason with its figure: "MJC le soir : + 4,2 points"."""
    points = f"{abs(100 * one.effect):.1f}".replace(".", ",")
    sign = "+" if one.effect > 0 else "−"
    word = "points" if abs(one.effect) >= 0.02 else "point"
    return f"{about(one.field, one.value)} : {sign} {points} {word}"


def model_sentence(card: ModelCard) -> str:
    """What likelihoods rest on, without jargon."""
    return (
        f"D'après {number(card.mails)} mails envoyés, dont {number(card.answers)} ont reçu une "
        f"réponse ({percent(card.base_rate)} en moyenne)."
    )


def model_details(card: ModelCard) -> tuple[str, ...]:
    """The technical words, one click away."""
    kinds = {"forest": "forêt aléatoire calibrée", "logistic": "régression logistique"}
    other = {"forest": "la régression logistique", "logistic": "la forêt aléatoire"}
    kept = (
        "gardée parce que meilleure au-delà du hasard"
        if card.kept == "forest"
        else f"gardée parce que {other[card.kept]} ne fait pas mieux au-delà du hasard"
    )
    auc = card.auc
    return (
        f"Modèle : {kinds[card.kept]}, {kept}.",
        f"Vérifié sur les mails les plus récents, jamais vus pendant l'apprentissage : AUC "
        f"{decimal(auc.value)} (entre {decimal(auc.low)} et {decimal(auc.high)}, à 95 %) ; 0,5 "
        "serait le hasard, 1 la perfection.",
        f"Écart moyen entre les chances annoncées et les réponses reçues : "
        f"{percent(card.calibration_error)}.",
        f"Erreur quadratique (Brier) : {decimal(card.brier, 4)}, contre "
        f"{decimal(card.base_brier, 4)} en donnant à tous la moyenne.",
        f"Appris le {card.trained_at:%d/%m/%Y}, données {card.fingerprint}.",
        *(
            f"Colonne laissée de côté, car elle semble remplie après la réponse : {one}."
            for one in card.left_out
        ),
    )


def decimal(value: float, digits: int = 2) -> str:
    """A figure with a comma."""
    return f"{value:.{digits}f}".replace(".", ",")


def trait_sentence(one: Trait) -> str:
    """What is more frequent in a segment: "type : MJC, 62 % (25 % ailleurs)"."""
    unknown = _NEVER.get(one.field, "non renseigné")
    value = unknown if one.value == UNKNOWN else one.value
    return (
        f"{_FIELDS.get(one.field, one.field)} : {value}, {percent(one.share)} "
        f"({percent(one.base_share)} dans l'ensemble)"
    )


def structure_sentence(found: Segments) -> str:
    """Whether groups are real, without jargon."""
    if found.k < 2:
        return "Rien ne distingue assez ces prospects pour en faire des groupes."
    if found.structure:
        return "Ces groupes se distinguent nettement : ce n'est pas un effet du hasard."
    return (
        "Il n'y a pas de structure nette dans ces prospects : ces groupes sont un découpage "
        "commode, rien de plus."
    )


def structure_details(found: Segments) -> tuple[str, ...]:
    """The technical words, one click away."""
    if found.silhouette is None:
        return ()
    null = found.null_silhouette
    beside = (
        f" ; sur les mêmes colonnes mélangées au hasard, elle est de {decimal(null, 3)} en moyenne"
        if null is not None
        else ""
    )
    return (
        f"{found.k} groupes par K-Means sur {number(found.n)} fiches.",
        f"Silhouette : {decimal(found.silhouette, 3)} (1 : groupes bien séparés, 0 : mêlés)"
        f"{beside}.",
    )
