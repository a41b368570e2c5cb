"""The Saturday 31 December 2005 was worked in exchange for 3 January 2006: 国办发明电〔2005〕35号."""

import datetime as dt

from django.db import migrations

DAY = dt.date(2005, 12, 31)


def enter(apps, schema_editor):
    apps.get_model("core", "CalendarDay").objects.get_or_create(
        date=DAY, defaults={"is_working": True, "name": "元旦"}
    )


class Migration(migrations.Migration):
    dependencies = [("core", "0006_studios")]
    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
