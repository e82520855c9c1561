"""The whole way on small tables, as the doors call it."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest

from flows.invented_tables import customers, noise
from gardefou.core.errors import GardefouError
from gardefou.core.finding import Outcome
from gardefou.core.need import Columns, Cost, Need, Task, Waiver
from gardefou.core.verdict import Answer
from gardefou.flows.case import read_record, write_report
from gardefou.flows.predict import predict
from gardefou.flows.train import train
from gardefou.learners.raced import NoRecipeSurvivedError
from gardefou.need.read import read_need

PRICED = Need(target="left", cost=Cost(unit="EUR", missed=100, false_alarm=10, review=4))


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("tables") / "customers.csv"
    path.write_text(customers())
    return path


@pytest.fixture(scope="module")
def trained(table, tmp_path_factory):
    out = tmp_path_factory.mktemp("cases") / "customers.case"
    return train(table, PRICED, out=out), out


def test_it_ends_in_a_verdict_a_report_and_a_bundle(trained):
    record, out = trained
    assert record.verdict.answer in (Answer.GO, Answer.GO_WITH_REVIEW)
    files = {path.name for path in out.iterdir()} - {".lock"}
    assert files == {
        *("need.toml", "table.json", "findings.json", "ledger.jsonl", "race.jsonl"),
        *("model.gardefou", "report.html", "progress.jsonl"),
    }


def test_a_column_filled_by_the_outcome_is_left_out_and_priced(trained):
    record, _ = trained
    assert record.model is not None
    assert "closed_on" not in record.model.features
    assert "closed_on" in record.model.left_out
    (what_if,) = [each for each in record.model.what_if if each.why == "left out"]
    assert what_if.after.value < 0.2 * what_if.before.value


def test_a_name_of_rows_is_not_learned(trained):
    record, _ = trained
    assert record.model is not None
    assert "customer" not in record.model.features


def test_a_waived_leak_is_learned(table, tmp_path):
    waive = {
        name: Waiver(("closed_on",), "known on the day")
        for name in ("answer_known_later", "answer_copied")
    }
    record = train(table, Need(target="left", waive=waive), out=tmp_path / "c")
    assert record.model is not None
    assert "closed_on" in record.model.features
    assert any(result.outcome is Outcome.WAIVED for result in record.results)


def test_every_row_is_judged_by_a_model_that_never_saw_it(trained):
    record, _ = trained
    assert record.value is not None
    assert record.value.saving.n == pytest.approx(80, abs=3)
    assert record.ledger.vault_openings == 1


def test_the_record_is_read_back_whole(trained):
    record, out = trained
    again = read_record(out)
    assert again.verdict == record.verdict
    assert again.results == record.results
    assert again.value == record.value


def test_the_report_is_built_again_from_the_case(trained):
    _, out = trained
    before = (out / "report.html").read_text()
    (out / "report.html").unlink()
    assert write_report(out).read_text() == before


def test_a_finished_case_is_not_made_again(trained, table):
    _, out = trained
    stamps = {path.name: path.stat().st_mtime_ns for path in out.iterdir() if path.name[0] != "."}
    record = train(table, PRICED, out=out)
    assert record.verdict == trained[0].verdict
    assert stamps == {
        path.name: path.stat().st_mtime_ns for path in out.iterdir() if path.name[0] != "."
    }


def test_a_folder_of_another_need_or_table_is_refused(trained, table, tmp_path):
    _, out = trained
    with pytest.raises(GardefouError, match="another need"):
        train(table, Need(target="plan"), out=out)
    other = tmp_path / "other.csv"
    other.write_text(customers(seed=1))
    with pytest.raises(GardefouError, match="another table"):
        train(other, PRICED, out=out)
    (tmp_path / "full").mkdir()
    (tmp_path / "full/thesis.doc").write_text("years of work")
    with pytest.raises(GardefouError, match="something else"):
        train(table, PRICED, out=tmp_path / "full")


def test_the_same_seed_gives_the_same_case(trained, table, tmp_path):
    record = train(table, PRICED, out=tmp_path / "again")
    assert record.verdict == trained[0].verdict
    assert record.value == trained[0].value
    one, two = ((path / "model.gardefou").read_bytes() for path in (trained[1], tmp_path / "again"))
    assert one == two


def test_another_seed_locks_other_rows(trained, table, tmp_path):
    record = train(table, PRICED, out=tmp_path / "seven", seed=7)
    assert record.value != trained[0].value


def test_each_new_model_of_a_table_widens_what_the_vault_may_say(table, tmp_path):
    one = train(table, PRICED, out=tmp_path / "one")
    two = train(
        table,
        Need(target="left", cost=PRICED.cost, columns=Columns(ignore=("fee", "plan"))),
        out=tmp_path / "two",
    )
    assert (one.ledger.vault_openings, two.ledger.vault_openings) == (1, 2)
    assert two.value is not None
    assert two.value.saving.level == pytest.approx(0.975)


def test_noise_is_never_a_go(tmp_path):
    path = tmp_path / "noise.csv"
    path.write_text(noise())
    record = train(path, Need(target="answer"), out=tmp_path / "c")
    assert record.verdict.answer in (Answer.NOT_YET, Answer.NO_GO)
    assert record.verdict.because


def test_where_a_look_is_cheapest_the_report_says_ask(table, tmp_path):
    cost = Cost(unit="EUR", missed=100, false_alarm=100, review=0.01)
    record = train(table, Need(target="left", cost=cost), out=tmp_path / "c")
    assert record.value is not None
    assert record.value.trivial == "always ask"
    assert record.value.review == pytest.approx(1.0, abs=0.2)


def test_the_order_of_rows_and_columns_changes_nothing(trained, table, tmp_path):
    head, *rows = table.read_text().splitlines()
    order = np.random.default_rng(0).permutation(len(rows))
    flipped = [",".join(line.split(",")[::-1]) for line in [head, *(rows[n] for n in order)]]
    path = tmp_path / "flipped.csv"
    path.write_text("\n".join(flipped) + "\n")
    record = train(path, PRICED, out=tmp_path / "c")
    assert record.value is not None
    assert record.verdict.answer == trained[0].verdict.answer
    assert record.value.saving.value == pytest.approx(trained[0].value.saving.value, rel=0.05)


def test_answers_come_in_the_order_of_the_rows(trained, table, tmp_path):
    _, out = trained
    head, *rows = table.read_text().splitlines()
    answer = predict(out, table, reasons=True)
    assert list(answer) == ["prediction", "p_no", "p_yes", "decision", "expected_cost", "reasons"]
    assert len(answer["prediction"]) == len(rows)
    assert set(answer["decision"]) <= {"act", "hold", "review"}
    part = tmp_path / "part.csv"
    part.write_text("\n".join([head, *rows[::-1][:50]]) + "\n")
    assert np.allclose(predict(out, part)["p_yes"], answer["p_yes"][::-1][:50])


def test_answers_do_not_mind_other_columns_types_and_levels(trained, tmp_path):
    _, out = trained
    plain = tmp_path / "plain.csv"
    plain.write_text("months,plan,fee\n3,basic,50\n40,gold,50\n")
    mixed = tmp_path / "mixed.csv"
    mixed.write_text('extra,fee,plan,months\nx,50.0,basic,"3"\ny,50.0,gold,40.0\nz,,platinum,?\n')
    one, two = predict(out, plain), predict(out, mixed)
    assert np.allclose(one["p_yes"], two["p_yes"][:2])
    assert 0 < two["p_yes"][2] < 1


def test_missing_columns_are_named(trained, tmp_path):
    path = tmp_path / "few.csv"
    path.write_text("plan,extra\nbasic,1\ngold,2\n")
    with pytest.raises(GardefouError) as refused:
        predict(trained[1], path)
    assert "months" in str(refused.value)
    assert "fee" in str(refused.value)


def _killed_once_it_fitted(table, out, fits):
    """Start a training in a process of its own and kill it after so many fits."""
    command = [sys.executable, "-m", "gardefou.cli.main", "train", str(table), "--target", "left"]
    child = subprocess.Popen(
        [*command, "--out", str(out)], stdout=subprocess.DEVNULL, env=os.environ
    )
    log = out / "race.jsonl"
    while child.poll() is None:
        if log.exists() and len(log.read_text().splitlines()) >= fits:
            child.send_signal(signal.SIGKILL)
            break
        time.sleep(0.005)
    child.wait()
    return child.returncode


@pytest.mark.parametrize("left", [[], [".lock"], [".lock", "table.json.part"], ["table.json"]])
def test_a_kill_at_the_very_beginning_bars_nothing(trained, table, tmp_path, left):
    out = tmp_path / "c"
    out.mkdir()
    for name in left:
        half = (trained[1] / "table.json").read_text()
        (out / name).write_text(half if name == "table.json" else half[:50])
    assert train(table, PRICED, out=out).verdict == trained[0].verdict
    assert (out / "need.toml").exists()


def test_where_no_recipe_survives_the_rest_is_still_said(table, tmp_path, monkeypatch):
    def none(*_, **__):
        raise NoRecipeSurvivedError({"linear": "out of order"})

    monkeypatch.setattr("gardefou.flows.train.learn", none)
    record = train(table, PRICED, out=tmp_path / "c")
    assert record.model is None
    assert record.verdict.answer is Answer.NOT_YET
    assert "out of order" in record.verdict.because[0]
    assert [r.code for r in record.results if r.outcome is Outcome.FAULT]
    assert not (tmp_path / "c/model.gardefou").exists()
    assert "out of order" in (tmp_path / "c/report.html").read_text()


def test_what_a_broken_run_has_cost_stays_known(table, tmp_path, monkeypatch):
    def broken(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("gardefou.flows.train.examine", broken)
        with pytest.raises(KeyboardInterrupt):
            train(table, PRICED, out=tmp_path / "c")
    steps = [entry.step for entry in train(table, PRICED, out=tmp_path / "c").ledger.entries]
    assert steps == [*("read", "audit", "learn", "examine") * 2]


@pytest.mark.slow
@pytest.mark.parametrize("fits", [1, 7])
def test_a_killed_training_goes_on_where_it_was(table, tmp_path, fits):
    whole = train(table, Need(target="left"), out=tmp_path / "whole")
    out = tmp_path / "killed"
    assert _killed_once_it_fitted(table, out, fits) == -signal.SIGKILL
    done = len((out / "race.jsonl").read_text().splitlines())
    assert done >= fits
    resumed = train(table, Need(target="left"), out=out)
    assert resumed.verdict == whole.verdict
    assert resumed.value == whole.value
    lines = [json.loads(line) for line in (out / "race.jsonl").read_text().splitlines()]
    fitted = [(line["recipe"], line["fold"]) for line in lines]
    assert len(fitted) == len(set(fitted))  # nothing that was kept was fitted again


def test_what_settles_a_question_is_toml_that_settles_it(tmp_path):
    """Pasted as it stands, the offered lines are read, and the question is gone."""
    rng = np.random.default_rng(0)
    left = rng.random(600) < 0.4
    noted = left & (rng.random(600) < 0.35)  # filled for a third of one class only
    size = rng.normal(size=600) + left
    lines = [
        f"{a:.3f},{'called' if b else ''},{'yes' if c else 'no'}"
        for a, b, c in zip(size, noted, left, strict=True)
    ]
    path = tmp_path / "t.csv"
    path.write_text("size,remark,left\n" + "\n".join(lines) + "\n")
    record = train(path, Need(target="left"), out=tmp_path / "asked")
    asked = [f for r in record.results for f in r.findings if f.severity == "ask"]
    assert [finding.columns for finding in asked] == [("remark",)]
    for number, answer in enumerate(asked[0].answers):
        (tmp_path / "need.toml").write_text(f'target = "left"\n{answer}\n')
        need = read_need(tmp_path / "need.toml")
        settled = train(path, need, out=tmp_path / f"settled{number}")
        assert not [f for r in settled.results for f in r.findings if f.severity == "ask"]


def test_numbers_among_words_can_be_the_answer_of_a_regression(tmp_path):
    rng = np.random.default_rng(0)
    size = rng.normal(size=300).round(3)
    truth = 10 + 3 * size + rng.normal(size=300)
    cost = [f"{each:.2f}" if n % 4 else "see invoice" for n, each in enumerate(truth)]
    path = tmp_path / "t.csv"
    path.write_text("size,cost\n" + "\n".join(f"{a},{b}" for a, b in zip(size, cost, strict=True)))
    record = train(path, Need(target="cost", task=Task.REGRESSION), out=tmp_path / "c")
    assert record.model is not None
    assert record.model.metrics["rank_correlation"].value > 0.8
    (asked,) = [f for r in record.results if r.check == "mixed_types" for f in r.findings]
    assert (asked.columns, asked.severity.value) == (("cost",), "ask")


def test_prices_that_say_ask_a_person_always_end_without_a_model(table, tmp_path):
    cheap = Cost(unit="EUR", missed=100, false_alarm=10, review=0.001)
    record = train(table, replace(PRICED, cost=cheap), out=tmp_path / "c.case")
    assert "a person looks at every case" in record.verdict.because[0]
    assert record.verdict.answer is Answer.NOT_YET
    with pytest.raises(GardefouError, match="no model here"):
        predict(tmp_path / "c.case", table)
