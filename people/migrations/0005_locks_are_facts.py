"""Which periods were locked when is a fact: the database refuses to change it."""

from django.db import migrations

from kernel.ledger import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("people", "0004_time_sheet")]
    operations = [AppendOnly(["people_periodlock"])]
