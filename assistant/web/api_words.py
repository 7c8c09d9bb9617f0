"""What is told of each address of the API: what it does, what its path and its query take."""

from dataclasses import dataclass
from typing import Any

from assistant.rendering.charts.style import Format as Picture
from assistant.rendering.charts.style import Theme
from assistant.rendering.indicators.files import EVOLUTION, SEGMENTS
from assistant.rendering.planning.plan_files import PlanFormat
from core.exports.models import Order
from core.imports.models import Conflicts
from core.kpis.models import Kpi

Schema = dict[str, Any]
Key = tuple[str, str]
"""A method and a path of the table of addresses."""
ID: Schema = {"type": "string", "pattern": r"^[\w-]{1,400}$"}


def one_of(*values: str) -> Schema:
    """One of these words."""
    return {"type": "string", "enum": list(values)}


@dataclass(frozen=True)
class Query:
    """What may stand after "?"."""

    name: str
    schema: Schema
    said: str
    required: bool = False


_PICTURES = one_of(*Picture)
_KPI = one_of(*Kpi)
_THEME = Query("theme", one_of(*Theme), "Pour montrer l'image dans une page, claire ou sombre.")
_WIDTH = Query("width", {"type": "integer"}, "La largeur de l'image, en points d'écran.")

SAID: dict[Key, str] = {
    ("POST", "/api/exports"): "Demande un export : filter, format, columns, sort, limit.",
    ("GET", "/api/exports/{name}"): "Où en est un export.",
    ("GET", "/api/prospects/{name}.{name}"): "Le fichier d'un export.",
    ("POST", "/api/imports"): "Importe le fichier qui est le corps de la demande, ou rend l'aperçu "
    "de son import.",
    ("GET", "/api/imports/{name}/{name}.csv"): "Le rapport d'un import, ou ses lignes à corriger.",
    ("GET", "/api/charts/{name}/{name}.{name}"): "Un graphique d'une sélection.",
    ("GET", "/api/comparisons/{name}/{name}.{name}"): "Le graphique d'une comparaison : les "
    "sélections, avec _ entre elles.",
    ("GET", "/api/dashboards/{name}.pdf"): "Le tableau de bord d'une sélection.",
    ("GET", "/api/campaigns/{name}/destinataires.csv"): "Les destinataires d'une campagne et leurs "
    "réponses.",
    ("GET", "/api/campaigns/{name}/mails.zip"): "Les mails d'une campagne, un fichier chacun.",
    ("GET", "/api/campaigns/{name}/resultats.{name}"): "Les résultats d'une campagne.",
    ("GET", "/api/frise.{name}"): "Les campagnes dans le temps.",
    ("GET", "/api/plans/{name}.{name}"): "Le rétroplanning d'une campagne.",
    ("GET", "/api/schedules/preview.{name}"): "L'image d'un rétroplanning qui n'est pas créé.",
    ("GET", "/api/access/{name}.{name}"): "Tout ce qui est su d'un prospect (droit d'accès).",
    ("GET", "/api/openapi.json"): "Cette description.",
    ("GET", "/health"): "Si le service répond et écrit.",
    ("GET", "/health/ready"): "Si le service répond et écrit.",
    ("GET", "/health/live"): "Si le service tourne.",
}
PARTS: dict[Key, dict[int, Schema]] = {
    ("GET", "/api/prospects/{name}.{name}"): {1: one_of("csv", "xlsx")},
    ("GET", "/api/imports/{name}/{name}.csv"): {1: one_of("rapport", "lignes_a_corriger")},
    ("GET", "/api/charts/{name}/{name}.{name}"): {
        1: one_of(*Kpi, EVOLUTION, SEGMENTS),
        2: _PICTURES,
    },
    ("GET", "/api/comparisons/{name}/{name}.{name}"): {1: _KPI, 2: _PICTURES},
    ("GET", "/api/campaigns/{name}/resultats.{name}"): {1: one_of(*Picture, "pdf", "csv")},
    ("GET", "/api/frise.{name}"): {0: _PICTURES},
    ("GET", "/api/plans/{name}.{name}"): {1: one_of(*PlanFormat)},
    ("GET", "/api/schedules/preview.{name}"): {0: _PICTURES},
    ("GET", "/api/access/{name}.{name}"): {1: one_of("json", "txt")},
}
"""The parts of a path that are no id, by their rank."""
QUERIES: dict[Key, tuple[Query, ...]] = {
    ("POST", "/api/imports"): (
        Query("name", {"type": "string", "maxLength": 200}, "Le nom du fichier."),
        Query("conflicts", one_of(*Conflicts), "Ce que deviennent les doublons (ignore)."),
        Query("dry_run", one_of("0", "1"), "1 : rien n'est écrit, c'est l'aperçu."),
    ),
    ("GET", "/api/charts/{name}/{name}.{name}"): (_THEME,),
    ("GET", "/api/comparisons/{name}/{name}.{name}"): (_THEME,),
    ("GET", "/api/dashboards/{name}.pdf"): (Query("kpi", _KPI, "De ce seul indicateur."),),
    ("GET", "/api/campaigns/{name}/resultats.{name}"): (_THEME,),
    ("GET", "/api/frise.{name}"): (_THEME,),
    ("GET", "/api/plans/{name}.{name}"): (_THEME, _WIDTH),
    ("GET", "/api/schedules/preview.{name}"): (
        Query("event", {"type": "string", "format": "date"}, "Le jour de l'événement.", True),
        Query("kind", {"type": "string"}, "Le genre de rétroplanning : festival, salon…", True),
        Query("reduced", {"type": "boolean"}, "Ce qui peut encore être tenu, seulement."),
        _THEME,
        _WIDTH,
    ),
}
BODIES: dict[Key, dict[str, Schema]] = {
    ("POST", "/api/exports"): {"application/json": {"$ref": "#/components/schemas/Order"}},
    ("POST", "/api/imports"): {
        "application/octet-stream": {"type": "string", "format": "binary"},
        "text/csv": {"type": "string"},
    },
}
ANSWERS: dict[Key, dict[str, str]] = {
    ("POST", "/api/exports"): {"201": "L'export est accordé : son adresse est dans url"},
    ("POST", "/api/imports"): {
        "200": "L'aperçu, ou ce qui a été fait",
        "422": "Le fichier est refusé : refused dit pourquoi",
    },
}
"""Where it is not 200 alone."""


def schemas() -> dict[str, Schema]:
    """What bodies are made of, by name."""
    order = Order.model_json_schema(ref_template="#/components/schemas/{model}")
    parts: dict[str, Schema] = order.pop("$defs", {})
    return parts | {"Order": order}
