"""Indicators as core computes them, of a base that looks like what users have."""

from datetime import date, timedelta

from core.kpis.models import (
    Bar,
    Breakdown,
    Cell,
    Comparison,
    ComparisonRow,
    Dashboard,
    Headline,
    Kpi,
    Point,
    ReturnRate,
    Series,
    Shape,
    Side,
    Trend,
    TrendChart,
)
from core.prospects.filters import Filter
from core.vocabulary.places import DEPARTEMENTS, REGIONS

TOTAL = 1_200
EVERYONE = Filter()
CONTACTED, ANSWERED = 473, 156
RATE = ReturnRate(ANSWERED, CONTACTED, 0.3298, 0.2889, 0.3735)


def bar(value: str, count: int, label: str = "", amount: int | None = None) -> Bar:
    return Bar(value, label or value, count, EVERYONE if count else None, amount)


def falling(names: list[str], total: int) -> list[int]:
    """Counts that fall steadily and add up to the total."""
    weights = [1 / (rank + 1.5) for rank in range(len(names))]
    counts = [int(total * weight / sum(weights)) for weight in weights]
    counts[0] += total - sum(counts)
    return counts


def partition(kpi: Kpi, label: str, names: list[str], note: str, unknown: int = 0) -> Breakdown:
    counts = falling(names, TOTAL - unknown)
    bars = [bar(name, count) for name, count in zip(names, counts, strict=True)]
    bars += [bar("Non renseigné", unknown)] if unknown else []
    return Breakdown(kpi, label, tuple(bars), TOTAL, note)


def region() -> Breakdown:
    names = sorted(REGIONS, key=lambda name: hash_of(name))
    note = f"En tête\u00a0: {names[0]}, 312 (26\u202f%)."
    return partition(Kpi.REGION, "Prospects par région", names, note, 41)


def departement() -> Breakdown:
    codes = sorted(DEPARTEMENTS, key=lambda code: hash_of(DEPARTEMENTS[code].name))
    found = partition(Kpi.DEPARTEMENT, "Prospects par département", codes, "En tête.", 41)
    bars = tuple(
        bar(one.value, one.count, f"{DEPARTEMENTS[one.value].name} ({one.value})")
        if one.value in DEPARTEMENTS
        else one
        for one in found.bars
    )
    first = bars[0]
    note = f"En tête\u00a0: {first.label}, {first.count} (18,3\u202f%)."
    return Breakdown(found.kpi, found.label, bars, TOTAL, note)


def hash_of(name: str) -> int:
    """An order that looks like none, the same every day."""
    return sum(ord(char) * (rank + 7) for rank, char in enumerate(name)) * 7919 % 1009


def town() -> Breakdown:
    names = ["Nantes", "Paris", "Lyon", "Marseille", "Toulouse", "Bordeaux", "Lille", "Rennes",
             "Strasbourg", "Montpellier", "Grenoble", "Angers", "Saint-Étienne", "Dijon", "Brest",
             "Le Mans", "Clermont-Ferrand", "Saint-Germain-en-Laye", "Limoges",
             "Villeneuve-d'Ascq"]  # fmt: skip
    counts = [38, 35, 31, 24, 22, 20, 19, 17, 15, 15, 13, 12, 11, 9, 9, 8, 8, 7, 6, 6]
    bars = [bar(name, count) for name, count in zip(names, counts, strict=True)]
    others = TOTAL - sum(counts) - 52
    bars += [bar("Autres villes", others), bar("Non renseigné", 52)]
    note = "En tête\u00a0: Nantes, 38 (3,2\u202f%)."
    return Breakdown(Kpi.VILLE, "Prospects par ville", tuple(bars), TOTAL, note)


def kind() -> Breakdown:
    names = ["Ludothèque", "Association", "Médiathèque", "Centre social", "MJC", "Bar à jeux",
             "Influenceur", "Boutique de jeux", "Collectivité", "École", "Autre"]  # fmt: skip
    note = "En tête\u00a0: Ludothèque, 331 (27,6\u202f%)."
    return partition(Kpi.TYPE, "Prospects par type", names, note)


def audience() -> Breakdown:
    pairs = [("<50", "Moins de 50", 210), ("50", "50 à 149", 318), ("150", "150 à 499", 254),
             ("500", "500 à 999", 90), ("1000", "1\u202f000 et plus", 77)]  # fmt: skip
    bars = [bar(value, count, label) for value, label, count in pairs]
    bars.append(bar("Non renseigné", 251))
    note = "En tête\u00a0: 50 à 149, 318 (26,5\u202f%)."
    return Breakdown(Kpi.AUDIENCE, "Prospects par taille de public", tuple(bars), TOTAL, note)


