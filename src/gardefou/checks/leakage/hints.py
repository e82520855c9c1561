"""Words that hint that a value comes after the outcome, in English and French; they only ask."""

import re
from itertools import pairwise

from gardefou.need.names import name_words

_ENGLISH = """
after, afterwards, subsequent, subsequently, eventual, eventually, ultimate, post,
outcome, outcomes, result, results, resolution, resolved, duration, elapsed,
closed, closure, close date, end, ended, end date, final, finish, finished, last, latest,
completed, completion, cancelled, canceled, cancellation, terminated, termination,
discharge, discharged, death, died, deceased, recovered, recoveries, relapse,
settled, settlement, refund, refunded, returned, repaid, paid, collected, delivered,
received, arrived, shipped, actual, realized, realised, followup, follow up, exit, exited,
churned, date of, time to, days to, days until, reason for, cause of
"""
_FRENCH = """
apres, ulterieur, ulterieure, posterieur, posterieure, resultat, resultats, duree,
ecoule, ecoulee, cloture, cloturee, clos, fin, final, finale, fini, termine, terminee,
dernier, derniere, acheve, achevee, annule, annulee, annulation, resilie, resiliee,
resiliation, sortie, deces, decede, decedee, guerison, gueri, rechute, rembourse,
remboursement, retourne, livre, livree, recu, recue, expedie, expediee, paye, payee,
recouvre, recouvrement, reel, reelle, constate, constatee, date de, motif de, cause de, cause du
"""
_EARLIER = """
before, previous, prev, prior, past, lag, lagged, history, planned, expected, scheduled, birth,
avant, precedent, precedente, anterieur, anterieure, passe, historique, prevu, prevue, naissance
"""


def _phrases(*lists: str) -> frozenset[str]:
    return frozenset(phrase.strip() for each in lists for phrase in each.split(","))


LATER = _phrases(_ENGLISH, _FRENCH)
EARLIER = _phrases(_EARLIER)
TOO_COMMON = _phrases(
    "is, has, flag, class, target, label, y, type, value, status, code, number, count, total, "
    "amount, name, id, the, of, at, in, on, and, to, for, or, est, le, la, de, du, des"
)


_PERIOD = re.compile(
    r"(last|latest|dernier\w*)[\W_]*"
    r"(\d|(second|minute|hour|day|week|month|quarter|year|heure|jour|semaine|mois|trimestre|an)s?\b)",
    re.IGNORECASE,
)
"""A stretch of time that was over beforehand, such as "last 6 months"."""


def sounds_later(name: str) -> bool:
    """Whether the name holds a word for what comes after, and none for what comes before.

    >>> sounds_later("call_duration"), sounds_later("DateOfDeath"), sounds_later("postcode")
    (True, True, False)
    >>> sounds_later("previous_outcome"), sounds_later("calls_last_6_months")
    (False, False)
    """
    return _holds(name, LATER) and not _holds(name, EARLIER) and not _PERIOD.search(name)


def _holds(name: str, phrases: frozenset[str]) -> bool:
    """Whether a word of the name, or two in a row, is one of the phrases."""
    words = name_words(name)
    return not phrases.isdisjoint(words) or not phrases.isdisjoint(map(" ".join, pairwise(words)))


def echoes(name: str, target: str) -> bool:
    """Whether the name holds the target's own, or its last word that says anything.

    >>> echoes("is_violent_recid", "two_year_recid"), echoes("loan_type", "loan_status")
    (True, True)
    >>> echoes("median_income", "median_house_value")
    False
    """
    telling = [w for w in name_words(_bare(target)) if w not in TOO_COMMON and len(w) > 1]
    known = set(name_words(_bare(name)))
    return bool(telling) and (telling[-1] in known or known.issuperset(telling))


def _bare(name: str) -> str:
    """The name without what stands in brackets: a unit, as a rule."""
    return re.sub(r"[\[(].*?[\])]", " ", name)
