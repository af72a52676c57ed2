"""Facts are not changed: the database refuses it too."""

from django.db import migrations

from kernel.ledger import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_full_text")]
    operations = [AppendOnly(["kernel_auditevent"])]
