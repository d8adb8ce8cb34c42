"""What every engine must do. The test file of an engine is a subclass of a few lines:

    class TestMemoryEngine(EngineContract):
        @staticmethod
        def make_engine(path: Path) -> Engine:
            return MemoryEngine(Analyzer())

``make_engine`` gives an empty engine; ``path`` is a directory of its own, not yet made.
"""

from tests.search.contract.contents import Contents
from tests.search.contract.facets import Facets
from tests.search.contract.filters import Filters
from tests.search.contract.generations import Generations
from tests.search.contract.languages import Languages
from tests.search.contract.life import Life
from tests.search.contract.oracle import Oracle
from tests.search.contract.orders import Orders
from tests.search.contract.paging import Paging
from tests.search.contract.proximity import Proximity
from tests.search.contract.queries import Queries
from tests.search.contract.similar import Similar
from tests.search.contract.suggest import Suggest
from tests.search.contract.timelines import Timelines


class EngineContract(
    Queries,
    Proximity,
    Languages,
    Filters,
    Orders,
    Paging,
    Facets,
    Timelines,
    Suggest,
    Similar,
    Generations,
    Contents,
    Life,
    Oracle,
):
    """The whole contract."""
