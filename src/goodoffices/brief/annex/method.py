"""Annex D: the method in short, the words and rules of this brief, and the literature."""

from __future__ import annotations

from goodoffices.brief.blocks import Block, Bullets, Heading, Para, Section, Table
from goodoffices.brief.sections.hindsight import EXPECTED
from goodoffices.brief.sections.mediators import role_rule
from goodoffices.brief.standing import HARDLY, NOTHING
from goodoffices.case.vocabulary import Vocabulary
from goodoffices.kit.likelihood import scale_rows
from goodoffices.kit.names import capital
from goodoffices.kit.numbers import number
from goodoffices.study.plans.answer import ERRORS


def method(words: Vocabulary) -> tuple[str, ...]:
    """The model in a page, in the words of the case's setting."""
    return (
        "Everybody signs only if better off by their own lights. A mediated peace is a chain of such conditions: "
        "of the parties, "
        "of the mediator, of whoever pays the mediator, and of all of them again after signing. Each is a margin "
        "in points; the "
        "uncertain numbers are drawn many times and each link is counted.",
        "Points: 100 is a party's best option on every issue, 0 its worst. Points of two parties are never added "
        "or compared.",
        f"{capital(words.go_on)}: stated directly, or a random walk of the front with costs that grow. A party acts on what "
        "it believes, "
        "optimism included.",
        f"A deal exists where some text leaves every signer above what {words.go_on} is worth, plus what it must "
        "show at home, "
        "net of levers. The need of a text is what is missing; the capacity of a plan is what its levers can give.",
        "That a deal exists is not that it is found: each side knows its own mind and only the odds of the "
        "other's. A go-between "
        "helps by what it is told (candour) and by its levers; without either it adds nothing.",
        "Third parties take part where a settlement, standing, offers and costs leave them no worse off than "
        "without the plan. "
        "Those that lose from a settlement use their spoiling levers while it pays them.",
        f"A signed text holds if nobody would rather {words.back} in any month of the horizon.",
        "A perspective replaces some numbers by what its holder believes. Perspectives are set side by side, "
        "never averaged or ranked.",
        "All plans are compared on the same draws, so that the error of a difference is smaller than that of each share.",
    )


LITERATURE = (
    "Barron, F. & Barrett, B. (1996). Decision quality using ranked attribute weights. Management Science 42.",
    "Blainey, G. (1973). The Causes of War.",
    "Budescu, D., Por, H. & Broomell, S. (2012). Effective communication of uncertainty in the IPCC reports. "
    "Climatic Change 113.",
    "Fearon, J. (1995). Rationalist explanations for war. International Organization 49.",
    "Fey, M. & Ramsay, K. (2010). When is shuttle diplomacy worth the commute? World Politics 62.",
    "Greig, J. & Regan, P. (2008). When do they say yes? International Studies Quarterly 52.",
    "Hirschman, A. (1945). National Power and the Structure of Foreign Trade.",
    "Keeney, R. & Raiffa, H. (1976). Decisions with Multiple Objectives.",
    "Keohane, R. & Nye, J. (1977). Power and Interdependence.",
    "Lahdelma, R. & Salminen, P. (2001). SMAA-2. Operations Research 49.",
    "Powell, R. (1999). In the Shadow of Power; (2006). War as a commitment problem. International Organization 60.",
    "Putnam, R. (1988). Diplomacy and domestic politics: the logic of two-level games. International Organization 42.",
    "Savage, L. (1951). The theory of statistical decision. Journal of the American Statistical Association 46.",
    "Slantchev, B. (2003). The principle of convergence in wartime negotiations. American Political Science Review 97.",
    "Smith, A. & Stam, A. (2003). Mediation and peacekeeping in a random walk model of war. International "
    "Studies Review 5.",
    "Stedman, S. (1997). Spoiler problems in peace processes. International Security 22.",
    "Touval, S. & Zartman, I. W. (1985). International Mediation in Theory and Practice.",
    "United Nations (2012). Guidance for Effective Mediation, A/66/811.",
    "Zartman, I. W. & de Soto, A. (2010). Timing Mediation Initiatives. United States Institute of Peace.",
)


def rules(words: Vocabulary) -> tuple[str, ...]:
    """The rules by which this brief picks its words."""
    return (
        f"Two plans differ when the gap on shared draws exceeds {number(ERRORS)} standard errors; a real gap below "
        f"{number(100 * HARDLY)} percentage points is called small; a plan that succeeds in less than "
        f"{number(100 * NOTHING)}% of draws is said not to work.",
        "Errors after ± of plans are two standard errors: of the draws, and of what parties expect when they consent, which is "
        "formed on the same draws; elsewhere that is taken as known. They say nothing of whether the numbers are right.",
        "The main text speaks from the perspective called baseline, or the first one; every result of the "
        "others is in annex E.",
        f"Mediator roles: {role_rule(words)}.",
        f"Hindsight: a third party was expected to mediate if consent of each side and its own willingness "
        f"reach {number(100 * EXPECTED)}% of draws.",
        "Ripeness: ripe if all hurt, all see it and a way out exists, each in at least half of the draws; "
        "ripening if some; else not ripe.",
        "Regret: how far a plan stays behind the best plan of the same perspective, at worst over the perspectives.",
    )


def method_annex(words: Vocabulary) -> Section:
    """Method, scale of words, rules, literature."""
    scale = Table(
        "Words for probabilities (bounds of Intelligence Community Directive 203, 2015)",
        ("Word", "Share of draws"),
        scale_rows(),
        "small facts",
    )
    blocks: tuple[Block, ...] = (
        Heading("The chain"),
        *(Para(t) for t in method(words)),
        Heading("Words and rules of this brief"),
        scale,
        Bullets(rules(words)),
        Heading("Literature"),
        Bullets(LITERATURE, "literature"),
    )
    return Section("annex-d", "Annex D. Method and literature", blocks)