def networks() -> Breakdown:
    rows = [("Facebook", 702, 1_284_300), ("Instagram", 421, 935_210), ("YouTube", 88, 2_310_000),
            ("X", 61, 40_125), ("TikTok", 33, 512_900)]  # fmt: skip
    bars = tuple(bar(name.lower(), count, name, amount) for name, count, amount in rows)
    note = "En tête\u00a0: Facebook, 702 (58,5\u202f%)."
    return Breakdown(Kpi.NETWORKS, "Présence sur les réseaux", bars, TOTAL, note, Shape.OVERLAP)


def share(kpi: Kpi, label: str, *parts: tuple[str, int], note: str) -> Breakdown:
    bars = tuple(bar(name, count) for name, count in parts)
    return Breakdown(kpi, label, bars, TOTAL, note, Shape.SHARE)


def missing_contact() -> Breakdown:
    bars = (bar("email", 210, "Sans e-mail"), bar("telephone", 433, "Sans téléphone"),
            bar("both", 61, "Sans l'un ni l'autre"))  # fmt: skip
    note = "5,1\u202f% (61 sur 1\u202f200) n'ont ni e-mail ni téléphone."
    label = "Coordonnées manquantes"
    return Breakdown(Kpi.MISSING_CONTACT, label, bars, TOTAL, note, Shape.OVERLAP)


def return_rate() -> Breakdown:
    bars = (bar("Intéressé", 84, "Retour intéressé"), bar("Neutre", 43, "Retour neutre"),
            bar("Négatif", 29, "Retour négatif"),
            bar("none", CONTACTED - ANSWERED, "Contactés, sans retour"))  # fmt: skip
    note = ("33\u202f% de retours (156 sur 473 contactés)\u202f; entre 28,9\u202f% et 37,4\u202f% "
            "(à 95\u202f%).")  # fmt: skip
    return Breakdown(Kpi.RETURN_RATE, "Taux de retour", bars, TOTAL, note, Shape.PARTITION,
                     CONTACTED, RATE)  # fmt: skip


def response_delay() -> Breakdown:
    pairs = [("Le jour même", 12), ("Le lendemain", 21), ("2 à 3 jours", 40), ("4 à 7 jours", 38),
             ("8 à 14 jours", 25), ("15 à 30 jours", 14), ("Plus de 30 jours", 6)]  # fmt: skip
    note = "8,4 jours en moyenne, 5 jours en médiane (156 retours)."
    return Breakdown(Kpi.RESPONSE_DELAY, "Délai de réponse",
                     tuple(bar(name, count) for name, count in pairs), TOTAL, note,
                     Shape.PARTITION, ANSWERED,
                     caution="Les délais longs reposent sur peu de réponses.")  # fmt: skip


def breakdowns() -> tuple[Breakdown, ...]:
    return (
        region(),
        departement(),
        town(),
        kind(),
        audience(),
        networks(),
        share(Kpi.WEBSITE, "Prospects avec et sans site web", ("Avec un site web", 758),
              ("Sans site web", 442), note="63,2\u202f% (758 sur 1\u202f200) ont un site web."),
        partition(Kpi.STATUS, "Prospects par statut",
                  ["Jamais contacté", "Contacté", "Relancé", "Intéressé", "Partenaire", "Refus",
                   "Injoignable"], "En tête\u00a0: Jamais contacté, 727 (60,6\u202f%)."),
        share(Kpi.CONSENT, "Accord pour être contactés", ("Acceptent", 604), ("Refusent", 87),
              ("On ne sait pas", 509),
              note="50,3\u202f% (604 sur 1\u202f200) acceptent d'être contactés."),
        missing_contact(),
        share(Kpi.NEVER_CONTACTED, "Prospects jamais contactés", ("Jamais contactés", 727),
              ("Déjà contactés", 473), note="60,6\u202f% n'ont jamais été contactés."),
        return_rate(),
        response_delay(),
    )  # fmt: skip


