from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]

    operations = [
        migrations.AddField(
            "job", "step_en", models.CharField(blank=True, max_length=300, default=""), preserve_default=False
        ),
        migrations.AddField("job", "attempt", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("jobline", "text_en", models.TextField(blank=True, default=""), preserve_default=False),
    ]
