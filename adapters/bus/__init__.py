"""The bus on RabbitMQ: what the hub declares there, how it takes runs of deliveries and posts letters."""
