"""What the name of a column says: its words, and whether they are about a person."""

import re
import unicodedata
from difflib import get_close_matches


def word_set(text: str) -> frozenset[str]:
    """The words of a text.

    >>> sorted(word_set("one two"))
    ['one', 'two']
    """
    return frozenset(text.split())


_GROUNDS = {
    "sex": word_set(
        "sex sexe gender male female homme femme civilite sexual sexuelle "
        "pregnant pregnancy pregnancies grossesse enceinte"
    ),
    "age": word_set(
        "age ages birth birthday birthdate birthyear dob naissance senior seniors elderly"
    ),
    "origin": word_set(
        "race racial ethnic ethnicity ethnie ethnique native nationality nationalite citizenship "
        "foreign foreigner etranger immigrant immigration migrant hispanic latino indigenous caste"
    ),
    "religion": word_set("religion religious religieux religieuse faith"),
    "family status": word_set(
        "marital married marriage matrimonial matrimoniale spouse conjoint divorced widowed"
    ),
    "disability": word_set(
        "disability disabilities disabled handicap handicape invalidite impairment incapacite"
    ),
    "opinion": word_set("political politique syndicat syndical ideology"),
    "health": word_set("hiv genetic genetique illness maladie"),
}
_GROUND = {word: ground for ground, words in _GROUNDS.items() for word in words}
_PAIRS: dict[frozenset[str], str] = {
    frozenset({"special", "needs"}): "disability",
    frozenset({"etat", "civil"}): "family status",
    frozenset({"civil", "status"}): "family status",
    frozenset({"trade", "union"}): "opinion",
}
"""Words that say something only together."""
_THINGS = word_set(
    "house housing home building car vehicle machine tool account credit loan company tree "
    "engine equipment device roof property listing logement maison batiment voiture vehicule "
    "compte entreprise arbre moteur outil appareil"
)
"""Things that have an age too."""


def name_words(name: str) -> tuple[str, ...]:
    """The words of a column's name: small letters, no accents, no figures.

    >>> name_words("SeniorCitizen"), name_words("âge_2 (ans)"), name_words("customerID")
    (('senior', 'citizen'), ('age', 'ans'), ('customer', 'id'))
    """
    letters = unicodedata.normalize("NFKD", name[:200])
    letters = "".join(sign for sign in letters if not unicodedata.combining(sign))
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+", letters)
    return tuple(part.casefold() for part in parts)


def protected_ground(name: str) -> str | None:
    """What a column seems to say of a person that the law protects; None if nothing.

    Goes by the words of the name, English and French, and by longer words with one slip of the
    pen; the age of a house or a machine is not meant. The values are not looked at.

    >>> protected_ground("SeniorCitizen"), protected_ground("native_country")
    ('age', 'origin')
    >>> protected_ground("housing_median_age"), protected_ground("page")
    (None, None)
    """
    words = name_words(name)
    together = [ground for pair, ground in _PAIRS.items() if pair <= set(words)]
    found = [*together, *filter(None, map(_ground, words))]
    ground = found[0] if found else None
    return None if ground == "age" and _THINGS & set(words) else ground


def _ground(word: str, *, shortest: int = 8, alike: float = 0.88) -> str | None:
    """shortest, alike: one wrong letter in eight still reads as the word, in fewer it may not."""
    if word in _GROUND or len(word) < shortest:
        return _GROUND.get(word)
    close = get_close_matches(word, _GROUND, n=1, cutoff=alike)
    return _GROUND[close[0]] if close else None
