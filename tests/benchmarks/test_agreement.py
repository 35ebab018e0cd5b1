"""Every contender of the benchmarks answers as the engine does. Nothing here looks at a clock."""

from __future__ import annotations

import pytest

from benchmarks.acme import NOW, acme_framework, acme_leads
from benchmarks.agreement import Disagreement, hold_equal, of_decision
from benchmarks.deciding import agree
from benchmarks.handwritten import handwritten
from benchmarks.jdm import answer_in
from benchmarks.territories import territories_by_hand, territories_framework, territory_leads
from benchmarks.zen_peer import ACME_STEPS, TERRITORY_STEPS, evaluator, zen_record


def test_the_handwritten_function_answers_every_sample_lead_as_the_engine_does() -> None:
    framework, leads = acme_framework(), acme_leads()
    assert len(leads) == 200
    agree(framework, handwritten(framework), leads)


def test_it_does_so_for_leads_out_of_the_ordinary_too() -> None:
    framework = acme_framework()
    odd = [
        {"Email": " Jo@WWW.Army.MIL "},
        {"Email": "jo@münchen.example", "Country": "Deutschland", "NumberOfEmployees": "1,500"},
        {"Email": "nobody", "Company": "  ", "Account Name": "Österreichische Post"},
        {"Company": "@home", "Country": "Narnia", "BillingCountry": "Japan"},
        {"Country": "US", "State": "calif.", "PostalCode": "94105-1234"},
        {"Country": "US", "State": "XX", "StateCode": "NY", "PostalCode": "2139"},
        {"Country": "CH", "Preferred_Language__c": "fr_CH"},
        {"Country": "BR", "NumberOfEmployees": "20k"},
        {"NumberOfEmployees": "unknown", "ZoomInfo_Employees__c": "5000"},
        {"Comments": " ", "Solutions_of_interest__c": "Reverse\u00a0ETL, please", "Company": "A"},
        {"Routing_Override__c": "yes", "OwnerEmail": "ANA@acme.example"},
        {"Routing_Override__c": "maybe", "OwnerEmail": "ana@acme.example", "Company": "Ω"},
        {},
    ]
    agree(framework, handwritten(framework), odd)


@pytest.mark.parametrize("count", [1, 10, 1_000])
def test_the_territories_by_hand_agree_at_every_size(count: int) -> None:
    framework = territories_framework(count)
    agree(framework, territories_by_hand(framework), territory_leads(120))


def test_zen_gives_the_same_answers_for_the_example() -> None:
    pytest.importorskip("zen", reason="unavoidable: zen-engine has no wheel for this system")
    framework = acme_framework()
    evaluate = evaluator(framework, ACME_STEPS)
    decisions = [framework.decide(lead, "lead", now=NOW) for lead in acme_leads()]
    answers = [answer_in(evaluate(zen_record(framework, each))) for each in decisions]
    hold_equal("zen-engine", answers, decisions)


def test_zen_gives_the_same_answers_for_ranges() -> None:
    pytest.importorskip("zen", reason="unavoidable: zen-engine has no wheel for this system")
    framework = territories_framework(20)
    evaluate = evaluator(framework, TERRITORY_STEPS)
    leads = territory_leads(60)
    decisions = [framework.decide(lead, "lead", now=NOW) for lead in leads]
    answers = [answer_in(evaluate(zen_record(framework, each))) for each in decisions]
    hold_equal("zen-engine", answers, decisions)


def test_a_different_answer_is_told_with_the_lead() -> None:
    framework, lead = territories_framework(2), territory_leads(1)[0]
    decision = framework.decide(lead, now=NOW)
    wrong = of_decision(decision)._replace(step="Elsewhere")
    with pytest.raises(Disagreement, match=r"lead 2: it answers .*Elsewhere"):
        hold_equal("it", [of_decision(decision), wrong], [decision, decision])
