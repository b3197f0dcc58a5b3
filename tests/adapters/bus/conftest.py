"""The virtual host every test of the bus works in."""

from tests.adapters.bus.broker import vhost

__all__ = ["vhost"]
