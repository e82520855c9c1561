import json
import subprocess
import sys

import pytest

from gardefou.ledger.openings import opened


def test_each_new_candidate_is_an_opening(tmp_path):
    assert [opened("t1", name, folder=tmp_path) for name in ("a", "b", "c")] == [1, 2, 3]


def test_the_same_candidate_again_is_the_same_opening(tmp_path):
    assert [opened("t1", name, folder=tmp_path) for name in ("a", "a", "b", "a")] == [1, 1, 2, 2]
    assert len((tmp_path / "vault.jsonl").read_text().splitlines()) == 2


def test_another_table_has_a_vault_of_its_own(tmp_path):
    opened("t1", "a", folder=tmp_path)
    assert opened("t2", "b", folder=tmp_path) == 1


def test_openings_are_kept_in_the_users_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("GARDEFOU_HOME", str(tmp_path / "deep" / "down"))
    assert opened("t1", "a") == 1
    line = json.loads((tmp_path / "deep" / "down" / "vault.jsonl").read_text())
    assert (line["table"], line["candidate"]) == ("t1", "a")


@pytest.mark.parametrize(
    "damage", [b'{"table": "t1", "candi', b"\xff\x00\x80\n", b"[1, 2]\n", b"null\n", b"[" * 99_999]
)
def test_damaged_lines_are_passed_over(tmp_path, damage):
    opened("t1", "a", folder=tmp_path)
    with (tmp_path / "vault.jsonl").open("ab") as file:
        file.write(damage)
    assert opened("t1", "b", folder=tmp_path) == 2
    assert opened("t1", "c", folder=tmp_path) == 3


def test_a_folder_that_cannot_be_written_still_counts_this_opening(tmp_path):
    file = tmp_path / "file"
    file.write_text("not a folder")
    assert opened("t1", "a", folder=file) == 1


def test_what_is_there_is_counted_even_if_nothing_can_be_added(tmp_path, monkeypatch):
    opened("t1", "a", folder=tmp_path)

    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr("gardefou.ledger.openings._append", full)
    assert opened("t1", "b", folder=tmp_path) == 2


def test_openings_at_once_are_all_kept(tmp_path):
    code = "import sys; from gardefou.ledger.openings import opened; opened('t1', sys.argv[1])"
    running = [
        subprocess.Popen([sys.executable, "-c", code, name], env={"GARDEFOU_HOME": str(tmp_path)})
        for name in "abcd"
    ]
    assert [process.wait() for process in running] == [0, 0, 0, 0]
    assert opened("t1", "e", folder=tmp_path) == 5
