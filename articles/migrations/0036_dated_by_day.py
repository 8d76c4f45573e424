from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0035_former_addresses"),
    ]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="is_dated_by_day",
            field=models.BooleanField(default=False),
        ),
    ]
