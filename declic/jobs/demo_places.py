"""The demo's organisations and hosts: invented, in real municipalities of every region and Community."""

from dataclasses import dataclass

from declic.accounts import actions as accounts
from declic.accounts.models import (
    Community,
    Language,
    Organisation,
    OrganisationKind,
    Person,
)
from declic.workshops import actions as workshops
from declic.workshops.models import Host

Kind = OrganisationKind


@dataclass(frozen=True)
class Partner:
    """An organisation to be added, and its hosts: (name, kind, postcode)."""

    name: str
    kind: OrganisationKind
    community: Community
    postcode: str
    hosts: tuple[tuple[str, OrganisationKind, str], ...] = ()

    @property
    def language(self) -> Language:
        """What is spoken there."""
        return Language(self.community.value)


PROGRAMME = Partner("Équipe du programme", Kind.PROGRAMME, Community.FR, "1000")
PARTNERS = {
    "chene": Partner(
        "Unité scoute du Grand Chêne",
        Kind.YOUTH_MOVEMENT,
        Community.FR,
        "1030",
        (
            ("École communale des Cerisiers", Kind.SCHOOL, "1030"),
            ("Collège du Val Saint-Lambert", Kind.SCHOOL, "1050"),
            ("Maison de jeunes L'Aquarium", Kind.YOUTH_CENTRE, "1060"),
        ),
    ),
    "escale": Partner(
        "AMO L'Escale du Canal",
        Kind.DROP_IN_CENTRE,
        Community.FR,
        "1070",
        (
            ("Permanence de L'Escale", Kind.DROP_IN_CENTRE, "1070"),
            ("Institut des Arts et Métiers du Canal", Kind.SCHOOL, "1081"),
        ),
    ),
    "kade": Partner(
        "Jeugdhuis De Kade",
        Kind.YOUTH_CENTRE,
        Community.NL,
        "1080",
        (
            ("Atheneum Lakenstraat", Kind.SCHOOL, "1000"),
            ("Jeugdhuis De Kade, grote zaal", Kind.YOUTH_CENTRE, "1080"),
        ),
    ),
    "brug": Partner(
        "Atheneum De Brug",
        Kind.SCHOOL,
        Community.NL,
        "9000",
        (
            ("Basisschool De Regenboog", Kind.SCHOOL, "9040"),
            ("Jeugdhuis Rabot", Kind.YOUTH_CENTRE, "9000"),
            ("Atheneum De Brug, tweede graad", Kind.SCHOOL, "9000"),
        ),
    ),
    "windroos": Partner(
        "Chiro De Windroos",
        Kind.YOUTH_MOVEMENT,
        Community.NL,
        "2060",
        (
            ("Sint-Lodewijkscollege", Kind.SCHOOL, "2018"),
            ("JAC Antwerpen-Noord", Kind.DROP_IN_CENTRE, "2060"),
        ),
    ),
    "guillemins": Partner(
        "Athénée des Guillemins",
        Kind.SCHOOL,
        Community.FR,
        "4000",
        (
            ("École libre Sainte-Walburge", Kind.SCHOOL, "4000"),
            ("Maison de jeunes La Passerelle", Kind.YOUTH_CENTRE, "4020"),
            ("Athénée des Guillemins, premier degré", Kind.SCHOOL, "4000"),
        ),
    ),
    "citadelle": Partner(
        "Centre d'accueil de la Citadelle",
        Kind.RECEPTION_CENTRE,
        Community.FR,
        "5000",
        (
            ("Centre d'accueil de la Citadelle, salle commune", Kind.RECEPTION_CENTRE, "5000"),
            ("Institut Saint-Loup de Jambes", Kind.SCHOOL, "5100"),
        ),
    ),
    "eupen": Partner(
        "Jugendtreff Talblick",
        Kind.YOUTH_CENTRE,
        Community.DE,
        "4700",
        (
            ("Sekundarschule Oberstadt", Kind.SCHOOL, "4700"),
            ("Jugendheim Kelmis", Kind.YOUTH_CENTRE, "4720"),
        ),
    ),
}


def add_partner(by: Person | None, partner: Partner) -> Organisation:
    """Add an organisation."""
    return accounts.add_organisation(by, partner.name, partner.kind, partner.community, partner.postcode)


def add_hosts(by: Person, organisation: Organisation, partner: Partner) -> list[Host]:
    """Add a partner's hosts; drop-in centres keep counts only."""
    return [
        workshops.add_host(
            by,
            organisation,
            workshops.NewHost(
                name, kind, partner.community, partner.language, postcode, kind is Kind.DROP_IN_CENTRE
            ),
        )
        for name, kind, postcode in partner.hosts
    ]
