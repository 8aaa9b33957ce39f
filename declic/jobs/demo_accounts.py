"""The accounts of the demo: one for each role, all with the same passphrase."""

from declic.accounts import actions as accounts
from declic.jobs import demo_pairs as pairs
from declic.jobs.demo_world import World

PASSPHRASE = "demo river candle orange"
# (role, user name): the person is of that key in the story
ACCOUNTS = (
    ("trainee", "lina"),
    ("peer educator", "educator"),
    ("mentor", "mentor"),
    ("coordinator", "coordinator"),
    ("second coordinator", "coordinator2"),
    ("safeguarding lead", "safeguarding"),
    ("second lead", "safeguarding2"),
    ("administrator", "administrator"),
    ("second admin.", "administrator2"),
    ("trainer", "trainer"),
)


def give(world: World) -> None:
    """Give these people a log-in."""
    people = world.staff | world.played
    for _role, user_name in ACCOUNTS:
        accounts.set_login(people[user_name], user_name, PASSPHRASE)
    pairs.cannot_get_in(world)


def known() -> list[dict[str, str]]:
    """What instance/demo.json tells."""
    return [{"role": role, "username": user_name, "passphrase": PASSPHRASE} for role, user_name in ACCOUNTS]
