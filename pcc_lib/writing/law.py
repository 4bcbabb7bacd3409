"""The laws that pages name, and the sentences that they fix: written once, so that no page says them otherwise."""

from __future__ import annotations

WCAG = "2.2"
STANDARD = f"Web Content Accessibility Guidelines version {WCAG} AA standard"
REGULATIONS = "Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018"
LARGEST_ZOOM = 400  # per cent of 1280 px is 320 px: what WCAG's reflow asks for
# The wording of the government's sample statement, which the regulations' model fixes.
COMMITTED = f"{{}} is committed to making its website accessible, in accordance with the {REGULATIONS}."
COMPLIANCE = {
    "fully": f"This website is fully compliant with the {STANDARD}.",
    "partially": f"This website is partially compliant with the {STANDARD}, due to {{}} listed below.",
    "not": f"This website is not compliant with the {STANDARD}. {{}} are listed below.",
}
ENFORCED = (
    "The Equality and Human Rights Commission (EHRC) is responsible for enforcing the "
    f"{REGULATIONS} (the ‘accessibility regulations’). If you’re not happy with how we respond to your complaint, "
)
ADVISED = "contact the Equality Advisory and Support Service (EASS)"
ORDER = "Elected Local Policing Bodies (Specified Information) Order 2011"
AMENDED = ("Order of 2021", "https://www.legislation.gov.uk/uksi/2021/547")
GUIDANCE = (
    "https://www.gov.uk/government/publications/publishing-information-in-a-transparent-way/the-elected-local-policing-bodies-"
    "specified-information-amendment-order-2021-guidance-for-police-and-crime-commissioners"
)
PARAGRAPHS = ("paragraph 7A of the Order’s Schedule", "paragraph 7B", "paragraph 7C")
EASS = "https://www.equalityadvisoryservice.com/"
ABILITYNET = "https://mcmw.abilitynet.org.uk/"
