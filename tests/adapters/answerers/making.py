"""A small library's papers, cut into passages, for the answerers' tests."""

from __future__ import annotations

from trivium.adapters.terms import Document, Passage, digest

PRICES = """\
| Room | Seats | Half day | Full day |
|---|---|---|---|
| Harbour room | 12 | €40.00 | €70.00 |
| Tower room | 30 | €85.00 | €150.00 |
| Cellar | 8 | €25.00 | €45.00 |"""

PAPERS: dict[str, list[tuple[str, str]]] = {
    "Reader's guide": [
        (
            "Borrowing",
            "## Borrowing\n\nReaders may borrow ten books at a time. Each loan lasts 28 days. "
            "It can be renewed twice, unless another reader has reserved the book. "
            "Reference books and newspapers stay in the reading hall.",
        ),
        (
            "Late books",
            "## Late books\n\nA late book costs 20 cents a day, up to 6 euros a book. "
            "Whoever owes more than 15 euros cannot borrow until the debt is paid. "
            "Children under twelve pay no late fees.",
        ),
        (
            "Lost books",
            "## Lost books\n\nIf you lose a book, tell the desk. You replace it with the same "
            "edition or pay its price and 5 euros for handling.",
        ),
        (
            "Opening hours",
            "## Opening hours\n\nThe library is open from 09:00 to 19:00 on Monday to Friday and "
            "from 10:00 to 16:00 on Saturday. On Sundays and public holidays it is closed.",
        ),
        (
            "Reading hall",
            "## Reading hall\n\nFood is not allowed in the reading hall. Water in closed bottles "
            "is. Telephones are to be switched off. The hall seats 64 readers.",
        ),
    ],
    "Staff handbook": [
        (
            "Leave > Annual leave",
            "### Annual leave\n\nEvery employee has 29 days of annual leave. Up to four days may "
            "be carried into the next year and must be taken by 31 March.",
        ),
        (
            "Leave > Parental leave",
            "### Parental leave\n\nEither parent may take up to 14 months of parental leave. "
            "Notice of seven weeks is required. The position is kept open.",
        ),
        (
            "Sick leave",
            "## Sick leave\n\nTell your head of department before 08:30 on the first day. "
            "A doctor's certificate is needed from the fourth day of illness.",
        ),
        (
            "Who we are",
            "## Who we are\n\nThe library was founded in 1887 by Henrika Vael, a printer's widow. "
            "Today it is led by Tomas Brandt. The archive is run by Ilse Marrow.\n\n"
            "We use the catalogue software Alder because it can be searched by readers with poor "
            "eyesight.",
        ),
    ],
    "Lease of the annexe": [
        (
            "4. Use of the premises",
            "## 4. Use of the premises\n\n4.1 The Tenant uses the premises as a book store only. "
            "4.2 The Tenant shall not sublet the premises without written consent of the Landlord. "
            "4.3 Open fire is prohibited.",
        ),
        (
            "7. Term and termination",
            "## 7. Term and termination\n\n7.1 The lease begins on 1 May 2022 and runs for six "
            "years. 7.2 Either party may terminate it with nine months' notice to the end of a "
            "year.",
        ),
        (
            "9. Deposit",
            "## 9. Deposit\n\n9.1 The Tenant pays a deposit of €7,500, which is returned within "
            "60 days of the end of the lease.",
        ),
    ],
    "Questions and answers": [
        (
            "Cards",
            "### How do I get a library card?\n\nBring an identity card to the desk and fill in "
            "the blue form. The card is ready at once and costs 12 euros a year.\n\n"
            "### Can I lend my card to a friend?\n\nNo. Every reader needs a card of their own.",
        ),
        (
            "Printing",
            "### What does printing cost?\n\nA page costs 10 cents in black and 35 cents in "
            "colour.\n\n### Which file types can be printed?\n\nPDF and plain text. Other files "
            "are refused by the printer.",
        ),
    ],
    "Changes": [
        (
            "Catalogue 5.2, 14 February 2025",
            "## Catalogue 5.2, 14 February 2025\n\n- New: search by shelf mark.\n"
            "- Fixed: umlauts in the names of authors were lost.",
        ),
        (
            "Catalogue 5.1, 3 October 2024",
            "## Catalogue 5.1, 3 October 2024\n\n- New: reservations can be cancelled by readers.\n"
            "- The list of new books shows covers.",
        ),
    ],
    "Rooms for hire": [("", PRICES)],
}


def papers() -> list[tuple[Document, str, list[Passage]]]:
    """Return each document with its text and passages."""
    found = []
    for title, parts in PAPERS.items():
        text = "\n\n".join(part for _, part in parts)
        name = digest(title)
        document = Document(id=name, title=title, source=title, version=digest(text))
        passages: list[Passage] = []
        start = 0
        for ordinal, (context, part) in enumerate(parts):
            passages.append(
                Passage(
                    id=f"{name}/{ordinal}",
                    document_id=name,
                    version=document.version,
                    ordinal=ordinal,
                    start=start,
                    end=start + len(part),
                    text=part,
                    title=title,
                    context=context,
                )
            )
            start += len(part) + 2
        found.append((document, text, passages))
    return found


def passage(text: str, *, title: str = "", context: str = "", number: int = 0) -> Passage:
    """Make a passage of a document of its own."""
    return Passage(
        id=f"d{number}/0",
        document_id=f"d{number}",
        version=digest(text),
        ordinal=0,
        start=0,
        end=len(text),
        text=text,
        title=title,
        context=context,
    )
