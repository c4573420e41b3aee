"""A memory for networks, for callers that build many societies."""

from collections import OrderedDict
from threading import Lock

from sentiment_abm.society import loops
from sentiment_abm.society.network import Network, drawn
from sentiment_abm.society.recipe import Recipe

_MANY = 2**20  # entries of rows drawn; from then on the compiled loops draw small networks too


class Cache:
    """The networks drawn last, as many as fit into `limit` bytes; may be shared by threads.

    Drawing a network is most of the cost of a short run, and many runs of a sweep share one.  A network larger than
    the limit is drawn but not kept.  `nbytes` is the memory in use.

    >>> cache = Cache()
    >>> recipe = Recipe(people=100, contacts=4, seed=7)
    >>> cache.network(recipe) is cache.network(recipe)
    True
    """

    def __init__(self, limit: int = 2**28) -> None:
        self.limit = limit
        self.nbytes = 0
        self._entries = 0
        self._kept: OrderedDict[str, Network] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def network(self, recipe: Recipe) -> Network:
        """The network of a recipe, drawn only if it is not kept."""
        key = recipe.network_key
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        # Outside the lock: two threads may draw the same network, but nobody waits for another one's.
        network = drawn(recipe)
        with self._lock:
            self._keep(key, network)
            self._entries += len(network.contacts.rows)
        if self._entries > _MANY:
            loops.compiled()
        return network

    def _keep(self, key: str, network: Network) -> None:
        replaced = self._kept.pop(key, None)
        self._kept[key] = network
        self.nbytes += network.nbytes - (replaced.nbytes if replaced else 0)
        while self.nbytes > self.limit:
            _, dropped = self._kept.popitem(last=False)
            self.nbytes -= dropped.nbytes
