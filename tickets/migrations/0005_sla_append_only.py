"""Policies and matrices are not changed, a new version follows: the database refuses it too."""

from django.db import migrations

from kernel.ledger import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("tickets", "0004_sla_clocks")]
    operations = [AppendOnly(["tickets_slapolicy", "tickets_prioritymatrix"])]
