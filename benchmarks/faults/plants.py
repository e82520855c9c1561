"""One small planting function for each fault: clean table in, faulty table and its need out.

`PLANTS` lists them by the code of the check that should name the fault. A planting function gives
None where the fault does not fit the table (no measure to spoil, no second class).
"""

from dataclasses import dataclass, replace

import numpy as np
from clean import Clean

from gardefou.core.need import Columns, Need, People, Task


@dataclass(frozen=True)
class Planted:
    """A table with a fault. columns: of which one must be named, none if it is about no column.

    severity: None for any level. reference, test: a second table, where the fault is between two.
    """

    table: Clean
    columns: tuple[str, ...] = ()
    severity: str | None = None
    need: Need | None = None
    reference: Clean | None = None
    test: Clean | None = None

    @property
    def asked(self) -> Need:
        return self.need or self.table.need


def _one(rng, table):
    """A measure of the table, by lot."""
    return str(rng.choice(sorted(table.numbers)))


def _some(rng, rows, share):
    """Rows by lot, at least one."""
    return rng.permutation(rows)[: max(1, round(share * rows))]


def _with(cells, index, value):
    out = cells.astype(object) if isinstance(value, str) or value is None else cells.copy()
    out[index] = value
    return out


def _texts(rng, rows, kinds):
    return rng.choice(kinds, rows).astype(object)


# ---- D: the table itself


def constant(rng, table):
    return Planted(table.plus(country=np.full(table.rows, "FR", dtype=object)), ("country",))


def nearly_constant(rng, table):
    if table.rows < 1_000:
        return None  # one row of few hundred is no longer "nearly"
    cells = np.zeros(table.rows)
    cells[_some(rng, table.rows, 0.0005)] = 1
    return Planted(table.plus(flag=cells), ("flag",))


def holes(rng, table):
    name = _one(rng, table)
    spoilt = _with(table.columns[name].astype(float), _some(rng, table.rows, 0.3), np.nan)
    return Planted(table.plus(**{name: spoilt}), (name,))


def holes_by_group(rng, table):
    site, name = _texts(rng, table.rows, ["A", "B", "C"]), _one(rng, table)
    gone = rng.random(table.rows) < np.where(site == "B", 0.4, 0.03)
    spoilt = _with(table.columns[name].astype(float), gone, np.nan)
    return Planted(table.plus(**{name: spoilt, "site": site}), (name,))


def disguised_text(rng, table):
    kinds = _texts(rng, table.rows, ["oak", "elm", "ash", "fir"])
    mark = str(rng.choice(["?", "N/A", "unknown", "-"]))
    return Planted(table.plus(tree=_with(kinds, _some(rng, table.rows, 0.1), mark)), ("tree",))


def disguised_number(rng, table):
    name = _one(rng, table)
    spoilt = _with(
        table.columns[name], _some(rng, table.rows, 0.08), rng.choice([-999, -9999, 99999])
    )
    return Planted(table.plus(**{name: spoilt}), (name,))


def numbers_as_text(rng, table):
    name = _one(rng, table)
    cells = np.array([f"{value:.6g}" for value in table.columns[name]], dtype=object)
    for share, spoil in (
        (0.02, lambda v: f" {v} "),
        (0.02, lambda v: f"{v} kg"),
        (0.02, lambda v: "n.c."),
    ):
        for row in _some(rng, table.rows, share):
            cells[row] = spoil(cells[row])
    return Planted(table.plus(**{name: cells}), (name,))


def _positive(rng, table):
    fit = [n for n in sorted(table.numbers) if (table.columns[n] > 0).all()]
    return str(rng.choice(fit)) if fit else None


def unit_from_some_row_on(rng, table):
    name = _positive(rng, table)
    if name is None:
        return None
    cells = table.columns[name].copy()
    cells[int(table.rows * rng.uniform(0.4, 0.7)) :] *= 1_000
    return Planted(table.plus(**{name: cells}), (name,))


def unit_by_source(rng, table):
    name = _positive(rng, table)
    if name is None:
        return None
    site = _texts(rng, table.rows, ["north", "south", "east"])
    cells = np.where(site == "east", table.columns[name] * 1_000, table.columns[name])
    return Planted(table.plus(**{name: cells, "source": site}), (name,))


def outliers(rng, table):
    name = _one(rng, table)
    cells = table.columns[name].copy()
    rows = _some(rng, table.rows, 0.004)
    far = rng.uniform(40, 90, len(rows)) * rng.choice([-1, 1], len(rows))
    cells[rows] = cells.mean() + far * cells.std()
    return Planted(table.plus(**{name: cells}), (name,))


