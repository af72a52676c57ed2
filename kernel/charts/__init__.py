"""Charts as pure geometry: plain numbers in, frozen dataclasses with SVG coordinates out.

No colour, no markup, no locale: templates under `components/charts/` draw what these return. A missing
value (None) is a gap, never a zero. Every chart but the sparkline carries `data`, its facts as a table.
"""

from kernel.charts.grids import Cell, HeatMap, heat_map
from kernel.charts.horizontal import Bar, Bars, Bullet, Tornado, bars, bullet, tornado
from kernel.charts.lines import Line, LineChart, Series, Sparkline, burn, fan, line_chart, s_curve, sparkline
from kernel.charts.scale import Axis, Data, Frame, Tick, Words, compact, date_ticks, nice_ticks
from kernel.charts.upright import Columns, Step, Waterfall, columns, stacked, waterfall

__all__ = [
    "Axis",
    "Bar",
    "Bars",
    "Bullet",
    "Cell",
    "Columns",
    "Data",
    "Frame",
    "HeatMap",
    "Line",
    "LineChart",
    "Series",
    "Sparkline",
    "Step",
    "Tick",
    "Tornado",
    "Waterfall",
    "Words",
    "bars",
    "bullet",
    "burn",
    "columns",
    "compact",
    "date_ticks",
    "fan",
    "heat_map",
    "line_chart",
    "nice_ticks",
    "s_curve",
    "sparkline",
    "stacked",
    "tornado",
    "waterfall",
]
