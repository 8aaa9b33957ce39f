"""Belgian postcodes: municipality names, region and the centroid used for distances.

Source and licence of the table: data/README.md beside it.
"""

import csv
from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from declic.accounts.models import Region

_REGIONS = {"02000": Region.FLANDERS, "03000": Region.WALLONIA, "04000": Region.BRUSSELS}
_EARTH_KM = 6371.0


@dataclass(frozen=True)
class Place:
    """One postcode: the first municipality that it names stands for it.

    `languages`: of its Communities; `province`: its number at the statistics office, none in Brussels.
    """

    postcode: str
    names: dict[str, str]
    region: Region
    latitude: float
    longitude: float
    languages: frozenset[str]
    province: str


@lru_cache
def places() -> dict[str, Place]:
    """Every postcode of Belgium."""
    found: dict[str, Place] = {}
    with (Path(__file__).parent / "data/postcodes.csv").open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            names = {code: row[f"name_{code}"] for code in ("fr", "nl", "de") if row[f"name_{code}"]}
            found.setdefault(
                row["postcode"],
                Place(
                    row["postcode"],
                    names,
                    _REGIONS[row["region_refnis"]],
                    float(row["lat"]),
                    float(row["lon"]),
                    frozenset(row["official_lang"].split("+")),
                    row["province_refnis"],
                ),
            )
    return found


def place(postcode: str) -> Place | None:
    """The place of a postcode, or None where Belgium has no such postcode."""
    return places().get(postcode)


@lru_cache(maxsize=200_000)
def distance_km(one: str, other: str) -> float:
    """Kilometres between the centroids of two postcodes, as the crow flies (haversine formula).

    Raises KeyError for a postcode that does not exist.
    """
    a, b = places()[one], places()[other]
    north = radians(b.latitude - a.latitude)
    east = radians(b.longitude - a.longitude)
    h = sin(north / 2) ** 2 + cos(radians(a.latitude)) * cos(radians(b.latitude)) * sin(east / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(h))
