"""A Redis server of our own keeps what it answered, also after its power was cut."""

import redis

from tests.servers.redis_server import RedisServer


def test_a_cache_killed_and_started_again_still_has_what_it_answered(
    redis_server: RedisServer, redis_url: str
) -> None:
    with redis.Redis.from_url(redis_url) as connection:
        connection.set("lot", "L-1")

    redis_server.kill()
    assert not redis_server.daemon.is_running
    redis_server.start()

    with redis.Redis.from_url(redis_url) as connection:
        assert connection.get("lot") == b"L-1"


def test_each_test_has_an_empty_database(redis_server: RedisServer, redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as connection:
        assert connection.dbsize() == 0
