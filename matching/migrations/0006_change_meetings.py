from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('matching', '0005_runs'),
    ]

    operations = [
        migrations.AddField(
            model_name='change',
            name='meetings',
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
