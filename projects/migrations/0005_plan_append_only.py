"""Facts of the plan are not changed: the database refuses it too."""

from django.db import migrations

from kernel.ledger import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("projects", "0004_plan")]
    operations = [AppendOnly(["projects_taskreport", "projects_milestoneforecast", "projects_planbaselinetask"])]
