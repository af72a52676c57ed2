"""Facts are not changed: the database refuses it too."""

from django.db import migrations

from kernel.ledger import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("governance", "0002_initial")]
    operations = [AppendOnly(["governance_alertstep", "governance_metricsnapshot"])]
