"""Scrapy's settings: what its defaults leave open, shut; what they leave rude, polite.

Each line has its evidence in docs/crawling.md. Nothing here is for site entries to change; a site's own
delay travels with the download slots of a batch.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crawler.guard import ALLOW_NETWORKS
from crawler.reach import Network

MAX_SIZE = 8 * 1024 * 1024
TIMEOUT = 20
# Scrapy 2.19 counts a host's streams only when their tasks begin: without any delay it starts all that wait at once.
LEAST_DELAY = 0.001
MOST_AT_ONCE = 160  # requests waiting or under way; each may hold a descriptor

HARDENED: dict[str, Any] = {
    # Scrapy 2.19 listens on two ports that run code sent to them; its caches and job folders are pickles.
    "REMOTE_CONTROL_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "HTTPCACHE_ENABLED": False,
    "JOBDIR": None,
    # Only the web, verified, and no way around the guard.
    "DOWNLOAD_HANDLERS": {"file": None, "ftp": None, "s3": None, "data": None},
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "TWISTED_DNS_RESOLVER": "crawler.guard.GuardResolver",
    "DNS_TIMEOUT": 10,
    "HTTPPROXY_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "REFERER_ENABLED": False,
    "COOKIES_ENABLED": False,
    "REDIRECT_MAX_TIMES": 5,
    # A page is small; one that is not is not ours.
    "DOWNLOAD_MAXSIZE": MAX_SIZE,
    "DOWNLOAD_WARNSIZE": 0,
    "DOWNLOAD_TIMEOUT": TIMEOUT,
    "MEMUSAGE_ENABLED": False,  # the worker has limits of its own
    # Polite: one stream a host, and our own reading of robots.txt and Retry-After.
    "ROBOTSTXT_OBEY": False,
    "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",  # the newest first, as lists have them
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_DELAY": 5.0,
    "DOWNLOAD_DELAY_JITTER": 0.0,  # a delay is the least, never a middle
    "AUTOTHROTTLE_ENABLED": False,
    "RETRY_TIMES": 2,
    "RETRY_HTTP_CODES": [500, 502, 504, 522, 524, 408],  # 429 and 503 wait as they ask: crawler.patience
    "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",
    "DEFAULT_REQUEST_HEADERS": {
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "ko,en;q=0.5",
    },
    "DOWNLOADER_MIDDLEWARES": {
        "crawler.robots.RobotsMiddleware": 100,
        "crawler.wholeness.WholenessMiddleware": 595,
        "crawler.patience.PatienceMiddleware": 810,
        "crawler.guard.GuardMiddleware": 845,
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
        "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
        "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
    },
    "SPIDER_MIDDLEWARES": {  # the spider reads statuses itself and counts every request it sent
        "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
        "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
        "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
        "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
        "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
        "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    },
    # What counts and tells things that nobody here asks for.
    "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
    "DOWNLOADER_STATS": False,
    "EXTENSIONS": {
        "scrapy.extensions.corestats.CoreStats": None,
        "scrapy.extensions.feedexport.FeedExporter": None,
        "scrapy.extensions.spiderstate.SpiderState": None,
    },
    "LOG_FORMATTER": "crawler.spider.Quiet",
    # Quick: with the defaults, Scrapy starts 100 tasks a response and re-parses the source of callbacks.
    "CONCURRENT_ITEMS": 2,
    "WARN_ON_GENERATOR_RETURN_VALUE": False,
    # Quiet: the worker's own log tells each source's run in a line.
    "LOG_INSTALL_ROOT_HANDLER": False,
    "LOG_LEVEL": "WARNING",
    "LOGSTATS_INTERVAL": 0,
    "STATS_DUMP": False,
    "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
}


def settings(
    *, user_agent: str, delays: dict[str, float], allow_networks: Iterable[Network | str] = ()
) -> dict[str, Any]:
    """Return the settings of one batch; `delays` are the seconds between two requests to each host."""
    return HARDENED | {
        "USER_AGENT": user_agent,
        "DOWNLOAD_SLOTS": {
            host: {"concurrency": 1, "delay": max(delay, LEAST_DELAY), "jitter": 0.0}
            for host, delay in delays.items()
        },
        # What waits for its host's turn counts too: with less, a few slow hosts would hold all others up.
        "CONCURRENT_REQUESTS": min(max(8, 2 * len(delays)), MOST_AT_ONCE),
        ALLOW_NETWORKS: [str(network) for network in allow_networks],
    }
