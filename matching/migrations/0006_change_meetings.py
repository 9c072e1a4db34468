from django.db import migrations, models

KINDS = [
    ('place', 'a free place is offered'),
    ('seat', 'a late student is seated'),
    ('move', 'somebody moves'),
    ('swap', 'two people swap'),
    ('merge', 'two groups become one'),
    ('proposal', 'a proposal of the matcher'),
    ('meeting', 'another time or facilitator'),
]


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
        migrations.AlterField(
            model_name='change',
            name='kind',
            field=models.CharField(choices=KINDS, max_length=8),
        ),
    ]
