"""What stands on the table of one request: the design, its werkbank, and what the changes in it say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from veerkracht.errors.base import VeerkrachtError
from veerkracht.errors.data import DataError
from veerkracht.errors.design import DesignError
from veerkracht.errors.werkbank import WerkbankError
from veerkracht.facts.areas import Level
from veerkracht.web.werkbank.benches import bench_for
from veerkracht.web.werkbank.designs import Choice, design_of
from veerkracht.web.werkbank.ranking import Listed, listed
from veerkracht.web.werkbank.rows_out import note_of
from veerkracht.web.werkbank.state import BenchState, form_changes, read_changes, read_place
from veerkracht.web.werkbank.telling import cautions_of, change_of, told
from veerkracht.web.werkbank.tree import effects_of, tree_of

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict

    from veerkracht.facts.language import Taal
    from veerkracht.web.workspace.models import Trajectory
    from veerkracht.workflows.werkbank import Ranking, Werkbank

CANNOT = (WerkbankError, DesignError, DataError)
"""What a choice can come to that a person can mend."""


def language() -> Taal:
    """Return the language of the reader."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What stands on the table.

    Attributes:
        gemeente: whose areas are ranked; empty for the gemeenten of the country.
    """

    trajectory: Trajectory
    state: BenchState
    choice: Choice
    bank: Werkbank
    gemeente: str
    taal: Taal

    @property
    def short(self) -> dict[str, Any]:
        """What the list shows at once: places, without how sure they are.

        Raises:
            WerkbankError, DesignError, DataError: if the changes cannot be made or carried out.
        """
        ranking = self._ranking()
        return self._frame(self._listed(ranking, sure=False), ranking)

    @property
    def full(self) -> dict[str, Any]:
        """All that there is to say of a choice.

        Raises:
            WerkbankError, DesignError, DataError: as for `short`.
        """
        bank, taal = self.bank, self.taal
        ranking = self._ranking()
        effects = effects_of(bank.parts(ranking), taal=taal)
        cautions = cautions_of(bank, ranking, taal=taal)
        return {
            **self._frame(self._listed(ranking, sure=True), ranking),
            "change": change_of(bank, ranking, taal=taal) if self.is_changed else None,
            "new_cautions": [one for one in cautions if one["new"]],
            "old_cautions": [one for one in cautions if not one["new"]],
            "told": told(bank, ranking, self.state.area, taal=taal) if self.state.area else None,
            "effects": effects,
        }

    def tree(self, effects: dict[str, Any]) -> Any:
        """Return the tree, with what each part weighs."""
        return tree_of(self.bank, self.state.changes, effects=effects, taal=self.taal)

    @property
    def is_changed(self) -> bool:
        """Whether anything is otherwise than in the design."""
        return bool(self.state.changes.to_json())

    @property
    def references(self) -> tuple[str, ...]:
        """The years on which the scales of what counts now can be set; those of the design where that cannot be."""
        bank = self.bank
        try:
            design = bank.design(self.state.changes)
        except (WerkbankError, DesignError):
            design = bank.base
        return tuple(str(one) for one in reversed(bank.prepared.references(design)))

    def _ranking(self) -> Ranking:
        asked = {str(one): one for one in self.bank.periods}
        return self.bank.rank(self.state.changes, period=asked.get(self.state.period))

    def _frame(self, found: Listed, ranking: Ranking) -> dict[str, Any]:
        return {
            "period": str(ranking.period),
            "note": note_of(found, period=str(ranking.period)),
            "listed": found,
            "table": self,
            "state": self.state,
            "rest": self.state.query(area=""),
            "query": self.state.query(),
            "level": self.state.level.value,
        }

    def _listed(self, ranking: Ranking, *, sure: bool) -> Listed:
        return listed(
            self.bank,
            ranking,
            before=self._before(ranking),
            intervals=self.bank.quick_intervals(ranking) if sure else None,
            chosen=self.state.area,
            every=self.state.every,
            taal=self.taal,
        )

    def _before(self, ranking: Ranking) -> Ranking | None:
        try:
            return self.bank.rank(period=ranking.period)
        except DesignError:
            return None


def open_table(request: HttpRequest, trajectory: Trajectory, data: QueryDict) -> Table:
    """Return what a request puts on the table, its changes still to be read.

    Raises:
        UnknownDesignError: if the trajectory has no such design.
        DataError, WerkbankError, DesignError, WarehouseError, OwnStoreError: if there is nothing to rank.
    """
    state = read_place(data)
    choice = design_of(trajectory, state.design)
    asked = state.gemeente if state.gemeente in trajectory.gemeenten else ""
    gemeente = "" if state.level is Level.GEMEENTE else (asked or trajectory.gemeente)
    bank = bench_for(request.user, trajectory, level=state.level, gemeente=gemeente, choice=choice)
    return Table(
        trajectory=trajectory,
        state=replace(state, gemeente=asked, period=_period(bank, state.period)),
        choice=choice,
        bank=bank,
        gemeente=gemeente,
        taal=language(),
    )


def _period(bank: Werkbank, asked: str) -> str:
    """Return a period as an address says it: empty for the last, and for what is none with scores."""
    earlier = [str(one) for one in bank.periods[:-1]]
    return asked if asked in earlier else ""


def from_form(table: Table, data: QueryDict) -> Table:
    """Return the table with the changes of the form of the page.

    Raises:
        WerkbankError, DesignError: if they cannot be.
    """
    return replace(table, state=replace(table.state, changes=form_changes(data, base=table.bank.base)))


def from_address(table: Table, data: QueryDict) -> Table:
    """Return the table with the changes that an address holds.

    Raises:
        WerkbankError, DesignError: if they cannot be.
    """
    found = replace(table, state=replace(table.state, changes=read_changes(data)))
    # What is asked of the wrong design is refused here, before anything is shown of it.
    found.bank.design(found.state.changes)
    return found


def message_of(error: VeerkrachtError) -> str:
    """Return what was wrong, in the language of the reader."""
    return error.message(language())
