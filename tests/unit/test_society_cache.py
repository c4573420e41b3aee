"""A cache of networks gives what would be drawn without it, and stays within its limit."""

from concurrent.futures import ThreadPoolExecutor

from sentiment_abm.society.cache import Cache
from sentiment_abm.society.recipe import Recipe
from sentiment_abm.society.segments import Segment
from sentiment_abm.society.society import Society, build

TWO = (Segment("west", 0.25), Segment("east", 0.75))


def test_the_cache_keeps_networks_not_societies():
    cache = Cache()
    one = Society(people=200, segments=TWO, seed=3, cache=cache)
    other = build(Recipe(people=200, segments=[Segment("x", 1)], seed=3), cache)
    assert one.contacts is other.contacts
    assert len(cache) == 1
    assert build(Recipe(people=200, seed=4), cache).contacts is not one.contacts
    assert len(cache) == 2
    assert one == Society(people=200, segments=TWO, seed=3)


def test_the_cache_forgets_what_was_used_longest_ago():
    recipes = [Recipe(people=200, seed=seed) for seed in range(3)]
    size = build(recipes[0]).contacts.nbytes
    cache = Cache(limit=2 * size)
    kept = [cache.network(recipe) for recipe in recipes[:2]]
    assert cache.network(recipes[0]) is kept[0]
    cache.network(recipes[2])
    assert cache.network(recipes[0]) is kept[0]
    assert cache.network(recipes[1]) is not kept[1]
    assert (len(cache), cache.nbytes) == (2, 2 * size)


def test_what_is_larger_than_the_cache_is_not_kept():
    cache = Cache(limit=1000)
    assert cache.network(Recipe(people=200)).contacts.people == 200
    assert (len(cache), cache.nbytes) == (0, 0)


def test_threads_share_a_cache():
    cache = Cache(limit=300_000)
    recipes = [Recipe(people=200, seed=seed % 10) for seed in range(200)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda recipe: build(recipe, cache).contacts, recipes))
    assert all(contacts == found[i % 10] for i, contacts in enumerate(found))
    assert cache.nbytes <= 300_000
