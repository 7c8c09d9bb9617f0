"""Which state a campaign may go to, and the sentence that says why it may not. Pure."""

from core.campaigns.models import Campaign, State
from core.errors import Refused

S = State
_MAY: dict[State, frozenset[State]] = {
    S.BROUILLON: frozenset({S.PLANIFIEE, S.EN_COURS, S.ANNULEE}),
    S.PLANIFIEE: frozenset({S.BROUILLON, S.EN_COURS, S.ANNULEE}),
    S.EN_COURS: frozenset({S.EN_PAUSE, S.TERMINEE, S.ANNULEE}),
    S.EN_PAUSE: frozenset({S.EN_COURS, S.ANNULEE}),
    S.TERMINEE: frozenset({S.ANNULEE, S.ARCHIVEE}),
    S.ANNULEE: frozenset({S.ARCHIVEE}),
    S.ARCHIVEE: frozenset(),
}
_ARE = {
    S.BROUILLON: "est encore un brouillon",
    S.PLANIFIEE: "est planifiée",
    S.EN_COURS: "est en cours d'envoi",
    S.EN_PAUSE: "est en pause",
    S.TERMINEE: "est terminée",
    S.ANNULEE: "est annulée",
    S.ARCHIVEE: "est archivée",
}
_TO = {
    S.BROUILLON: "redevenir un brouillon",
    S.PLANIFIEE: "être planifiée",
    S.EN_COURS: "être envoyée",
    S.EN_PAUSE: "être mise en pause",
    S.TERMINEE: "être terminée",
    S.ANNULEE: "être annulée",
    S.ARCHIVEE: "être archivée",
}
_ADVICE = {
    (S.BROUILLON, S.EN_PAUSE): "On ne met en pause qu'un envoi en cours.",
    (S.BROUILLON, S.ARCHIVEE): "Annulez-la d'abord.",
    (S.PLANIFIEE, S.ARCHIVEE): "Annulez-la d'abord.",
    (S.EN_COURS, S.ARCHIVEE): "Attendez la fin de l'envoi, ou annulez-la.",
    (S.EN_PAUSE, S.ARCHIVEE): "Finissez son envoi, ou annulez-la.",
    (S.TERMINEE, S.EN_COURS): "Personne ne reçoit deux fois le mail d'une campagne.",
    (S.PLANIFIEE, S.EN_PAUSE): "On ne met en pause qu'un envoi en cours ; annulez-la si besoin.",
    (S.EN_COURS, S.EN_COURS): "Attendez sa fin, ou mettez-la en pause.",
    (S.EN_PAUSE, S.EN_PAUSE): "Elle reprend avec « campaigns resume ».",
}


def may(before: State, after: State) -> bool:
    """Whether a campaign may go from one state to another."""
    return after in _MAY[before]


def check(campaign: Campaign, after: State) -> None:
    """Refused, with the reason, unless the campaign may go to that state."""
    if may(campaign.etat, after):
        return
    advice = _ADVICE.get((campaign.etat, after), "")
    raise Refused(
        f"La campagne « {campaign.nom} » {_ARE[campaign.etat]} : "
        f"elle ne peut pas {_TO[after]}. {advice}".rstrip()
    )


def check_draft(campaign: Campaign) -> None:
    """Refused unless what the campaign is may still be changed."""
    if campaign.etat is not S.BROUILLON:
        raise Refused(
            f"La campagne « {campaign.nom} » {_ARE[campaign.etat]} : elle ne se modifie plus."
        )
    if campaign.approved:
        raise Refused(
            f"La campagne « {campaign.nom} » est approuvée : ses destinataires sont fixés. "
            "Retirez l'approbation (« campaigns approve --undo ») pour la modifier."
        )
