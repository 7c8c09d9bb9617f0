"""What each type of prospect looks like: how common, how large, on which networks."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.vocabulary.values import Network, ProspectType


@dataclass(frozen=True, slots=True)
class Profile:
    """Shares are between 0 and 1; medians and spreads are those of a lognormal.

    `members` is the share whose number of members is known; `urban` is the power of the population
    that draws the town; `domain` the reserved domain of its mails.
    """

    weight: float
    members: float
    members_median: float
    members_spread: float
    networks: Mapping[Network, float]
    followers_median: float
    followers_spread: float
    website: float
    email: float = 0.75
    telephone: float = 0.7
    urban: float = 0.85
    domain: str = "example.org"


def _networks(
    facebook: float, instagram: float, x: float = 0.03, tiktok: float = 0.02, youtube: float = 0.03
) -> Mapping[Network, float]:
    return {
        Network.FACEBOOK: facebook,
        Network.X: x,
        Network.INSTAGRAM: instagram,
        Network.TIKTOK: tiktok,
        Network.YOUTUBE: youtube,
    }


PROFILES: Mapping[ProspectType, Profile] = {
    ProspectType.MJC: Profile(
        0.17, 0.75, 320, 0.7, _networks(0.75, 0.45, 0.08), 900, 0.7, 0.8, 0.85, 0.85
    ),
    ProspectType.CSCS: Profile(0.14, 0.7, 420, 0.6, _networks(0.65, 0.3), 700, 0.7, 0.65, 0.8, 0.9),
    ProspectType.LUDOTHEQUE: Profile(0.13, 0.7, 130, 0.8, _networks(0.7, 0.4), 500, 0.8, 0.6),
    ProspectType.ASSO_JDR: Profile(
        0.13, 0.75, 38, 0.6, _networks(0.7, 0.35, 0.1, 0.03, 0.1), 260, 0.8, 0.4, 0.7, 0.4
    ),
    ProspectType.MEDIATHEQUE: Profile(
        0.12, 0.6, 950, 0.8, _networks(0.5, 0.25, 0.06), 650, 0.7, 0.75, 0.8, 0.9
    ),
    ProspectType.BAR_A_JEUX: Profile(
        0.08, 0.08, 90, 0.5, _networks(0.85, 0.8, 0.05, 0.12), 1300, 0.8, 0.65, 0.65, 0.8, 1.15,
        "example.com",
    ),
    ProspectType.BOUTIQUE: Profile(
        0.08, 0.05, 120, 0.5, _networks(0.8, 0.65, 0.08, 0.08), 1500, 0.8, 0.8, 0.75, 0.85, 1.1,
        "example.com",
    ),
    ProspectType.ARTISAN: Profile(
        0.05, 0.0, 1, 0.1, _networks(0.5, 0.75, 0.03, 0.12, 0.06), 700, 0.9, 0.5, 0.75, 0.5, 0.75,
        "example.com",
    ),
    ProspectType.EDITEUR: Profile(
        0.04, 0.0, 1, 0.1, _networks(0.7, 0.75, 0.35, 0.12, 0.35), 2600, 1.0, 0.9, 0.85, 0.5, 1.1,
        "example.com",
    ),
    ProspectType.INFLUENCEUR: Profile(
        0.03, 0.0, 1, 0.1, _networks(0.25, 0.85, 0.4, 0.5, 0.55), 4200, 1.3, 0.2, 0.8, 0.08, 1.1,
        "example.net",
    ),
    ProspectType.AUTRE: Profile(0.03, 0.5, 110, 0.9, _networks(0.5, 0.2), 400, 0.8, 0.4, 0.65, 0.7),
}  # fmt: skip
