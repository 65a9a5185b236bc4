"""What runs, and who asked: the plan, the daemon and its crawl worker, the command line."""
