"""招标文件, its 确认, and the figures of the law behind its criteria (manual 001 §3.5)."""
