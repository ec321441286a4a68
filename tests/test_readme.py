"""The README shows what its code prints, its Chinese version agrees, and the examples run."""

import re
import runpy
import subprocess
import sys
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
    assert pages_of(README) == pages_of(TWIN)


def pages_of(text: str) -> set[str]:
    """The pages that a text links to; one in Chinese counts as its twin."""
    links = re.findall(r"\]\((.*?)\)", text)
    return {link.replace(".zh.md", ".md") for link in links} - {"README.md"}


def test_every_link_leads_to_a_file() -> None:
    for text in (README, TWIN):
        for link in re.findall(r"\]\((.*?)\)", text):
            assert (ROOT / link).exists(), link


def run(name: str, capsys: pytest.CaptureFixture[str]) -> str:
    runpy.run_path(str(ROOT / "examples" / name), run_name="__main__")
    return capsys.readouterr().out


def test_the_report_is_printed_with_its_claims(capsys: pytest.CaptureFixture[str]) -> None:
    out = run("score_futian.py", capsys)
    for expected in ("98.49 优 -> 86.50 良", "-> 87.50 良", "-> 92.50 优", "-> 83.50 良"):
        assert expected in out
    assert "成本控制情况: 5.99 -> 3.00" in out
    assert "Cost control: 3.00 of 6 points" in out


def test_the_template_runs_unchanged(capsys: pytest.CaptureFixture[str]) -> None:
    assert "93.09" in run("own_project.py", capsys)


@pytest.mark.parametrize(
    ("text", "misspelt", "error"),
    [
        (
            '"satisfaction": "优"',
            '"satisfacton": "优"',
            "satisfacton: no question has this key; expected satisfaction",
        ),
        ('"social", "≥95%"', '"socal", "≥95%"', "kind: found 'socal', expected quantity, "),
        ('kind="quantity"', 'kind="quantty"', "kind: found 'quantty', expected quantity, "),
    ],
    ids=["answer", "indicator", "rule"],
)
def test_the_template_shows_one_error_for_a_misspelt_word(
    text: str, misspelt: str, error: str, tmp_path: Path
) -> None:
    template = (ROOT / "examples" / "own_project.py").read_text(encoding="utf-8")
    assert template.count(text) == 1
    changed = tmp_path / "own_project.py"
    changed.write_text(template.replace(text, misspelt), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, changed], capture_output=True, encoding="utf-8", check=False
    )
    chinese, english = done.stderr.splitlines()
    assert english.startswith(error)
    assert chinese.startswith(error.partition(":")[0])
    assert (done.returncode, done.stdout) == (1, "")
