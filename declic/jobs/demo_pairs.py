"""Who is the second person in the demo, and what waits for one."""

from dateutil.relativedelta import relativedelta

from declic.accounts import actions as accounts
from declic.accounts import decision_actions as decisions
from declic.accounts.models import Person, Role
from declic.jobs import demo_people as people
from declic.jobs.demo_world import World


def add(world: World) -> None:
    """A second administrator and a second safeguarding lead, and a role that one of a pair proposes."""
    boss, programme = world.staff["administrator"], world.staff["administrator"].organisation
    for key, role in (("administrator2", Role.ADMINISTRATOR), ("safeguarding2", Role.SAFEGUARDING_LEAD)):
        person = people.add_adult(world, key, programme)
        accounts.grant_role(boss, person, role)
        people.clear(world, person, world.today + relativedelta(months=people.CLEARED_MONTHS))
    house = world.houses["brug"]
    decisions.propose_role(boss, world.staff["bart"], Role.COORDINATOR, house.organisation)


def cannot_get_in(world: World) -> None:
    """A peer educator lost their passphrase: one coordinator says so, another one has to agree."""
    decisions.open_recovery(world.staff["coordinator"], world.played["educator"])


def no_kin(world: World, one: Person, other: Person) -> None:
    """Two of one family name were taken for brother and sister: one coordinator says so, another has to agree."""
    house = world.houses["chene"]
    accounts.declare_kinship(house.coordinator, one, other)
    decisions.doubt_kinship(house.coordinator, one, other)
