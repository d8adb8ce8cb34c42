"""For ASGI servers: ``uvicorn app.main:create_app --factory``."""

from fastapi import FastAPI

from app.api.app import build_app
from app.runtime import open_runtime
from app.settings import load_settings


def create_app() -> FastAPI:
    """The application with the settings of the environment. Raises SettingError."""
    return build_app(load_settings(), open_runtime)