def headlines() -> tuple[Headline, ...]:
    rows = [
        (Kpi.OVERVIEW, "Prospects", "1\u202f200", "dans la sélection", TOTAL),
        (Kpi.REGION, "Première région", "Pays de la Loire", "312 prospects (26\u202f%)", 312),
        (Kpi.DEPARTEMENT, "Premier département", "Loire-Atlantique (44)",
         "219 prospects (18,3\u202f%)", 219),
        (Kpi.VILLE, "Première ville", "Nantes", "38 prospects (3,2\u202f%)", 38),
        (Kpi.TYPE, "Premier type", "Ludothèque", "331 prospects (27,6\u202f%)", 331),
        (Kpi.AUDIENCE, "Public le plus fréquent", "50 à 149", "318 prospects (26,5\u202f%)", 318),
        (Kpi.NETWORKS, "Premier réseau", "Facebook", "702 comptes, 1\u202f284\u202f300 abonnés",
         702),
        (Kpi.WEBSITE, "Avec un site web", "63,2\u202f%", "758 sur 1\u202f200", 758),
        (Kpi.STATUS, "Statut le plus fréquent", "Jamais contacté", "727 prospects (60,6\u202f%)",
         727),
        (Kpi.CONSENT, "Acceptent d'être contactés", "50,3\u202f%", "604 sur 1\u202f200", 604),
        (Kpi.MISSING_CONTACT, "Sans e-mail ni téléphone", "5,1\u202f%", "61 sur 1\u202f200", 61),
        (Kpi.NEVER_CONTACTED, "Jamais contactés", "60,6\u202f%", "727 sur 1\u202f200", 727),
        (Kpi.RETURN_RATE, "Taux de retour", "33\u202f%",
         "156 sur 473 contactés, entre 28,9\u202f% et 37,4\u202f%", ANSWERED),
        (Kpi.RESPONSE_DELAY, "Délai de réponse médian", "5 jours", "156 réponses", ANSWERED),
    ]  # fmt: skip
    return tuple(Headline(*row, EVERYONE) for row in rows)


def dashboard() -> Dashboard:
    return Dashboard(TOTAL, headlines(), breakdowns())


def comparison() -> Comparison:
    sides = (Side("Bretagne", EVERYONE, 210), Side("Pays de la Loire", EVERYONE, 312))

    def row(
        label: str, one: int, other: int, verdict: str = "", rate: bool = False
    ) -> ComparisonRow:
        cells = []
        for count, total in ((one, 210), (other, 312)):
            part = count / total
            low, high = (max(0.0, part - 0.07), part + 0.08) if rate else (None, None)
            text = f"{part * 100:.1f}\u202f%".replace(".", ",")
            detail = f"{count} sur {total}"
            if low is not None and high is not None:
                between = f"entre {low * 100:.1f}\u202f% et {high * 100:.1f}\u202f% à 95\u202f%"
                detail += f" contactés\u202f; {between}".replace(".", ",")
            cells.append(Cell(text, detail, count, part, EVERYONE, low, high))
        return ComparisonRow(label, tuple(cells), verdict)

    delays = tuple(Cell(f"{days} jours", f"{n} réponses", days, None, None)
                   for days, n in ((5, 31), (9, 44)))  # fmt: skip
    kinds = (Cell("Ludothèque", "90 prospects (43\u202f%)", 90, None, EVERYONE),
             Cell("Association", "101 prospects (32\u202f%)", 101, None, EVERYONE))  # fmt: skip
    rows = (
        ComparisonRow("Premier type", kinds),
        row("Avec un site web", 140, 180),
        row("Acceptent d'être contactés", 101, 160),
        row("Sans e-mail ni téléphone", 9, 22),
        row("Jamais contactés", 120, 201),
        row("Taux de retour", 84, 78, "L'écart dépasse ce que ferait le hasard.", rate=True),
        ComparisonRow("Délai de réponse médian", delays),
    )
    note = "La Bretagne répond plus (40\u202f% contre 25\u202f%)."
    return Comparison(Kpi.OVERVIEW, "Bretagne et Pays de la Loire", sides, rows, note,
                      "Moins de 30 réponses d'un côté.")  # fmt: skip


def trend(days: int = 60) -> Trend:
    start = date(2025, 5, 20)
    known = [start + timedelta(days=rank) for rank in range(days) if not 20 < rank < 31]

    def line(key: str, label: str, unit: str, first: float, step: float) -> Series:
        points = tuple(Point(day, first + step * (day - start).days, 1_200) for day in known)
        return Series(key, label, unit, points)

    charts = (
        TrendChart("Nombre de prospects", (line("total", "Prospects", "", 930, 4.5),
                                           line("never", "Jamais contactés", "", 700, -2))),
        TrendChart("Parts", (line("website", "Avec un site web", "%", 0.55, 0.001),
                             line("consent", "Acceptent d'être contactés", "%", 0.42, 0.002),
                             line("rate", "Taux de retour", "%", 0.33, -0.001))),
    )  # fmt: skip
    added = tuple((date(2024 + (8 + m) // 12, (8 + m) % 12 + 1, 1), 20 + 37 * m % 90)
                  for m in range(11) if m != 4)  # fmt: skip
    return Trend(charts, added, "1\u202f196 prospects, 266 de plus en 59 jours.")
