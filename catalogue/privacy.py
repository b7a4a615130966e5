"""Takes contact details out of questions before they are kept."""

import re

_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+"  # e-mail
    r"|(?<![\w-])\+?\(?\d{2,4}\)?[ .\-/]\d{2,4}[ .\-/]\d{2,}(?:[ .\-/]\d+)*(?![\w-])"  # telephone, written in groups
    r"|(?<!\w)\+?\d{9,}(?!\w)"  # telephone, account or card in one run
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}$")


def without_contacts(text: str) -> str:
    """`text` with e-mail addresses and long numbers replaced by `[removed]`; ISO dates stay."""
    return _CONTACT.sub(lambda found: found[0] if _DATE.match(found[0]) else "[removed]", text)
