"""All rules of the coder in one record."""

from __future__ import annotations

from dataclasses import dataclass

from whowhom.rulebook.actors import ActorRules, load_actor_rules
from whowhom.rulebook.amounts import AmountRules, load_amount_rules
from whowhom.rulebook.attribution import AttributionRules, load_attribution
from whowhom.rulebook.background import BackgroundRules, load_background
from whowhom.rulebook.confidence import ConfidenceModel, load_confidence
from whowhom.rulebook.dates import DateRules, load_date_rules
from whowhom.rulebook.events import EventRules, load_events
from whowhom.rulebook.mishaps import MishapRules, load_mishaps
from whowhom.rulebook.places import PlaceRules, load_place_rules
from whowhom.rulebook.predicates import PredicateRules, load_predicates
from whowhom.rulebook.reading import ReadingRules, load_reading_rules
from whowhom.rulebook.status import StatusRules, load_status
from whowhom.rulebook.thesaurus import Thesaurus, load_thesaurus
from whowhom.rulebook.unsaid import UnsaidModel, load_unsaid


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All rules, loaded once."""

    reading: ReadingRules
    thesaurus: Thesaurus
    predicates: PredicateRules
    events: EventRules
    actors: ActorRules
    attribution: AttributionRules
    status: StatusRules
    dates: DateRules
    places: PlaceRules
    amounts: AmountRules
    background: BackgroundRules
    mishaps: MishapRules
    confidence: ConfidenceModel
    unsaid: UnsaidModel


def load_rules() -> Rules:
    """Load all rules; raises RuleError where they have faults."""
    return Rules(
        reading=load_reading_rules(),
        thesaurus=load_thesaurus(),
        predicates=load_predicates(),
        events=load_events(),
        actors=load_actor_rules(),
        attribution=load_attribution(),
        status=load_status(),
        dates=load_date_rules(),
        places=load_place_rules(),
        amounts=load_amount_rules(),
        background=load_background(),
        mishaps=load_mishaps(),
        confidence=load_confidence(),
        unsaid=load_unsaid(),
    )