def repeated_rows(rng, table):
    again = np.concatenate([np.arange(table.rows), _some(rng, table.rows, 0.05)])
    return Planted(table.take(rng.permutation(again)))


def conflicting(rng, table):
    if table.task is Task.REGRESSION:
        return None
    again = _some(rng, table.rows, 0.05)
    both = table.take(np.concatenate([np.arange(table.rows), again]))
    answer = both.columns[table.target].copy()
    names = np.unique(answer)
    for row in range(table.rows, both.rows):
        answer[row] = rng.choice(names[names != answer[row]])
    return Planted(both.plus(**{table.target: answer}).take(rng.permutation(both.rows)))


def flipped_labels(rng, table):
    """Two measures decide a new answer plainly; then one in twelve is exchanged."""
    first, second = rng.permutation(sorted(table.numbers))[:2]
    ranks = [np.argsort(np.argsort(table.columns[name])) for name in (first, second)]
    answer = ranks[0] + ranks[1] > table.rows
    flipped = _some(rng, table.rows, 0.08)
    answer[flipped] = ~answer[flipped]
    made = table.plus(**{table.target: np.where(answer, "yes", "no").astype(object)})
    return Planted(replace(made, task=Task.BINARY))


def few_of_a_class(rng, table):
    if table.task is Task.REGRESSION:
        return None
    rare = np.flatnonzero(table.y == 0)
    kept = np.concatenate([np.flatnonzero(table.y != 0), rng.permutation(rare)[:6]])
    if len(np.unique(table.y)) == 2:
        kept = np.concatenate([np.flatnonzero(table.y == 1), rng.permutation(rare)[:6]])
    return Planted(table.take(rng.permutation(kept)), (table.target,), "alarm")


def identifier_text(rng, table):
    names = np.array([f"C{n:07d}" for n in rng.permutation(10 * table.rows)[: table.rows]], object)
    return Planted(table.plus(record=names), ("record",))


def identifier_number(rng, table):
    return Planted(table.plus(record_id=rng.permutation(table.rows) + 1), ("record_id",))


def spelling(rng, table):
    towns = _texts(rng, table.rows, ["Lyon", "Marseille", "Toulouse", "Bordeaux", "Nantes"])
    for row in _some(rng, table.rows, 0.06):
        how = (str.upper, str.lower, lambda t: t + " ", lambda t: t[:-2] + t[-1] + t[-2])
        towns[row] = how[rng.integers(len(how))](towns[row])
    return Planted(table.plus(town=towns), ("town",))


def emails(rng, table):
    first = _texts(rng, table.rows, ["anna", "paul", "lea", "tom", "ines"])
    cells = [f"{name}.{n}@example.org" for n, name in enumerate(first)]
    return Planted(table.plus(contact=np.array(cells, object)), ("contact",))


def ibans(rng, table):
    return Planted(
        table.plus(account=np.array([_iban(rng) for _ in range(table.rows)], object)), ("account",)
    )


def _iban(rng):
    body = "".join(str(d) for d in rng.integers(0, 10, 18))
    check = 98 - int(f"{body}131400") % 97  # DE is 13 14
    return f"DE{check:02d}{body}"


def emails_in_notes(rng, table):
    notes = _texts(rng, table.rows, ["called back", "asked for a quote", "no answer yet"])
    for row in _some(rng, table.rows, 0.1):
        notes[row] = f"{notes[row]}, write to client{row}@example.com please"
    return Planted(table.plus(notes=notes), ("notes",))


def few_rows(rng, table):
    return Planted(table.take(np.arange(40)), (), "alarm")


def shuffled_answers(rng, table):
    answer = rng.permutation(table.columns[table.target])
    return Planted(table.plus(**{table.target: answer}), (), "alarm")


def broken_rule(rng, table):
    code = rng.integers(0, 25, table.rows)
    called = [f"Town {chr(65 + n)}" for n in rng.permutation(25)]  # in no order of the codes
    towns = np.array(called, dtype=object)[code]
    for row in _some(rng, table.rows, 0.01):
        towns[row] = f"Town {chr(65 + (code[row] + rng.integers(1, 25)) % 25)}"
    zips = np.array([f"{75000 + 10 * n}" for n in range(25)], dtype=object)[code]
    return Planted(table.plus(zip=zips, town=towns), ("town", "zip"))


def same_in_another_unit(rng, table):
    name = _one(rng, table)
    again = {f"{name} (in)": table.columns[name] / 2.54}
    return Planted(table.plus(**again), (name, f"{name} (in)"))


