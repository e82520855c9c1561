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
        "sex sexe sexo gender male female homme femme civilite sexual sexuelle geschlecht genero "
        "women woman hombre mujer weiblich mannlich maennlich nonbinary transgender "
        "pregnant pregnancy pregnancies grossesse enceinte schwanger schwangerschaft embarazo "
        "embarazada"
    ),
    "age": word_set(
        "age ages birth birthday birthdate birthyear dob naissance senior seniors elderly edad "
        "nacimiento geburt geburtsdatum geburtsjahr geburtstag lebensalter altersgruppe yob"
    ),
    "origin": word_set(
        "race racial ethnic ethnicity ethnie ethnique native nationality nationalite citizenship "
        "foreign foreigner etranger immigrant immigration migrant hispanic latino indigenous caste "
        "afam african afro caucasian rasse raza etnia nationalitat nationalitaet "
        "staatsangehorigkeit staatsangehoerigkeit herkunft migrationshintergrund auslander "
        "auslaender nacionalidad ciudadania extranjero extranjera aborigen indigena"
    ),
    "religion": word_set(
        "religion religious religieux religieuse faith konfession religiositat muslim jewish"
    ),
    "family status": word_set(
        "marital married marriage matrimonial matrimoniale spouse conjoint divorced widowed "
        "unmarried familienstand verheiratet ledig geschieden casado casada soltero soltera"
    ),
    "disability": word_set(
        "disability disabilities disabled handicap handicape invalidite impairment incapacite "
        "behinderung schwerbehindert schwerbehinderung behindert discapacidad minusvalia"
    ),
    "opinion": word_set(
        "political politique syndicat syndical ideology gewerkschaft sindicato partei"
    ),
    "health": word_set("hiv genetic genetique illness maladie krankheit enfermedad"),
    "social origin": word_set("deprivation imd socioeconomic sozialindex poverty pauvrete armut"),
}
_GROUND = {word: ground for ground, words in _GROUNDS.items() for word in words}
_PAIRS: dict[frozenset[str], str] = {
    frozenset({"special", "needs"}): "disability",
    frozenset({"etat", "civil"}): "family status",
    frozenset({"civil", "status"}): "family status",
    frozenset({"trade", "union"}): "opinion",
    frozenset({"estado", "civil"}): "family status",
    frozenset({"social", "class"}): "social origin",
    frozenset({"origine", "sociale"}): "social origin",
    frozenset({"african", "american"}): "origin",
}
"""Words that say something only together."""
_ALONE = {
    "single": "family status",
    "celibataire": "family status",
    "marie": "family status",
    "black": "origin",
    "white": "origin",
    "asian": "origin",
    "minority": "origin",
    "minorite": "origin",
    "young": "age",
    "old": "age",
    "alter": "age",
}
"""Words that say something only where nothing but "is" stands beside them."""
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

    Goes by the words of the name, English, French, German and Spanish, and by longer words with
    one slip of the pen; the age of a house or a machine is not meant. The values are not looked at.

    >>> protected_ground("SeniorCitizen"), protected_ground("native_country")
    ('age', 'origin')
    >>> protected_ground("housing_median_age"), protected_ground("page")
    (None, None)
    """
    words = name_words(name)
    alone = [word for word in words if word != "is"]
    if len(alone) == 1 and alone[0] in _ALONE:
        return _ALONE[alone[0]]
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


_OUTWARD = {
    "place": word_set(
        "zip zipcode postcode postal plz city town ville commune village municipality county "
        "district suburb neighborhood neighbourhood quartier region state province departement "
        "address street rue adresse strasse ort wohnort stadt codigo ciudad municipio "
        "country pays"
    ),
    "work": word_set(
        "job occupation profession employer workplace metier beruf profesion ocupacion jobrole "
        "workclass"
    ),
    "schooling": word_set("education school diploma diplome studies bildung educacion"),
    "household": word_set("children kids enfants kinder hijos household dependents partner"),
}
_KNOWN_BY = {word: what for what, words in _OUTWARD.items() for word in words}


def outward_fact(name: str) -> str | None:
    """What a column seems to say of a person that others may know too; None if nothing.

    Age, sex, origin and family status count, and place, work, schooling and household.

    >>> outward_fact("zip_code"), outward_fact("occupation"), outward_fact("income")
    ('place', 'work', None)
    """
    ground = protected_ground(name)
    if ground in ("age", "sex", "origin", "family status", "religion"):
        return ground
    words = name_words(name)
    return next((_KNOWN_BY[word] for word in words if word in _KNOWN_BY), None)
