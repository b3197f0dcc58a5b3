"""Who is plugged in where: discovery of handlers, published artifacts, and the hub put together."""
