"""The timeline over HTTP: feeds and pages. `app.application` is the way in; `feeds.render` needs no server."""
