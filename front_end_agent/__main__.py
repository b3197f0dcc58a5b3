"""The command line: `agent enrol | run | status | check`."""

import argparse
import faulthandler
import sys
from pathlib import Path

from front_end_agent import __version__
from front_end_agent.errors import AgentError


def main(arguments: list[str] | None = None) -> int:
    """0 when all is well, 1 when the agent says why it is not."""
    chosen = _parser().parse_args(arguments)
    from front_end_agent.settings import agent_home

    home = agent_home(chosen.home)
    try:
        return int(chosen.does(home, chosen))
    except AgentError as error:
        print(f"agent: {error}", file=sys.stderr)
        return 1


def _enrol(home: Path, chosen: argparse.Namespace) -> int:
    from front_end_agent.enrol import Asked, enrol, read_token
    from front_end_agent.texts import say

    token = chosen.token or read_token(Path(chosen.token_file))
    asked = Asked(url=chosen.hub, ca=chosen.ca, suite=chosen.suite)
    enrolment = enrol(home, asked, token=token, again=chosen.again)
    print(f"{say('enrolled as')} {enrolment.agent} ({enrolment.partner}) · {home}")
    print(say("next: agent check, then agent run"))
    return 0


def _run(home: Path, chosen: argparse.Namespace) -> int:
    from front_end_agent.agent import Agent
    from front_end_agent.identity import read_enrolment
    from front_end_agent.logs import log_to_stderr
    from front_end_agent.settings import read_settings

    settings = read_settings(home)
    log_to_stderr(read_enrolment(home).agent, level=settings.file.log_level)
    # What crashes below Python says where it was.
    faulthandler.enable()
    Agent(settings, new_epoch=chosen.new_epoch).run()
    return 0


def _status(home: Path, chosen: argparse.Namespace) -> int:
    from front_end_agent.status import as_lines, read_status

    status = read_status(home)
    if chosen.json:
        import msgspec

        print(msgspec.json.encode(status).decode())
    else:
        print("\n".join(as_lines(status)))
    return 0


def _check(home: Path, chosen: argparse.Namespace) -> int:
    from front_end_agent.check import check
    from front_end_agent.texts import say

    good = True
    for finding in check(home):
        good = good and finding.good
        what, _, name = finding.what.partition(" ")
        print(f"{say('good' if finding.good else 'bad'):<6}{say(what)} {name}".rstrip() + f": {finding.text}")
    print(say("all is well" if good else "not ready"))
    return 0 if good else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="agent", description="The front-end agent (前置机).")
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--home", help="the agent's folder (else LIANQIAO_AGENT_HOME)")
    commands = parser.add_subparsers(required=True, metavar="enrol|run|status|check")
    enrol = commands.add_parser("enrol", help="make this home an agent the hub knows")
    token = enrol.add_mutually_exclusive_group(required=True)
    token.add_argument("--token", help="the hub's one-time token")
    token.add_argument("--token-file", help="a file with the token")
    enrol.add_argument("--hub", help="https://host:port, written to agent.toml if there is none")
    enrol.add_argument("--ca", type=Path, help="the hub's CA, a PEM file")
    enrol.add_argument("--suite", choices=("intl", "gm"), default="intl", help="gm: SM2, SM3 and SM4")
    enrol.add_argument("--again", action="store_true", help="enrol anew a home that is enrolled")
    enrol.set_defaults(does=_enrol)
    run = commands.add_parser("run", help="collect and send until SIGTERM or Ctrl-C")
    run.add_argument("--new-epoch", action="store_true", help="after a fork: seal what waits anew")
    run.set_defaults(does=_run)
    status = commands.add_parser("status", help="how the spool stands")
    status.add_argument("--json", action="store_true")
    status.set_defaults(does=_status)
    commands.add_parser("check", help="is everything in place?").set_defaults(does=_check)
    for command in commands.choices.values():
        command.add_argument("--home", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
