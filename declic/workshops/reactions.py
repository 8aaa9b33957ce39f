"""What this floor answers those beneath it: hosts, for hand-over receipts."""

from declic.safeguarding.hand_over_places import HostSource, offer_hosts
from declic.workshops import hand_over_queries as queries

offer_hosts(HostSource(queries.hosts_met_by, queries.host_names))
