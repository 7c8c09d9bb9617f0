"""Files of the administration are imported without a touch."""

import pytest

from core.imports.columns.public_files import public_meanings
from tests.core.imports.previews import preview_sample

FIRST = {
    "rna_waldec": ("LES DES DE LA CROIX-ROUSSE", "Lyon", "69", "12 RUE des Tables"),
    "sirene_etalab": ("LE GOBELIN JOUEUR", "Strasbourg", "67", "3 RUE DE LA PAIX"),
    "annuaire_entreprises": (
        *("LE GOBELIN JOUEUR", "Strasbourg", "67", "3 RUE DE LA PAIX 67000 STRASBOURG"),
    ),
    "annuaire_dila": ("Mairie - Melle", "Melle", "79", "Quartier Mairie, 79500 Melle"),
    "bibliotheques": ("Médiathèque de Melle", "Melle", "79", "Place du marché"),
    "associations_ville": ("Les Joyeux Drilles", "Rennes", "35", None),
    "reseau": ("Ludothèque Arc-en-ciel", "Nantes", "44", None),
}


@pytest.mark.parametrize("name", FIRST)
def test_a_public_file_is_read(name: str) -> None:
    report, rows = preview_sample(f"public/{name}.csv")
    assert (report.refused, report.rejected) == (None, 0)
    first = rows[0].values
    told = tuple(first.get(f) for f in ("nom_structure", "ville", "departement", "adresse"))
    assert told == FIRST[name]


# The whole headings that the administration publishes, of files of other shapes than the samples'.
RNA_IMPORT = (
    "id;id_ex;siret;gestion;date_creat;date_publi;nature;groupement;titre;objet;objet_social1;"
    "objet_social2;adr1;adr2;adr3;adrs_codepostal;libcom;adrs_codeinsee;dir_civilite;siteweb;"
    "observation;position;rup_mi;maj_time"
)
ESTABLISHMENTS = (
    "siren;nic;siret;statutDiffusionEtablissement;dateCreationEtablissement;"
    "trancheEffectifsEtablissement;etablissementSiege;complementAdresseEtablissement;"
    "numeroVoieEtablissement;indiceRepetitionEtablissement;typeVoieEtablissement;"
    "libelleVoieEtablissement;codePostalEtablissement;libelleCommuneEtablissement;"
    "libelleCommuneEtrangerEtablissement;codeCommuneEtablissement;codeCedexEtablissement;"
    "libelleCedexEtablissement;etatAdministratifEtablissement;enseigne1Etablissement;"
    "denominationUsuelleEtablissement;activitePrincipaleEtablissement"
)
PUBLIC_SERVICES = (
    "plage_ouverture;site_internet;copyright;siren;reseau_social;telecopie;nom;siret;sigle;"
    "affectation_personne;date_modification;adresse_courriel;service_disponible;pivot;id;ancien_nom;"
    "categorie;telephone_accessible;telephone;date_creation;mission;formulaire_contact;"
    "type_organisme;code_insee_commune;statut_de_diffusion;adresse;url_service_public;"
    "information_complementaire;date_diffusion"
)
MEANT = {
    RNA_IMPORT: {
        "titre": "nom_structure", "objet": "commentaires", "adr1": "adresse",
        "adrs_codepostal": "code_postal", "libcom": "ville", "siteweb": "site_web",
    },
    ESTABLISHMENTS: {
        "enseigne1Etablissement": "nom_structure",
        "denominationUsuelleEtablissement": "nom_structure",
        "numeroVoieEtablissement": "adresse_numero",
        "indiceRepetitionEtablissement": "adresse_repetition",
        "typeVoieEtablissement": "adresse_type",
        "libelleVoieEtablissement": "adresse_voie", "codePostalEtablissement": "code_postal",
        "libelleCommuneEtablissement": "ville",
    },
    PUBLIC_SERVICES: {
        "nom": "nom_structure", "adresse_courriel": "email", "telephone": "telephone",
        "telephone_accessible": "telephone", "site_internet": "site_web", "adresse": "adresse",
    },
}  # fmt: skip


@pytest.mark.parametrize("headings", MEANT, ids=["rna_import", "establishments", "services"])
def test_the_published_headings_are_known(headings: str) -> None:
    names = headings.split(";")
    found = public_meanings(names)
    assert found is not None
    assert {name: one for name, one in zip(names, found, strict=True) if one} == MEANT[headings]


def test_numbers_of_the_administration_are_no_telephones() -> None:
    report, _ = preview_sample("public/sirene_etalab.csv")
    assert report.columns["siren"] is None


def test_cells_of_json_are_read_as_text() -> None:
    _, (row,) = preview_sample("public/annuaire_dila.csv")
    assert (row.values["telephone"], row.values["autres_telephones"]) == (
        "+33549000002",
        ["+33549000003"],
    )
    assert row.values["site_web"] == "https://melle.example.org"
