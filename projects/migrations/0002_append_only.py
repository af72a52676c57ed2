"""Facts are not changed: the database refuses it too."""

from django.db import migrations

from kernel.ledger import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]
    operations = [AppendOnly(["projects_baseline", "projects_scopeentry", "projects_costentry", "projects_progressentry", "projects_forecastentry"])]
