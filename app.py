"""The WSGI entry: `gunicorn app:app` or `flask run`."""

from declic import create_app

app = create_app()
