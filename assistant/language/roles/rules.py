"""Named rules over the roles that were learnt, where the order of the words leaves no doubt."""

from collections.abc import Sequence

from assistant.language.grammar.mentions import Mention
from assistant.language.roles import (
    rules_of_alternatives,
    rules_of_answers,
    rules_of_bounds,
    rules_of_corrections,
    rules_of_exclusions,
    rules_of_lists,
    rules_of_negations,
    rules_of_pairs,
    rules_of_spoken,
)
from assistant.language.roles.ruling import Rule
from core.prospects.filters import Filter

RULES: tuple[tuple[str, Rule], ...] = (
    ("nobody left out unsaid", rules_of_exclusions.unsaid_exclusion),
    ("an exception right before", rules_of_exclusions.said_exclusion),
    ("all but these", rules_of_exclusions.all_but),
    ("denied here", rules_of_exclusions.denied_here),
    ("never added", rules_of_exclusions.never_added),
    ("a departement taken off by its number", rules_of_exclusions.taken_off_by_number),
    ("not right before", rules_of_exclusions.said_not),
    ("what is lacking", rules_of_negations.said_lack),
    ("in the end without", rules_of_negations.in_the_end_without),
    ("without an answer", rules_of_negations.without_answer),
    ("even without", rules_of_negations.even_without),
    ("not needed", rules_of_negations.not_needed),
    ("an answer said by its verb", rules_of_answers.said_answer),
    ("a rate of answers", rules_of_answers.rate_of_answers),
    ("a contact denied before its date", rules_of_answers.denied_before_date),
    ("never done", rules_of_answers.never_done),
    ("told by somebody", rules_of_answers.told_by),
    ("mails consented to", rules_of_answers.mails_consented_to),
    ("who interests us", rules_of_answers.interests_us),
    ("a consent denied", rules_of_spoken.denied_consent),
    ("a consent said by its verb", rules_of_spoken.said_consent),
    ("no denial said", rules_of_answers.no_denial_said),
    ("who has none of it", rules_of_negations.have_none),
    ("one network alone", rules_of_negations.only_network),
    ("neither of two", rules_of_negations.neither_of_two),
    ("two negations undo each other", rules_of_negations.undoes_itself),
    ("who is counted", rules_of_spoken.counted),
    ("kept before an exception", rules_of_spoken.kept_before_exception),
    ("included too", rules_of_corrections.included_too),
    ("too", rules_of_corrections.too),
    ("a reset", rules_of_corrections.reset_said),
    ("a place of one's own", rules_of_alternatives.ones_own),
    ("the others", rules_of_corrections.the_others),
    ("a correction inside the sentence", rules_of_corrections.corrected),
    ("an exception said after its list", rules_of_exclusions.excepted_after),
    ("nobody but these", rules_of_alternatives.nobody_but),
    ("taken off after being said", rules_of_exclusions.taken_off_after),
    ("a type in a place excepted", rules_of_pairs.excepted_pair),
    ("the whole of an exception", rules_of_lists.exception_of),
    ("wanted after an exception", rules_of_lists.wanted_after_place),
    ("parted from an exception", rules_of_lists.parted_from_exception),
    ("asked anew", rules_of_lists.asked_anew),
    ("wanted by its key", rules_of_lists.wanted_by_its_key),
    ("an exception joined to another", rules_of_exclusions.excepted_together),
    ("an exception that goes on", rules_of_lists.exception_goes_on),
    ("said yes and no", rules_of_lists.yes_and_no),
    ("a place of those who are wanted", rules_of_lists.its_own_place),
    ("a list that goes on", rules_of_lists.list_goes_on),
    ("a list from its first", rules_of_lists.list_begins),
    ("said both ways", rules_of_exclusions.said_both_ways),
    ("not this but that", rules_of_alternatives.not_but),
    ("this and not that", rules_of_alternatives.instead_of),
    ("a negation that leaves nobody out", rules_of_alternatives.leaves_in),
    ("a bound beside the one in force", rules_of_bounds.other_bound),
    ("another band", rules_of_bounds.another_band),
    ("an amount other than", rules_of_bounds.other_than_amount),
    ("an amount denied", rules_of_bounds.denied_bound),
    ("an order", rules_of_bounds.sorted_by),
    ("columns of a file", rules_of_bounds.columns),
    ("a span of answers", rules_of_bounds.span_of_answers),
    ("a network for another", rules_of_corrections.network_instead),
    ("one for another", rules_of_corrections.replaced),
    ("said otherwise", rules_of_corrections.said_otherwise),
    ("named together", rules_of_corrections.named_together),
    ("not only these", rules_of_corrections.not_only_these),
    ("widened", rules_of_corrections.widened),
    ("joined", rules_of_corrections.joined),
    ("put back", rules_of_corrections.put_back),
    ("only within", rules_of_bounds.only_within),
    ("the inverse, named", rules_of_corrections.inverse_named),
    ("a condition on what is known", rules_of_negations.said_condition),
    ("conditions of the same words", rules_of_negations.said_together),
)


def settled(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Sequence[str], before: Filter
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The roles after the rules, and the names of the rules that changed them."""
    now, fired = list(roles), []
    for name, rule in RULES:
        untouched = list(now)
        rule(texts, mentions, now, before)
        if now != untouched:
            fired.append(name)
    return tuple(now), tuple(fired)
