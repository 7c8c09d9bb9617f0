"""Bare answers: what is a yes, a no, a wish to give up, a correction of the turn before."""

import re

_YES = """
oui, ok, okay, oui oui, d accord, vas y, oui vas y, go, c est bon, oui c est bon, confirme
je confirme, valide, je valide, oui merci, oui svp, oui importer, oui charger, oui enlever
oui annuler, bien sur, oui bien sur
"""
_NO = """
non, non merci, mais non, non non, annule, annuler, non annuler, laisse tomber, surtout pas
stop, arrete
pas maintenant, abandonne, ne fais rien, non laisse, non garder
"""
YES, NO = (frozenset(p.strip() for p in re.split(r"[,\n]", t) if p.strip()) for t in (_YES, _NO))
GIVE_UP = frozenset(
    ("annule", "annuler", "abandonne", "laisse tomber", "stop", "rien", "oublie", "tant pis")
)
MEANT = re.compile(r"(non |mais non )?(je voulais dire|je veux dire|je parlais d|je pensais a)\b")
"""How a folded sentence begins that corrects the one before."""
