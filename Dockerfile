# One image for web, worker, beat and migrations; which one it is, is the command.
FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install -r requirements.txt

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=itsm_pm.settings ITSM_PM_STATE=/state STATIC_ROOT=/app/staticfiles
RUN useradd --system --uid 10001 --create-home app && mkdir /state && chown app /state
WORKDIR /app
COPY --from=build /venv /venv
COPY . .
RUN SECRET_KEY=build PRODUCTION=true python manage.py collectstatic --noinput -v0 && chown -R app staticfiles
USER app
VOLUME /state
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=4s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:8000/healthz', headers={'X-Forwarded-Proto': 'https', 'Host': 'localhost'}), timeout=3)"]
CMD ["gunicorn", "itsm_pm.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "4", "--threads", "4", "--max-requests", "5000", "--max-requests-jitter", "500", \
     "--no-control-socket", "--access-logfile", "-"]
