"""The grades 优良中差 of Chinese evaluations, and the other edges in use.

Single published reports agree with 90, 80 and 60; a note on one provincial system has 80, 70 and 60.
"""

from __future__ import annotations

from fiscal_rubric.rubric.grades import Grades
from fiscal_rubric.rubric.readings import Reading

GRADES = Grades([("优", 90), ("良", 80), ("中", 60), ("差", 0)])
LOCAL_GRADES = Reading(
    "grades 80/70/60",
    {"zh": "评级分界为 80、70、60", "en": "the grades begin at 80, 70 and 60"},
    GRADES,
    Grades([("优", 80), ("良", 70), ("中", 60), ("差", 0)]),
)
