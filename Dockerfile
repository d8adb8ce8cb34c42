# The base is pinned by digest, for all platforms. To renew it: docker buildx imagetools inspect python:3.12-slim-bookworm
FROM python:3.12.15-slim-bookworm@sha256:34386ef0cb081344d7ec1c103ba398e6e9f64e9ab3a1509accc92a4e24a07258 AS base


FROM base AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore SOURCE_DATE_EPOCH=1767225600
WORKDIR /src
COPY requirements/run.txt requirements/build.txt requirements/
RUN python -m venv --without-pip /opt/dateline \
 && pip install --require-hashes --no-deps --only-binary :all: -r requirements/build.txt \
 && pip --python /opt/dateline/bin/python install --require-hashes --no-deps --only-binary :all: --no-compile \
      -r requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY migrations migrations
# Compiled here and never checked again: at run time the files are read-only.
RUN python -m hatchling build --target wheel --directory /dist \
 && pip --python /opt/dateline/bin/python install --no-index --no-deps --no-compile /dist/*.whl \
 && /opt/dateline/bin/python -W ignore -m compileall -q --invalidation-mode unchecked-hash /opt/dateline/lib


FROM base
LABEL org.opencontainers.image.title="Dateline" \
      org.opencontainers.image.description="A self-hosted search API for news articles." \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/dateline /opt/dateline
# A new volume takes its owner from this folder.
RUN install -d -o 65532 -g 65532 /data
ENV PATH=/opt/dateline/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DATELINE_DATA_DIR=/data \
    DATELINE_HOST=0.0.0.0
USER 65532:65532
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-c", "\
import http.client, os, sys; \
server = http.client.HTTPConnection('127.0.0.1', int(os.environ.get('DATELINE_PORT', '8000')), timeout=4); \
server.request('GET', '/health/ready'); \
sys.exit(server.getresponse().status != 200)"]
ENTRYPOINT ["dateline"]
CMD ["serve"]
