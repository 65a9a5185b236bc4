"""What happened, and when: Korean time, events, the store, the feeds.

bytes → Page → Article → Mention → Event → Entry → Feed. The nouns are in `model`, the failures in
`errors`; `korean` finds time in text, `extract` draws events from an article, `store` keeps them,
`export` writes them out and `web` serves them. Imports nothing of ours from outside this package.
"""
