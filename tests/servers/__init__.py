"""Real RabbitMQ, PostgreSQL, Redis and OpenSSH in their own folder, for tests, the bench and the demo."""
