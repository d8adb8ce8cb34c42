"""The yardsticks for HTTP: FastAPI with an endpoint that has its answers ready.

Same FastAPI, uvicorn and process model as Dateline, and the same bytes; nothing is looked up or rendered.
Below ``/bare`` the endpoint takes the request as it is; below ``/declared`` it declares the parameters of
search, as FastAPI's documentation does, and FastAPI reads and checks them.
``python -m benchmarks.empty_app PORT FILE``: the file is a JSON object, target -> answer.
"""

import json
import sys
from pathlib import Path
from typing import Annotated

import uvicorn
from fastapi import FastAPI, Query, Request, Response

from app.api.params import SearchParameters


def build_app(answers: dict[str, str]) -> FastAPI:
    app = FastAPI(openapi_url=None)
    ready = {target: answer.encode() for target, answer in answers.items()}

    def same(request: Request) -> Response:
        query = request.scope["query_string"].decode()
        target = f"/{request.path_params['path']}" + (f"?{query}" if query else "")
        return Response(ready[target], media_type="application/json")

    @app.get("/bare/{path:path}")
    async def bare(request: Request) -> Response:
        return same(request)

    @app.get("/declared/{path:path}")
    async def declared(request: Request, parameters: Annotated[SearchParameters, Query()]) -> Response:
        return same(request)

    return app


def main() -> None:
    port, file = sys.argv[1:]
    app = build_app(json.loads(Path(file).read_text()))
    uvicorn.run(app, host="127.0.0.1", port=int(port), log_level="warning", server_header=False)


if __name__ == "__main__":
    main()
