"""The yardstick for HTTP: FastAPI with one endpoint that has its answers ready.

Same FastAPI, uvicorn and process model as Dateline, and the same bytes; nothing is looked up, checked
or rendered. ``python -m benchmarks.empty_app PORT FILE``: the file is a JSON object, target -> answer.
"""

import json
import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request, Response


def build_app(answers: dict[str, str]) -> FastAPI:
    app = FastAPI(openapi_url=None)
    ready = {target: answer.encode() for target, answer in answers.items()}

    @app.get("/{path:path}")
    async def same(request: Request) -> Response:
        query = request.scope["query_string"].decode()
        target = request.scope["path"] + (f"?{query}" if query else "")
        return Response(ready[target], media_type="application/json")

    return app


def main() -> None:
    port, file = sys.argv[1:]
    app = build_app(json.loads(Path(file).read_text()))
    uvicorn.run(app, host="127.0.0.1", port=int(port), log_level="warning", server_header=False)


if __name__ == "__main__":
    main()
