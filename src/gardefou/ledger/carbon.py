"""How much carbon a kilowatt-hour carries, by country: a small yearly table."""

from gardefou.core.estimate import Quantity
from gardefou.core.words import say

# Yearly means of 2023, gCO2e per kWh of electricity, by ISO 3166 codes of two and three letters.
# Source: Our World in Data, energy data (Ember, Energy Institute), CC BY 4.0,
# https://github.com/owid/energy-data, column carbon_intensity_elec.
_YEAR = 2023
_COUNTRIES = {
    ("CN", "CHN"): 582.3,
    ("DE", "DEU"): 381.0,
    ("FR", "FRA"): 56.0,
    ("PL", "POL"): 661.9,
    ("SE", "SWE"): 40.7,
    ("US", "USA"): 369.5,
}
_BY_CODE = {code: grams for codes, grams in _COUNTRIES.items() for code in codes}


def intensity(
    country: str | None, *, world: float = 445.0, least: float = 20.0, most: float = 1000.0
) -> Quantity:
    """Carbon of electricity [gCO2e/kWh]; for a country not in the table the world's, as a range.

    country: its ISO code of two or three letters. world: the mean of 2024 that carbontracker
    takes; others take 437 to 475. least, most: what grids of the world span.

    >>> intensity("fr").value, intensity("FRA").low
    (56.0, None)
    >>> intensity(None).low, intensity(None).high
    (20.0, 1000.0)
    """
    known = _BY_CODE.get((country or "").strip().upper())
    if known is not None:
        by = say("ledger.grid.country", country=str(country).strip().upper(), year=str(_YEAR))
        return Quantity(known, "gCO2e/kWh", "estimated", by)
    by = say("ledger.grid.world") if not country else say("ledger.grid.unknown", country=country)
    return Quantity(world, "gCO2e/kWh", "estimated", by, least, most)
