"""Forms of projects: they check the shape of what was typed; the rules are the use-cases'."""

from projects.web.forms.changes import ChangeForm, DecisionForm, NewItems, new_item_forms
from projects.web.forms.ledgers import (
    BaselineForm,
    CostForm,
    ForecastForm,
    ProgressForm,
    ReasonForm,
    ScopeChangeForm,
    ScopeItemForm,
)
from projects.web.forms.projects import EditForm, NewForm, ProjectFilterForm
from projects.web.forms.risks import RiskForm

__all__ = [
    "BaselineForm", "ChangeForm", "CostForm", "DecisionForm", "EditForm", "ForecastForm", "NewForm",
    "NewItems", "ProgressForm", "ProjectFilterForm", "ReasonForm", "RiskForm", "ScopeChangeForm",
    "ScopeItemForm", "new_item_forms",
]  # fmt: skip
