"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import world as cast


@pytest.fixture
def world(db: None) -> cast.World:
    """The named cast in an empty database."""
    return cast.build()


def _data_folder() -> Path:
    root = Path(__file__).resolve().parent.parent
    return Path(os.environ.get("ITSM_PM_DATA", root.parent / "shared" / "data"))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of real logs and portfolios kept outside the project; skips only when it is absent."""
    folder = _data_folder()
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}; set ITSM_PM_DATA")
    return folder
