"""The demo newsroom's pictures, drawn by code."""

from collections.abc import Callable

from PIL import Image

from . import civic, desk, gatherings, inland, rails, shore, stages, studies
from .canvas import Canvas
from .portraits import draw_portrait

__all__ = ["SCENES", "draw", "draw_portrait"]

SCENES: dict[str, Callable[[Canvas], None]] = {
    "ness-ferry": shore.ness_ferry,
    "ness-strait-map": shore.ness_strait_map,
    "ness-ferry-deck": shore.ness_ferry_deck,
    "container-port": shore.container_port,
    "kestrel-boats": shore.kestrel_boats,
    "turbine-sea": shore.turbine_sea,
    "storm-coast": shore.storm_coast,
    "lowick-beach": shore.lowick_beach,
    "assembly-hall": civic.assembly_hall,
    "assembly-vote": civic.assembly_vote,
    "ballot-box": civic.ballot_box,
    "first-minister-podium": civic.first_minister_podium,
    "court-steps": civic.court_steps,
    "border-post": civic.border_post,
    "summit-table": gatherings.summit_table,
    "refugee-road": gatherings.refugee_road,
    "market-square": gatherings.market_square,
    "football-floodlight": gatherings.football_floodlight,
    "highmoor-turbines": inland.highmoor_turbines,
    "substation": inland.substation,
    "alderwick-mill": inland.alderwick_mill,
    "terraced-street": inland.terraced_street,
    "crane-housing": inland.crane_housing,
    "thornby-rail": rails.thornby_rail,
    "night-train": rails.night_train,
    "heat-city": rails.heat_city,
    "dunmere-lab": studies.dunmere_lab,
    "microscope": studies.microscope,
    "seagrass": studies.seagrass,
    "glacier-core": studies.glacier_core,
    "night-sky": studies.night_sky,
    "theatre-stage": stages.theatre_stage,
    "bookshop-window": stages.bookshop_window,
    "bread-oven": stages.bread_oven,
    "orchestra": stages.orchestra,
    "gallery-wall": stages.gallery_wall,
    "library-hall": stages.library_hall,
    "paper-stack": desk.paper_stack,
    "coins-scale": desk.coins_scale,
    "chart-wall": desk.chart_wall,
}


def draw(slug: str, *, size: tuple[int, int] = (1600, 1067)) -> Image.Image:
    canvas = Canvas(size, slug)
    SCENES[slug](canvas)
    return canvas.finish()
