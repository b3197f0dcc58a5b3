# The hub: the tree as it is, on exactly the libraries of its lock.
FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
# For partners whose contracts ask for OpenPGP.
RUN apt-get update && apt-get install -y --no-install-recommends gnupg && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/lianqiao

COPY requirements-hub.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements-hub.lock

COPY core core
COPY adapters adapters
COPY certs certs
COPY mappings mappings
COPY gateway gateway
COPY schedules schedules

RUN useradd --system --home-dir /var/lib/lianqiao --create-home lianqiao \
    && install -d -o lianqiao -m 0700 /var/lib/lianqiao-broker
USER lianqiao
VOLUME /var/lib/lianqiao
EXPOSE 8470 8471
CMD ["python", "-m", "gateway", "web"]
