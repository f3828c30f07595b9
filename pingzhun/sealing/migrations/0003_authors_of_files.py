from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sealing", "0002_the_hour"),
    ]

    operations = [
        migrations.AddField(
            model_name="openedfile",
            name="authors",
            field=models.JSONField(blank=True, default=list, verbose_name="作者信息"),
        ),
    ]
