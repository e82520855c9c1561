"""P004: a column that looks protected, and a need that does not say so."""

from collections.abc import Iterator, Mapping

from gardefou.checks.settling import waiver
from gardefou.core.check import PerColumn, check
from gardefou.core.evidence import Frequent
from gardefou.core.finding import Finding, Severity
from gardefou.core.need import Need, People
from gardefou.core.table import Table
from gardefou.core.words import say
from gardefou.measures.personal import shown
from gardefou.need.names import name_words, protected_ground, word_set
from gardefou.need.write import toml_value

_VALUES: Mapping[str, frozenset[str]] = {
    "sex": word_set(
        "male female man woman homme femme masculin feminin nonbinary transgender mannlich "
        "maennlich weiblich divers hombre mujer masculino femenino varon"
    ),
    "origin": word_set(
        "white black asian hispanic latino latina caucasian african arab indigenous blanc noir "
        "asiatique arabe africain africaine maghreb foreigner etranger auslander deutsch blanco "
        "negro mestizo extranjero"
    ),
    "religion": word_set(
        "christian catholic protestant orthodox muslim jewish buddhist hindu sikh atheist "
        "chretien catholique musulman juif bouddhiste hindou athee katholisch evangelisch "
        "konfessionslos catolico protestante musulman judio"
    ),
    "family status": word_set(
        "married single divorced widowed separated unmarried marie mariee celibataire divorce "
        "divorcee veuf veuve pacse pacsee ledig verheiratet geschieden verwitwet soltero soltera "
        "casado casada divorciado divorciada viudo viuda"
    ),
    "disability": word_set(
        "disabled handicapped handicape handicapee invalide behindert schwerbehindert discapacitado"
    ),
}


@check("P004")
def undeclared_protected(
    need: Need,
    table: Table,
    distinct: PerColumn[int],
    frequent: PerColumn[tuple[Frequent, ...]],
    *,
    min_share: float = 0.5,
    most_values: int = 12,
) -> Iterator[Finding]:
    """A column that looks protected by law, and a need that does not say so.

    Why it matters: nobody sees unequal treatment who does not look for it, and what was not named
    as protected is not looked at. Leaving the column out helps little: others give it away.
    How: by the words of the column's name, from a general list in English, French, German and
    Spanish (sex, age, origin, religion, family status, disability, opinion, health, social origin;
    the age of a house is not meant), whole words only; a few words, such as "single" or "black",
    only where they are the whole name. Else by its values: min_share: 0.5 of the rows among its 20
    commonest values hold a word of one such list ("married", "single"), with two such values or
    more and most_values, 12, different values at the most, as more are names or addresses. It is a
    note; if the need speaks of people, it becomes a question.
    When it errs: the sex of penguins is noted as well. A column of another language, a code (1, 2)
    under an empty name, or a proxy such as a first name, is not seen: see proxy_column.
    False alarms: a note costs nothing; it never alarms.
    Remedy: list the column under protected, or waive the check for it.
    Source: Charter of Fundamental Rights of the European Union, article 21
    """
    said = {*need.columns.protected, *need.columns.id, need.target, need.weight, need.split}
    for name in sorted(set(table.names) - said):
        ground, value = protected_ground(name), ""
        if ground is None and distinct.get(name, 0) <= most_values:
            ground, value = _by_values(frequent.get(name, ()), min_share)
        if ground is not None:
            yield _finding(need, name, ground, value)


def _by_values(frequent: tuple[Frequent, ...], min_share: float) -> tuple[str | None, str]:
    """What most rows seem to say of a person by their values, and one such value."""
    rows = sum(each.count for each in frequent)
    for ground, words in _VALUES.items():
        telling = [each for each in frequent if not words.isdisjoint(name_words(each.value))]
        if len(telling) >= 2 and sum(each.count for each in telling) >= min_share * rows:
            return ground, telling[0].value
    return None, ""


def _finding(need: Need, name: str, ground: str, value: str) -> Finding:
    which = "values" if value else "name"
    return Finding(
        columns=(name,),
        severity=Severity.NOTE if need.people == People() else Severity.ASK,
        says=say(f"people.undeclared.{which}", column=name, ground=ground, value=shown(value)),
        remedy=say("people.undeclared.remedy"),
        answers=(
            f"[columns]\nprotected = {toml_value([*need.columns.protected, name])}",
            waiver("undeclared_protected", name),
        ),
    )
