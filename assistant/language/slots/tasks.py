"""Tasks as written: what to tick, to move, to add, or to be reminded of."""

# ruff: noqa: E501 - a pattern reads better on one line

import re
from collections.abc import Iterable

from assistant.language.slots.names import cut, quoted
from assistant.language.text.chain import Chain

_TASK = r"(?P<task>\S+(?: \S+)*?)"
_AT = r"(?: (?:a|vers) (?:<num>|midi|<hour>)(?: ?(?:h|heures?))?(?: <num>)?| matin| soir| apres midi)?"
_WHEN = (
    rf"(?:(?:,|pour|a|au|le|la|d ici|avant|des|vers|fin|debut|jusqu a|jusqu au|dans|en) )*(?:<when>|<dur>|<day>|le <num>){_AT}"
    r"|plus tard|la semaine prochaine|le mois prochain|a la rentree"
)
_POLITE = r"(?: (?:\?|!|\.|stp|svp|s il te plait|s il vous plait|merci.*|please|maintenant))*"
_TAIL = rf"(?: (?:{_WHEN}))?{_POLITE}$"
_BEGIN = (
    r"^(?:(?:peux tu|tu peux|pourrais tu|tu pourrais|pouvez vous|pourriez vous|est ce que tu (?:peux|pourrais)|je (?:veux|voudrais|souhaite)|j aimerais|il faut|il faudrait|bonjour|salut|coucou|,|bon|alors|ok|stp|svp|"
    r"en fait|finalement|super|et|c est bon|ca y est|on|qu on|que tu|dis moi|pense a|n oublie pas de|merci de|s il te plait|s il vous plait|pourras tu) )*(?:me |m |nous )?"
)
_THE = r"(?:(?:la |le |les |l |une |un |ma |mon |cette )?(?:tache|etape|point|ligne)s? ?(?:de |d |du |: )?|la |le |les |l |ma |mon )?"


