"""The page of security says what is so."""

import subprocess
import sys

import pytest

from tests.security import ROOT, answers, ledger, refusals, standard


def test_the_page_is_what_the_standard_and_the_ledger_say() -> None:
    """SEC-1. Otherwise: make security"""
    script = str(ROOT / "scripts" / "make-security")
    made = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert (ROOT / "docs" / "security.md").read_text() == made.stdout


def test_every_item_is_answered_by_a_case_with_a_test_or_by_a_document() -> None:
    """SEC-1"""
    for answer in answers(standard()):
        assert answer.documents or answer.cases, answer
        assert [each for each in answer.documents if not (ROOT / each).is_file()] == [], answer
        covered = [case for case in answer.cases if ledger()[case].tests]
        assert covered or answer.documents, answer
        assert answer.chapter in standard().chapters


@pytest.mark.parametrize("risk", standard().risks)
def test_of_every_risk_five_refusals_are_tested(risk: str) -> None:
    """SEC-2"""
    assert len(refusals(standard().risks[risk])) >= 5


def test_the_risks_are_ten() -> None:
    """SEC-2"""
    assert [risk.split()[0] for risk in standard().risks] == [f"API{number}" for number in range(1, 11)]
