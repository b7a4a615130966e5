"""What is taken out of questions before they are kept."""

import pytest

from catalogue.privacy import without_contacts


@pytest.mark.parametrize(
    "contact",
    [
        "ann@example.org",
        "ann.lee+news@mail.example.co.uk",
        "+44 20 7946 0958",
        "(555) 010-4477",
        "555-010-4477",
        "020.7946.0958",
        "4111 1111 1111 1111",
        "4111111111111111",
        "123456789",
    ],
)
def test_contact_details_are_removed(contact: str) -> None:
    """E-mail addresses, telephone numbers, card and account numbers."""
    kept = without_contacts(f"Call {contact} now, please")

    assert kept == "Call [removed] now, please"


@pytest.mark.parametrize(
    "text",
    [
        "What was said by 2020-06-10?",
        "What happened on 10 June 2020 and on 8.6.2020?",
        "Was the vote 1,234,567 to 2?",
        "Did $54.7 million go to 42 agencies in 2021?",
        "Between 2018-2020, who stopped?",
        "Is S.4084 a bill, and H.R.7356?",
        "What does Regulation 2024/1689 say?",
    ],
)
def test_dates_and_figures_stay(text: str) -> None:
    """A question about a day keeps its day."""
    assert without_contacts(text) == text