def _rules(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


_UPDATES = _rules(
    # "la tâche imprimer les flyers, coche-la": a task's name begins with its verb.
    rf"^(?!.*(?:ajoute|rajoute|cree|renomme|rebaptise|nouvelle|change le nom))(?:.* )?taches? (?:de |d |: )?(?P<task>\w+(?:er|ir|re)(?: \S+)*?)(?: (?:,|;|:|\.) .*| (?:est|elle|c est|comme|n est|a ete|tu|vous|on) .*)?{_TAIL}",
    rf"{_BEGIN}(?:renomme\w*|rebaptise\w*) {_THE}{_TASK} (?:en|par|comme) (?P<value>.+?){_POLITE}$",
    rf"{_BEGIN}(?:change\w*) le (?:nom|titre) de {_THE}{_TASK}(?: (?:en|par|pour|:) (?P<value>.+?))?{_POLITE}$",
    rf"{_BEGIN}(?:marque\w*|mets|passe\w*|note\w*)(?: que| qu)? {_THE}{_TASK} (?:comme|en|est|sont) (?:etant )?(?:faite?s?|terminee?s?|finie?s?|cours|bouclee?s?|ok)\b.*$",
    rf"{_BEGIN}(?:change\w*|modifie\w*) (?:la date|l echeance|la deadline) de {_THE}{_TASK}(?: :)?{_TAIL}",
    rf"{_BEGIN}(?:ajoute\w*|rajoute\w*|cree\w*|creer|nouve\w+|mets|note\w*|inscris|ajout|planifie\w*)(?: \w+){{0,2}} (?:tache|etape)s?(?: {_WHEN})? ?(?::|de|d|pour)? ?{_TASK}{_TAIL}",
    rf"{_BEGIN}(?:ajoute\w*|rajoute\w*|note\w*|mets|inscris)(?: moi)? (?:a|dans|sur) (?:ma|mes|la|les|nos|le|notre) (?:liste(?: de taches| des taches| des choses a faire)?|taches|todo|to do|planning|retroplanning|choses a faire)(?: {_WHEN})? ?:? ?{_TASK}{_TAIL}",
    rf"{_BEGIN}(?:ajoute\w*|rajoute\w*|note\w*|mets|inscris)(?: moi)? {_TASK} (?:a|dans|sur|aux) (?:(?:ma|mes|la|les|nos|le|notre) )?(?:liste(?: de taches| des taches)?|taches|todo|to do|planning|retroplanning){_TAIL}",
    rf"{_BEGIN}(?:tache|nouvelle tache|etape|fait|termine|fini) : {_TASK}{_TAIL}",
    rf"{_BEGIN}(?:attribue\w*|confie\w*|assigne\w*|donne\w*) {_THE}{_TASK} (?:a|au) .*$",
    rf"{_BEGIN}(?:c est )?(?:fait|fini|termine|boucle|ok)(?: pour| avec| ,)? {_THE}{_TASK}{_POLITE}$",
    rf"{_BEGIN}(?:j ai|on a|nous avons) (?:bien |enfin )?(?:fini|fait|termine|boucle|acheve)(?: de| avec| d)? {_THE}{_TASK}{_POLITE}(?: , .*)?$",
    rf"{_BEGIN}(?:decale\w*|repousse\w*|reporte\w*|differe\w*|glisse\w*|retarde\w*|deplace\w*|avance\w*|remets|mets|passe\w*|coche\w*|decoche\w*|valide\w*|termine\w*|cloture\w*|clos|ferme\w*|barre\w*|supprime\w*|enleve\w*|retire\w*|efface\w*|annule\w*|modifie\w*|renomme\w*|raye\w*) "
    rf"{_THE}{_TASK}(?: (?:de|d) (?:<dur>|une semaine|un jour|un mois|la liste))?(?: de la liste| des taches)?{_TAIL}",
    rf"{_BEGIN}{_THE}{_TASK} (?:est|sont|c est|:|,|, c est) (?:bien |enfin )?(?:faite?s?|terminee?s?|finie?s?|bouclee?s?|ok|cochee?s?|prete?s?)\b.*$",
    rf"{_BEGIN}{_THE}{_TASK} (?:passe|est (?:decalee?|reportee?|repoussee?|avancee?)) {_WHEN}{_POLITE}$",
    rf"{_BEGIN}(?:tache|etape) {_TASK} (?:ok|faite?|finie?|terminee?|done)\b.*$",
    rf"{_BEGIN}{_THE}{_TASK} (?:n est|est) pas (?:encore )?(?:faite?|terminee?|finie?)\b.*$",
    rf"{_BEGIN}\S+ s occupe (?:de |d |du |des ){_THE}{_TASK}{_POLITE}$",
)
_REMINDERS = _rules(
    rf"^.*?(?:rappele?r?|rappelez|rappelle\w*|rappels?|previen\w*|prevenir|avertis\w*|alertes?|alerte\w*|penser|memo|me dire|redire|rememorer|signaler|pense bete|ping|bipe?|notif\w*|agenda|me dire|dis moi)(?: moi| nous| le moi| ca)?(?: {_WHEN})?(?: ,)?(?: le moi)? "
    rf"(?:de |d |a |qu il faut(?: que)? |qu il faudra |que je dois |pour |: |afin de |quand il faut ){_TASK}{_TAIL}",
    rf"^.*?rappels?(?: {_WHEN})? (?!le |un |pour |dans |demain|<){_TASK}{_TAIL}",
    rf"^.*oubli\w+ (?:toujours |pas )?(?:de |d ){_TASK}(?: , .*)?{_TAIL}",
)
_NO_TASK = re.compile(
    r"^(?:(?:la|le|les|l|une?|ma|mon|tout|ca|tache|taches|etape|premiere|deuxieme|derniere|<num>|<ord>|<when>|<dur>|moi|en|a|au|fait|terminee?|pour|d|de|des|planning|retroplanning|liste|campagne|rappel|bien|cette|celle|ci|que|il|faut|quand|main|bonjour|nouvelle)(?: |$))+$"
)


def task_to_update(chain: Chain, text: str) -> dict[str, str]:
    """`task`, and `value` where it gets a new name; dates show as `<when>` in the chain."""
    found = _first(_UPDATES, chain, text)
    name = quoted(text)
    if name and "value" not in found:
        found["task"] = name
    return found


def task_to_remember(chain: Chain, text: str) -> dict[str, str]:
    """ "de le faire" keeps its pronoun."""
    return _first(_REMINDERS, chain, text, articles=True)


def _first(
    rules: Iterable[re.Pattern[str]], chain: Chain, text: str, *, articles: bool = False
) -> dict[str, str]:
    for pattern in rules:
        match = pattern.match(chain.text)
        if match is None or _NO_TASK.match(match["task"]):
            continue
        parts = {
            name: cut(
                chain.between(*match.span(name)),
                text,
                strip_articles=name == "task" and not articles,
            )
            for name, said in match.groupdict().items()
            if said
        }
        if parts.get("task"):
            return {name: part for name, part in parts.items() if part}
    return {}
