FROM python:3.13-slim

WORKDIR /app
COPY requirements.lock.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock.txt
COPY . .
RUN pip install --no-cache-dir --no-deps --no-build-isolation -e . \
    && useradd --create-home --uid 1000 mimicom \
    && mkdir /data && chown mimicom /data

USER 1000
# Nothing is written outside of /data and /tmp: run it with --read-only --tmpfs /tmp.
ENV MIMICOM_DATA=/data PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MPLCONFIGDIR=/tmp HOME=/tmp
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health', timeout=5)"]
CMD ["mimicom", "serve", "--host", "0.0.0.0", "--port", "8000"]