def same_by_other_names(rng, table):
    kinds = _texts(rng, table.rows, ["oak", "elm", "ash"])
    codes = np.array([{"oak": 1, "elm": 2, "ash": 3}[kind] for kind in kinds])
    return Planted(table.plus(tree=kinds, tree_code=codes), ("tree", "tree_code"))


def sorted_by_answer(rng, table):
    return Planted(table.take(np.argsort(table.columns[table.target], kind="stable")))


def drifting_answer(rng, table):
    """Rows whose answers wander along the file, as time would have it."""
    where = np.argsort(table.y + 1.5 * table.y.std() * rng.normal(size=table.rows), kind="stable")
    return Planted(table.take(where))


# ---- L: the answer among the questions


def shared_with_test(rng, table):
    order = rng.permutation(table.rows)
    half = table.rows // 2
    test = np.concatenate([order[half:], order[: max(20, half // 10)]])
    return Planted(table.take(order[:half]), test=table.take(test))


def entity_asked(rng, table):
    rows, who = _visits(rng, table)
    return Planted(rows.plus(patient_id=who), ("patient_id",))


def entity_unnamed(rng, table):
    """The same where the name of the column says nothing."""
    rows, who = _visits(rng, table)
    return Planted(rows.plus(kode=np.array([f"k{n}" for n in who], object)), ("kode",))


def _visits(rng, table):
    """Each row three times, with one measure different at each visit, in any order."""
    who = rng.permutation(np.repeat(np.arange(table.rows // 3), 3))
    name, rows = _one(rng, table), table.take(who)
    moved = rows.columns[name] + 0.3 * rows.columns[name].std() * rng.normal(size=len(who))
    return rows.plus(**{name: moved}), who + 1000


def entity_on_both_sides(rng, table):
    rows, who = _visits(rng, table)
    side = np.where(rng.random(len(who)) < 0.3, "test", "train").astype(object)
    need = replace(table.need, split="side", columns=Columns(entity="patient_id"))
    return Planted(rows.plus(patient_id=who, side=side), ("patient_id",), "alarm", need=need)


def future_in_training(rng, table):
    """Answers that wander along the days of a column; the file itself is in no order."""
    rows = drifting_answer(rng, table).table
    days = np.sort(rng.integers(0, 900, rows.rows)).astype("timedelta64[D]")
    dated = rows.plus(visited=np.datetime64("2022-01-01") + days)
    return Planted(dated.take(rng.permutation(rows.rows)), ("visited",))


# ---- P: people

HALF = {"sex": {"female": 0.5, "male": 0.5}}


def _sexes(rng, rows, share=0.5):
    return np.where(rng.random(rows) < share, "female", "male").astype(object)


def _people(table, **people):
    return replace(table.need, columns=Columns(protected=("sex",)), people=People(**people))


def under_represented(rng, table):
    need = _people(table, population=HALF)
    return Planted(table.plus(sex=_sexes(rng, table.rows, 0.12)), ("sex",), need=need)


def too_few_of_a_group(rng, table):
    sex = _sexes(rng, table.rows, 15 / table.rows)
    return Planted(table.plus(sex=sex), ("sex",), need=_people(table))


def proxy(rng, table):
    sex = _sexes(rng, table.rows)
    shoe = np.where(sex == "female", 38, 43) + 1.2 * rng.normal(size=table.rows)
    return Planted(table.plus(sex=sex, shoe=shoe.round(1)), ("shoe",), need=_people(table))


def proxy_text(rng, table):
    sex = _sexes(rng, table.rows)
    hers, his = ["Ada", "Eva", "Mia", "Zoe"], ["Tom", "Max", "Leo", "Ben"]
    name = np.where(sex == "female", rng.choice(hers, table.rows), rng.choice(his, table.rows))
    slip = rng.random(table.rows) < 0.04
    name[slip] = rng.choice(hers + his, slip.sum())
    return Planted(
        table.plus(sex=sex, called=name.astype(object)), ("called",), need=_people(table)
    )


def outcome_gap(rng, table):
    y = table.y > np.median(table.y) if table.task is Task.REGRESSION else table.y > 0
    sex = np.where(rng.random(table.rows) < np.where(y, 0.3, 0.65), "female", "male")
    return Planted(table.plus(sex=sex.astype(object)), ("sex",), need=_people(table))


def undeclared(rng, table):
    return Planted(table.plus(gender=_sexes(rng, table.rows)), ("gender",))


def reidentifiable(rng, table):
    born = np.datetime64("1950-01-01") + rng.integers(0, 18_000, table.rows).astype(
        "timedelta64[D]"
    )
    zips = np.array([f"{n:05d}" for n in 10_000 + 10 * rng.integers(0, 400, table.rows)], object)
    people = {"birth_date": born, "zip": zips, "sex": _sexes(rng, table.rows)}
    need = replace(table.need, people=People(affected="customers"))
    return Planted(table.plus(**people), ("birth_date", "zip", "sex"), need=need)


# ---- S: today against yesterday


def _halves(rng, table):
    order = rng.permutation(table.rows)
    return table.take(order[: table.rows // 2]), table.take(order[table.rows // 2 :])


def drifted(rng, table):
    then, now = _halves(rng, table)
    name = _one(rng, table)
    cells = now.columns[name]
    return Planted(now.plus(**{name: cells + 0.8 * cells.std()}), (name,), reference=then)


def drifted_share(rng, table):
    then, now = _halves(rng, table)
    before = _texts(rng, then.rows, ["oak", "oak", "elm", "ash"])
    after = _texts(rng, now.rows, ["oak", "elm", "elm", "ash"])
    return Planted(now.plus(tree=after), ("tree",), reference=then.plus(tree=before))


def drifted_answer(rng, table):
    then, now = _halves(rng, table)
    if table.task is Task.REGRESSION:
        moved = now.columns[table.target] + 0.8 * now.columns[table.target].std()
        return Planted(now.plus(**{table.target: moved}), (table.target,), reference=then)
    kept = np.flatnonzero((now.y != 0) | (rng.random(now.rows) < 0.35))
    return Planted(now.take(kept), (table.target,), reference=then)


def other_rule(rng, table):
    """The columns as they were; what they mean for the answer turned round."""
    then, now = _halves(rng, table)
    if table.task is Task.REGRESSION:
        cells = now.columns[table.target]
        return Planted(
            now.plus(**{table.target: cells.max() + cells.min() - cells}), reference=then
        )
    names = np.unique(now.columns[table.target])
    turned = names[(now.y + 1) % len(names)] if len(names) > 2 else _turned(rng, now, names)
    return Planted(now.plus(**{table.target: turned}), reference=then)


def _turned(rng, now, names):
    """The two answers exchanged, then as many of each as before, so that the mix stays."""
    turned = names[1 - now.y]
    few, many = np.argsort(np.bincount(now.y))
    more = np.flatnonzero(turned == names[few])
    surplus = len(more) - int((now.y == few).sum())
    if surplus > 0:
        turned[rng.permutation(more)[:surplus]] = names[many]
    return turned


def unseen(rng, table):
    then, now = _halves(rng, table)
    before, after = (_texts(rng, one.rows, ["oak", "elm", "ash"]) for one in (then, now))
    after[_some(rng, now.rows, 0.05)] = "yew"
    return Planted(now.plus(tree=after), ("tree",), reference=then.plus(tree=before))


def beyond(rng, table):
    then, now = _halves(rng, table)
    name = _one(rng, table)
    cells = now.columns[name].copy()
    rows = _some(rng, now.rows, 0.08)
    cells[rows] = then.columns[name].max() + (1 + rng.random(len(rows))) * np.ptp(
        then.columns[name]
    )
    return Planted(now.plus(**{name: cells}), (name,), reference=then)


PLANTS = {
    "D001": (constant, nearly_constant),
    "D002": (holes,),
    "D003": (holes_by_group,),
    "D004": (disguised_text, disguised_number),
    "D005": (numbers_as_text,),
    "D006": (unit_from_some_row_on, unit_by_source),
    "D007": (outliers,),
    "D008": (repeated_rows,),
    "D009": (conflicting,),
    "D010": (flipped_labels,),
    "D011": (few_of_a_class,),
    "D012": (identifier_text, identifier_number),
    "D013": (spelling,),
    "D014": (emails, ibans, emails_in_notes),
    "D015": (few_rows,),
    "D016": (shuffled_answers,),
    "D017": (broken_rule,),
    "D018": (same_in_another_unit, same_by_other_names),
    "D019": (sorted_by_answer, drifting_answer),
    "L003": (shared_with_test,),
    "L004": (entity_asked, entity_unnamed, entity_on_both_sides),
    "L005": (future_in_training,),
    "P001": (under_represented, too_few_of_a_group),
    "P002": (proxy, proxy_text),
    "P003": (outcome_gap,),
    "P004": (undeclared,),
    "P005": (reidentifiable,),
    "S001": (drifted, drifted_share),
    "S002": (drifted_answer,),
    "S003": (other_rule,),
    "S004": (unseen,),
    "S005": (beyond,),
}
"""Every fault but the leaks of L001 and L002, which `leak_plants.py` plants; by check."""
