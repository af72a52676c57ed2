"""Facts are not changed: the database refuses it too."""

from django.db import migrations

from kernel.ledger import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [AppendOnly(["people_timeentry"])]
