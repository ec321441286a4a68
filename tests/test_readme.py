"""What the README shows is what comes out, and its twin says the same."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TWIN = (ROOT / "README.zh.md").read_text(encoding="utf-8")


def fences(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_example_prints_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    (code,), (shown,) = fences(README, "python"), fences(README, "text")
    assert len(code.splitlines()) <= 16
    exec(compile(code, "README.md", "exec"), {})
    assert capsys.readouterr().out == shown


def test_the_twin_has_the_same_code_output_and_commands() -> None:
    for language in ("python", "text", "sh"):
        assert fences(README, language) == fences(TWIN, language)
    links = r"\]\((.*?)\)"
    assert set(re.findall(links, README)) - {"README.zh.md"} == set(re.findall(links, TWIN)) - {
        "README.md"
    }


def test_every_link_leads_somewhere() -> None:
    for text in (README, TWIN):
        for link in re.findall(r"\]\((.*?)\)", text):
            assert (ROOT / link).exists(), link


def run(name: str, capsys: pytest.CaptureFixture[str]) -> str:
    runpy.run_path(str(ROOT / "examples" / name), run_name="__main__")
    return capsys.readouterr().out


def test_the_report_is_printed_beside_its_claims(capsys: pytest.CaptureFixture[str]) -> None:
    out = run("score_futian.py", capsys)
    for expected in ("98.49 优 -> 86.50 良", "-> 87.50 良", "-> 92.50 优", "-> 83.50 良"):
        assert expected in out
    assert "成本控制情况: 5.99 -> 3.00" in out
    assert "Cost control: 3.00 of 6 points" in out


def test_the_template_runs_as_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    assert "93.09" in run("own_project.py", capsys)
