"""Keep what is compiled of a rubric with it, made when it is first needed."""

from __future__ import annotations

from fiscal_rubric.rubric.criteria import Section
from fiscal_rubric.rubric.outcomes import Lister
from fiscal_rubric.rubric.program import Program


class Compiled:
    """A place for the programs of a rubric, which are compiled when they are first needed.

    Copies and pickles of a rubric begin without them.
    """

    __slots__ = ("_lister", "_times", "ready")

    def __init__(self) -> None:
        self.ready: Program | None = None
        self._lister: Lister | None = None
        self._times = 0

    def __reduce__(self) -> tuple[type[Compiled], tuple[()]]:
        return Compiled, ()

    def program(self, rubric: Section) -> Program:
        """Return the program.

        Raises:
            Exception: the process forbids to compile one.
        """
        if self.ready is None:
            self.ready = Program(rubric)
        return self.ready

    def lister(self, rubric: Section) -> Lister:
        """Return what lists the results of parts.

        Raises:
            Exception: the process forbids to compile programs.
        """
        if self._lister is None:
            self._lister = Lister(rubric)
        return self._lister

    def from_the_second_time(self, rubric: Section) -> Program | None:
        """Return the program if it is asked for again: to score once is faster without one.

        Where the process forbids to compile one, return None.
        """
        if self.ready is not None:
            return self.ready
        self._times += 1
        if self._times != 2:
            return None
        try:
            return self.program(rubric)
        except Exception:  # any audit hook may forbid it, with an error of its own
            return None
