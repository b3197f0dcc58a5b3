"""`hub demo`: the whole story on this machine, to look at or to be checked."""

from __future__ import annotations

import typer


def add_to(app: typer.Typer) -> None:
    app.command("demo")(demo)


def demo(
    check: bool = typer.Option(False, "--check", help="headless, to its end; 0 only if all is there"),
    production: bool = typer.Option(
        False, "--production", help="on real RabbitMQ, PostgreSQL, Redis and celery, started here"
    ),
) -> None:
    """Tells the story of a pledge: deliveries, a failed message, an unauthorised release, a fall in price."""
    from gateway.demo.tell import check_story, show_story

    raise typer.Exit(check_story(production=production) if check else show_story(production=production))
