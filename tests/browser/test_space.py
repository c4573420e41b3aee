"""Mesa draws the space of the model; its visualization comes with the extra `viz`."""

import pytest

import sentiment_abm as sa

pytestmark = pytest.mark.browser


def test_mesa_draws_every_citizen_in_the_color_of_its_mood() -> None:
    from mesa.visualization import SpaceRenderer
    from mesa.visualization.components import AgentPortrayalStyle

    model = sa.SentimentModel("promise_broken", people=70, rng=7)
    renderer = SpaceRenderer(model, backend="matplotlib")
    renderer.setup_agents(lambda c: AgentPortrayalStyle(color="green" if c.mood is sa.Mood.HOPE else "blue"))
    renderer.draw_agents()
    (drawn,) = renderer.canvas.collections
    green = [tuple(color[:3]) == (0.0, 128 / 255, 0.0) for color in drawn.get_facecolors()]
    assert len(green) == 70
    assert sum(green) == round(70 * model.indicator("hope"))
