"""What recognition does when a floor below tells that something happened."""

from exchanges.models import Exchange
from recognition.services import freeze_rules


def freeze(exchange_id: int) -> None:
    freeze_rules(Exchange.objects.get(pk=exchange_id))
