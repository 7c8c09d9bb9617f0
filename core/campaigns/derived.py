"""Campaigns made from another: those who did not answer written to again, and rehearsals."""

from core.accounts.models import Permission, User
from core.campaigns.drafts import Draft, free_name
from core.campaigns.following import Following
from core.campaigns.models import REHEARSED, Campaign, Objective, State
from core.campaigns.service import CampaignService
from core.content import library
from core.errors import Refused

AGAIN = "Relance"
_MAILED = frozenset({State.EN_COURS, State.EN_PAUSE, State.TERMINEE, State.ARCHIVEE})
_FOLLOW_UP = "relance"
"""The library's mail for it."""


class DerivedService:
    """Each is a draft of its own, changed and approved like any other."""

    def __init__(self, campaigns: CampaignService, following: Following) -> None:
        self._campaigns = campaigns
        self._following = following

    def follow_up(self, user: User, campaign: Campaign, threaded: bool = False) -> Campaign:
        """A draft to those whose mail left and who did not answer. Refused where there is nobody.

        Threaded, its mails stand under those of the first campaign.
        """
        user.require(Permission.PREPARE_CAMPAIGN)
        if campaign.etat not in _MAILED:
            raise Refused(
                f"La campagne « {campaign.nom} » n'a pas encore été envoyée : "
                "il n'y a personne à relancer."
            )
        if not self._following.silent(campaign.campagne_id):
            raise Refused(
                f"Personne n'est à relancer pour « {campaign.nom} » : tous ceux qui ont reçu le "
                "mail ont répondu, ou se sont désinscrits."
            )
        return self._campaigns.create(
            user,
            Draft(
                name=self._free(user, AGAIN, campaign.nom),
                objective=Objective.RELANCE.value,
                event=campaign.date_evenement,
                end=campaign.date_fin,
                channel=campaign.canal,
                template=_FOLLOW_UP if _FOLLOW_UP in library.names() else None,
                follows=campaign.campagne_id,
                threaded=threaded,
                demo=campaign.demo,
            ),
        )

    def rehearse(self, user: User, campaign: Campaign) -> Campaign:
        """The same campaign again, its mails for the sink inside the product, approved. Refused
        without a mail, or where nobody would be written to."""
        user.require(Permission.SEND_CAMPAIGN)
        if campaign.mail is None:
            raise Refused(
                f"La campagne « {campaign.nom} » n'a pas encore de mail : choisissez-en un avant "
                "de l'essayer."
            )
        draft = Draft(
            name=self._free(user, "", f"{campaign.nom} ({REHEARSED})"),
            filter=campaign.filtre,
            objective=campaign.objectif.value,
            event=campaign.date_evenement,
            end=campaign.date_fin,
            channel=campaign.canal,
            follows=campaign.suite_de,
            threaded=campaign.enchaine,
            rehearsal=True,
        )
        made = self._campaigns.create(user, draft)
        made = self._campaigns.set_mail(user, made, campaign.mail, campaign.modele)
        if campaign.objet_b is not None:
            made = self._campaigns.edit(user, made, {"objet_b": campaign.objet_b})
        return self._campaigns.approve(user, made)

    def _free(self, user: User, before: str, name: str) -> str:
        """A name that no campaign has yet."""
        every = self._campaigns.all(user)
        return free_name(f"{before} {name}".strip(), (one.nom for one in every))
