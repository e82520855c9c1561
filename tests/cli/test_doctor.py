from importlib import metadata
from pathlib import Path

import pytest

from gardefou.cli import doctor
from gardefou.cli.doctor import Line
from gardefou.version import __version__


def installed(name: str) -> bool:
    return any(True for _ in metadata.distributions(name=name))


def test_it_says_of_this_machine_what_is_so(run):
    said = run("doctor")
    lines = said.out.splitlines()
    assert lines[0].split() == ["ok", "gardefou", __version__]
    assert any(line.startswith("ok  memory ") for line in lines)
    there = {name: installed(name) for name in doctor._required()}
    for name, ok in there.items():
        assert any(line.startswith(f"{'ok' if ok else '!!'}  {name} ") for line in lines), name
    assert said.status == (0 if all(there.values()) else 2)


def test_a_missing_part_says_how_to_install_it(run, monkeypatch):
    monkeypatch.setattr(doctor, "_required", lambda: ["no-such-part"])
    said = run("doctor")
    assert said.status == 2
    assert "pip install no-such-part" in said.out


def test_a_missing_optional_part_is_no_fault(run, monkeypatch):
    monkeypatch.setattr(doctor, "_required", lambda: [])
    monkeypatch.setattr(doctor, "_OPTIONAL", ("no-such-part",))
    said = run("doctor")
    assert said.status == 0
    assert "--  no-such-part" in said.out


def test_a_part_that_cannot_be_loaded_is_told(run, monkeypatch):
    def broken(name):
        raise OSError("libgomp.so.1: cannot open shared object file")

    monkeypatch.setattr(doctor, "import_module", broken)
    monkeypatch.setattr(doctor, "_required", lambda: ["click"])
    said = run("doctor")
    assert said.status == 2
    assert "libgomp" in said.out


def test_what_is_needed_is_what_the_project_declares():
    declared = [line for line in metadata.requires("gardefou") if "extra" not in line]
    assert len(doctor._required()) == len(declared)
    assert "scikit-learn" in doctor._required()
    assert "pytest" not in doctor._required()


def test_a_folder_that_takes_no_files_is_told(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    assert doctor._folder("data", tmp_path / "not" / "yet").remedy == ""
    assert "GARDEFOU_HOME" in doctor._folder("data", file).remedy
    assert not (tmp_path / "not").exists()


@pytest.mark.parametrize(("gb", "well"), [(16.0, True), (0.5, False), (None, True)])
def test_little_memory_is_told(gb, well):
    assert (doctor._memory(gb).remedy == "") is well


def test_the_machine_is_measured():
    assert doctor.threads() >= 1
    gb = doctor.memory_gb()
    assert gb is None or 0.1 < gb < 100_000


def test_a_line_says_ok_or_what_to_do():
    assert str(Line("click", "8.5")).startswith("ok  click ")
    assert str(Line("click", "absent", "Install it.")).endswith("\n    Install it.")
    assert str(Line("x", str(Path("a\x1b[1m")))).isprintable()
