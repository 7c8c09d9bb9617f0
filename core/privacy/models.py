"""What an erasure will take away, and what it took."""

from dataclasses import dataclass

Counts = dict[str, int]
"""How many of each: `fiche`, `commentaires`, `journal`, and the keys of `core.privacy.places`."""


@dataclass(frozen=True)
class WhatGoes:
    """The exact counts, for the confirmation."""

    prospect_id: str
    nom_structure: str
    counts: Counts
    files: tuple[str, ...]
    """Names of the imports whose kept file holds the person, and will be erased."""
    others: tuple[str, ...]
    """Ids of other records with the same e-mail or telephone: they are not erased."""
    lines: tuple[str, ...]
    """The counts in French, without those that are nought."""


@dataclass(frozen=True)
class Erasure:
    """What was erased. Holds no personal data."""

    prospect_id: str
    counts: Counts
    files: int
    """Kept import files that were erased: these imports can be undone, but not previewed again."""
    objections: int
    others: tuple[str, ...]

    @property
    def message(self) -> str:
        """The French sentence."""
        said = "C'est fait : cette personne est effacée partout dans MimiCom."
        if self.files:
            said += (
                " Le fichier d'un import la contenait : il n'est plus gardé."
                if self.files == 1
                else f" Les fichiers de {self.files} imports la contenaient : "
                "ils ne sont plus gardés."
            )
        if self.others:
            said += (
                " Une autre fiche porte le même e-mail ou le même téléphone : elle est restée."
                if len(self.others) == 1
                else f" {len(self.others)} autres fiches portent le même e-mail ou le même "
                "téléphone : elles sont restées."
            )
        return said
