"""House law that a machine can read: imports point down, migrations are clean and can be taken back."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("kernel", "people", "projects", "tickets", "governance")
FILES = [path for app in (*APPS, "itsm_pm") for path in sorted((ROOT / app).rglob("*.py"))]
CODE = [path for path in FILES if "migrations" not in path.parts]


def test_imports_point_down_only() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_every_step_of_a_migration_can_be_taken_back() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for (app, name), migration in loader.disk_migrations.items():
        if app in APPS:
            for step in migration.operations:
                assert step.reversible, f"{app} {name}: {step.describe()}"


def test_migrations_do_not_import_live_code() -> None:
    allowed = {"kernel.ledger"}
    for app in APPS:
        for path in (ROOT / app / "migrations").glob("0*.py"):
            names = {
                node.module
                for node in ast.walk(ast.parse(path.read_text()))
                if isinstance(node, ast.ImportFrom) and node.module
            }
            live = {name for name in names if name.split(".")[0] in APPS and name not in allowed}
            # Choices are module-level functions of the models, which Django writes into migrations.
            assert {name for name in live if ".models." not in name} == set(), path


def test_schema_and_data_do_not_share_a_migration() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for (app, name), migration in loader.disk_migrations.items():
        data = [isinstance(step, RunPython | RunSQL) for step in migration.operations]
        assert app not in APPS or not any(data) or all(data), f"{app} {name}"


@pytest.mark.parametrize("name", ["save", "delete"])
def test_models_do_not_override(name: str) -> None:
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            owner = next(cls for cls in model.__mro__ if name in vars(cls))
            assert owner.__module__.startswith("django."), f"{model.__name__} overrides {name}()"


def test_no_signal_is_used() -> None:
    for path in CODE:
        text = path.read_text()
        assert "django.db.models.signals" not in text, path
        assert "@receiver" not in text, path


def test_the_clock_is_read_at_the_doors_only() -> None:
    doors = {"web", "api", "management", "tasks.py", "imports.py", "clock.py", "middleware.py", "pages.py",
             "context.py", "command.py", "health.py", "styleguide.py", "demo"}  # fmt: skip
    for path in CODE:
        inside = set(path.relative_to(ROOT).parts)
        if inside & doors:
            continue
        names = {
            alias.name
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.ImportFrom) and node.module == "kernel.clock"
            for alias in node.names
        }
        assert not names, f"{path.relative_to(ROOT)} reads the clock"


@pytest.mark.parametrize("package", [*APPS, "itsm_pm"])
def test_a_package_says_what_it_owns_and_what_it_never_knows(package: str) -> None:
    text = ast.get_docstring(ast.parse((ROOT / package / "__init__.py").read_text())) or ""
    assert len(text.splitlines()) >= 4
    assert "ust never" in text or "imported by none" in text
